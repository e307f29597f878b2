import type { Unit } from "./units.ts";

/** Between two tries, how many of them, and how many sessions' changes at once. */
const RETRY_MS = 30_000;
const TRIES_MAX = 10;
const UNITS_MAX = 1_000;

/**
 * Changes of sessions that Postgres refused and that nobody can be told of for good: an acknowledged row that cannot be
 * deleted, a session that cannot be marked as left. They are tried again a few times, slowly, and then given up.
 */
export class SetAside {
  readonly #again: (unit: Unit) => void;
  #waiting: { readonly key: string; readonly unit: Unit; readonly tries: number }[] = [];
  /** Tries so far of those tried last. */
  #tried = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined = undefined;

  /** @param again gathers the unit's changes once more */
  constructor(again: (unit: Unit) => void) {
    this.#again = again;
  }

  /** False when they are given up. */
  add(key: string, unit: Unit): boolean {
    const tries = (this.#tried.get(key) ?? 0) + 1;
    if (tries > TRIES_MAX || this.#waiting.length >= UNITS_MAX) return false;
    this.#waiting.push({ key, unit, tries });
    this.#timer ??= setTimeout(() => this.retry(), RETRY_MS).unref();
    return true;
  }

  /** Tries all of them now. */
  retry(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#tried = new Map(waiting.map(({ key, tries }) => [key, tries]));
    for (const { unit } of waiting) this.#again(unit);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }
}
