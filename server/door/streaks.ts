/** What failures in a row lead to: how many are free, how long the first wait is, and what it grows to. */
const WAIT_MS_MIN = 1_000;
const WAIT_MS_MAX = 5 * 60 * 1_000;
/** A streak that nothing was added to for so long is forgotten. */
const FORGOTTEN_MS = 15 * 60 * 1_000;
/** Entries looked at for one that nobody misses, when there is no room. */
const LOOKED_AT_MAX = 512;

interface Streak {
  failures: number;
  lastMs: number;
  waitUntilMs: number;
  /** Whose they are, once that is known: the device's or the tenant's id. */
  owner: string | undefined;
  tenantId: string | undefined;
}

/**
 * Failures in a row by key, and the waiting that follows. The first ones are free; each further doubles the wait. What
 * is tried meanwhile is refused without being counted, so that the wait ends by itself.
 *
 * Bounded: when there is no room, one that has to wait for nothing goes before one that has. To have a wait forgotten
 * early takes as many other keys that wait too, each of which costs its failures.
 */
export class Streaks {
  readonly #max: number;
  readonly #streaks = new Map<string, Streak>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#streaks.size;
  }

  /** The streak that has to wait now. @param forgivenMs when the owner's failures were forgiven, if ever */
  waiting(key: string, nowMs: number, forgivenMs: (owner: string) => number): Readonly<Streak> | undefined {
    const streak = this.#streaks.get(key);
    if (streak === undefined || streak.waitUntilMs <= nowMs) return undefined;
    if (streak.owner !== undefined && forgivenMs(streak.owner) >= streak.lastMs) {
      this.#streaks.delete(key);
      return undefined;
    }
    return streak;
  }

  /** @param free failures without a wait */
  fail(key: string, nowMs: number, free: number, owner?: string, tenantId?: string): void {
    const former = this.#streaks.get(key);
    // To the end: the first of the map is the one that failed longest ago.
    this.#streaks.delete(key);
    const goesOn = former !== undefined && former.lastMs + FORGOTTEN_MS > nowMs;
    const failures = (goesOn ? former.failures : 0) + 1;
    const waitMs = failures < free ? 0 : Math.min(WAIT_MS_MAX, WAIT_MS_MIN * 2 ** (failures - free));
    if (this.#streaks.size >= this.#max) this.#makeRoom(nowMs);
    this.#streaks.set(key, { failures, lastMs: nowMs, waitUntilMs: nowMs + waitMs, owner, tenantId });
  }

  clear(key: string): void {
    this.#streaks.delete(key);
  }

  #makeRoom(nowMs: number): void {
    let looked = 0;
    for (const [key, { waitUntilMs }] of this.#streaks) {
      if (waitUntilMs <= nowMs) {
        this.#streaks.delete(key);
        return;
      }
      if (++looked === LOOKED_AT_MAX) break;
    }
    const oldest = this.#streaks.keys().next();
    if (oldest.done !== true) this.#streaks.delete(oldest.value);
  }
}
