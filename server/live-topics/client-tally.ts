// HOT: `note` runs once per message while somebody looks.
import type { Session } from "../session.ts";

/** From this rate on not every message is asked whose it is. */
const ASKED_PER_SECOND = 2_000;
const CLIENTS_MAX = 10_000;
/** Rates are over the last so many seconds, or twice as many. */
const WINDOW_MS = 10_000;

/**
 * Who publishes how much. Of a flood one message in so many is asked, at distances that vary, and counts for all since
 * the one before: the sum is exact, the shares are nearly so.
 */
export class ClientTally {
  #counts = new Map<Session, number>();
  #former = new Map<Session, number>();
  #stride = 1;
  #distance = 1;
  #countdown = 1;
  #random = 1;
  #sinceMs = 0;
  #formerMs = 0;
  #nowMs = 0;

  note(publisher: Session): void {
    if (--this.#countdown > 0) return;
    const count = this.#counts.get(publisher);
    if (count !== undefined) this.#counts.set(publisher, count + this.#distance);
    else if (this.#counts.size < CLIENTS_MAX) this.#counts.set(publisher, this.#distance);
    if (this.#stride > 1) this.#next();
    else this.#countdown = this.#distance = 1;
  }

  /** @param rate messages a second of the whole tenant */
  moveTo(nowMs: number, rate: number): void {
    this.#nowMs = nowMs;
    this.#stride = Math.max(1, Math.floor(rate / ASKED_PER_SECOND));
    if (this.#sinceMs === 0) {
      this.#sinceMs = nowMs;
      this.#formerMs = nowMs;
    }
    if (nowMs - this.#sinceMs < WINDOW_MS) return;
    this.#former = this.#counts;
    this.#counts = new Map();
    this.#formerMs = this.#sinceMs;
    this.#sinceMs = nowMs;
  }

  /** Over how long the rates are. */
  get seconds(): number {
    return (this.#nowMs - this.#formerMs) / 1_000;
  }

  /** Messages a second of each. */
  rates(): { session: Session; rate: number }[] {
    const { seconds } = this;
    if (seconds === 0) return [];
    const sums = new Map(this.#former);
    for (const [session, count] of this.#counts) sums.set(session, (sums.get(session) ?? 0) + count);
    return [...sums].map(([session, count]) => ({ session, rate: count / seconds }));
  }

  /** From 1 to twice the stride less one: what publishes in a rhythm must not always be asked, or never. */
  #next(): void {
    this.#random = (Math.imul(this.#random, 1_103_515_245) + 12_345) & 0x7fffffff;
    this.#distance = 1 + ((this.#random >> 8) % (2 * this.#stride - 1));
    this.#countdown = this.#distance;
  }
}
