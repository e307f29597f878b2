/** How long long work may hold the event loop: a tenth of what anybody would notice of a message's delay. */
const SLICE_MS = 5;

/** Cuts long work into slices, between which packets are read and written. */
export class Slices {
  #beganAt = performance.now();
  #spentMs = 0;

  /** True when the work should let others run. */
  get over(): boolean {
    return performance.now() - this.#beganAt > SLICE_MS;
  }

  /** How long the work has held the event loop in all. */
  get spentMs(): number {
    return this.#spentMs + performance.now() - this.#beganAt;
  }

  /** Resolves after the others have run. */
  async next(): Promise<void> {
    this.#spentMs += performance.now() - this.#beganAt;
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#beganAt = performance.now();
  }
}
