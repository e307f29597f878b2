import { Histogram } from "./histogram.ts";
import { now, type Publisher } from "./publisher.ts";
import type { Sender } from "./subscriber.ts";

const WAKE_MS = 1;

/**
 * One message at a time from one publisher after the other, each stamped with the moment it was due: what a late one
 * waited here counts as its latency too, and `lateness` tells how much of it that is.
 */
export class Pacer implements Sender {
  /** From the moment a message was due to the moment it was sent. */
  readonly lateness = new Histogram();
  readonly #publishers: readonly Publisher[];
  readonly #gap: number;
  #start = 0;
  #sent = 0;

  constructor(publishers: readonly Publisher[], perSecond: number) {
    this.#publishers = publishers;
    this.#gap = 1e6 / perSecond;
  }

  /**
   * Begins. Timers are a millisecond wide, so it looks at the clock without end, which takes a core; or else it sleeps until a
   * message arrives or a timer goes off, and leaves the core to those it measures.
   */
  begin(sleeps: boolean): void {
    this.#start = now();
    if (sleeps) setInterval(() => this.#send(), WAKE_MS);
    const watch = (): void => {
      this.#send();
      if (!sleeps) setImmediate(watch);
    };
    watch();
  }

  delivered(): void {}

  fill(): void {
    this.#send();
  }

  #send(): void {
    const present = now();
    for (;;) {
      const due = Math.round(this.#start + this.#sent * this.#gap);
      if (due > present) return;
      this.lateness.record(now() - due);
      (this.#publishers[this.#sent++ % this.#publishers.length] as Publisher).send(due);
    }
  }
}
