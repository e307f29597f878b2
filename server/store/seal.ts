import type { Journal } from "./journal.ts";

/** Keeps a connection from being written to until what its client would be told is committed. */
export class Seal {
  /** The batch that must be committed. */
  until = 0;
  readonly sinceMs = performance.now();
  /** The CONNACK waits too: for a session made for this client, or for one that it comes back to. */
  greeting: "new" | "resumed" | undefined = undefined;
  /** Takes back, each, what one answer would say, and has it say no instead; undefined for one that cannot. */
  readonly refusals: ((() => void) | undefined)[] = [];
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get open(): boolean {
    return this.until <= this.#journal.committed;
  }
}
