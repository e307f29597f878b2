/** Messages of a tenant that are kept in a second, beside refusals, drops and what is armed. */
const SAMPLES_PER_SECOND = 4;
/** In one second, when there was little to do in the one before. */
const BURST = 2 * SAMPLES_PER_SECOND;
/** Until the next second begins. */
const NONE = 1 << 30;

/**
 * Which messages are taken as a sample: every k-th, where k follows the rate of the last second, so that slow traffic is
 * kept whole and of fast traffic a few in a second are. It counts down, since that is all that the others cost:
 *
 *   if (--sampler.countdown < 0) …
 */
export class Sampler {
  /** Messages to be passed over; the hot path takes one off for each. */
  countdown = 0;
  /** One message in so many, at the moment. */
  step = 1;
  /** What `countdown` was set to last. */
  #set = 0;
  /** Passed over since the last sample, before `countdown` was set. */
  #passed = 0;
  #taken = 0;
  #seen = 0;
  /** Each message is looked at. */
  #all = false;

  /** Has every message looked at, or only those that are due. */
  set all(all: boolean) {
    if (this.#all === all) return;
    this.#all = all;
    this.#count();
    this.#restart();
  }

  /** A message is looked at: is it to be a sample? Either `take` or `pass` follows. */
  due(): boolean {
    // The message that brought it below zero is none that was passed over.
    this.countdown++;
    this.#count();
    this.#seen++;
    return this.#taken < BURST && this.#passed + 1 >= this.step;
  }

  /** The message is a sample. @returns how many it stands for, itself among them */
  take(): number {
    const oneIn = this.#passed + 1;
    this.#passed = 0;
    this.#taken++;
    this.#restart();
    return oneIn;
  }

  /** The message is none. */
  pass(): void {
    this.#passed++;
    this.#restart();
  }

  /** Has the next message looked at, due or not. */
  lookAtNext(): void {
    this.#count();
    this.#set = 0;
    this.countdown = 0;
  }

  /** A second is over. */
  tick(): void {
    this.#count();
    this.step = Math.max(1, Math.ceil(this.#seen / SAMPLES_PER_SECOND));
    this.#seen = 0;
    this.#taken = 0;
    this.#restart();
  }

  /** Takes in what the hot path counted. */
  #count(): void {
    const passed = this.#set - this.countdown;
    this.#passed += passed;
    this.#seen += passed;
    this.#set = this.countdown;
  }

  #restart(): void {
    if (this.#all) this.#set = 0;
    else this.#set = this.#taken >= BURST ? NONE : Math.max(0, this.step - 1 - this.#passed);
    this.countdown = this.#set;
  }
}
