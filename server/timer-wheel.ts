import type { Clock } from "./clock.ts";

/** One turn of the wheel; what is due later stays in its slot for another turn. */
const SLOTS = 4096;
const TICK_MS = 1000;

/**
 * Every deadline of the broker (keep alive, connect timeout, session expiry, will delay, message expiry) on one
 * interval of a second. Scheduling and cancelling are O(1) and allocate nothing, so 20 000 idle clients cost one
 * slot visit a second. A timer never fires early, and at most a second late.
 */
export class TimerWheel {
  /** Whole seconds since the wheel started; what `lastSeenTick` is measured in. */
  tick = 0;
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #slots: (WheelTimer | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #onError: (error: unknown) => void;
  readonly #stop: () => void;

  /** @param onError told what a timer threw; the others fire all the same */
  constructor(clock: Clock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onError = onError;
    this.#startMs = clock.now();
    this.#stop = clock.every(TICK_MS, () => this.#advance());
  }

  /** Fires the timer once `seconds` have passed; a timer already running is moved. */
  schedule(timer: WheelTimer, seconds: number): void {
    const dueMs = this.#clock.now() - this.#startMs + seconds * 1000;
    this.scheduleAt(timer, Math.ceil(dueMs / TICK_MS));
  }

  /** Fires the timer at the given tick, or at the next one when that has passed. */
  scheduleAt(timer: WheelTimer, dueTick: number): void {
    this.cancel(timer);
    timer.dueTick = Math.max(dueTick, this.tick + 1);
    timer.scheduled = true;
    const slot = timer.dueTick % SLOTS;
    const first = this.#slots[slot];
    timer.next = first;
    if (first !== undefined) first.previous = timer;
    this.#slots[slot] = timer;
  }

  cancel(timer: WheelTimer): void {
    if (!timer.scheduled) return;
    timer.scheduled = false;
    if (timer.previous !== undefined) timer.previous.next = timer.next;
    else this.#slots[timer.dueTick % SLOTS] = timer.next;
    if (timer.next !== undefined) timer.next.previous = timer.previous;
    timer.previous = undefined;
    timer.next = undefined;
  }

  stop(): void {
    this.#stop();
  }

  #advance(): void {
    const target = Math.floor((this.#clock.now() - this.#startMs) / TICK_MS);
    while (this.tick < target) {
      this.tick++;
      this.#fireSlot(this.tick % SLOTS);
    }
  }

  /** A due timer may schedule or cancel others, itself included: due ones are unlinked first, then fired. */
  #fireSlot(slot: number): void {
    const due: WheelTimer[] = [];
    for (let timer = this.#slots[slot]; timer !== undefined; timer = timer.next) {
      if (timer.dueTick <= this.tick) due.push(timer);
    }
    for (const timer of due) {
      if (!timer.scheduled || timer.dueTick > this.tick) continue;
      this.cancel(timer);
      try {
        timer.fire();
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}

/** Something the wheel fires once: a link in its slot. */
export abstract class WheelTimer {
  dueTick = 0;
  scheduled = false;
  next: WheelTimer | undefined = undefined;
  previous: WheelTimer | undefined = undefined;

  abstract fire(): void;
}

/** A deadline of `owner`. One plain function for all timers of a kind: no closure each. */
export class Timer<Owner> extends WheelTimer {
  readonly #owner: Owner;
  readonly #onDue: (owner: Owner) => void;

  constructor(owner: Owner, onDue: (owner: Owner) => void) {
    super();
    this.#owner = owner;
    this.#onDue = onDue;
  }

  override fire(): void {
    this.#onDue(this.#owner);
  }
}
