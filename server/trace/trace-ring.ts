import type { Trace } from "./trace.ts";

/** The newest traces of one kind, within a number and a weight; the oldest give way. */
export class TraceRing {
  readonly #tracesMax: number;
  readonly #bytesMax: number;
  /** Oldest first. */
  readonly #traces = new Map<string, { readonly trace: Trace; bytes: number }>();
  #bytes = 0;

  constructor(tracesMax: number, bytesMax: number) {
    this.#tracesMax = tracesMax;
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#traces.size;
  }

  get oldest(): Trace | undefined {
    return this.#traces.values().next().value?.trace;
  }

  get(id: string): Trace | undefined {
    return this.#traces.get(id)?.trace;
  }

  /** Oldest first. */
  *values(): Iterable<Trace> {
    for (const { trace } of this.#traces.values()) yield trace;
  }

  push(trace: Trace): void {
    this.#traces.set(trace.id, { trace, bytes: 0 });
    this.weigh(trace);
  }

  /** The trace has grown. */
  weigh(trace: Trace): void {
    const entry = this.#traces.get(trace.id);
    if (entry === undefined) return;
    this.#bytes += trace.bytes - entry.bytes;
    entry.bytes = trace.bytes;
    while (this.#traces.size > this.#tracesMax || this.#bytes > this.#bytesMax) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [id, { trace, bytes }] of this.#traces) {
      this.#traces.delete(id);
      this.#bytes -= bytes;
      trace.forget();
      return;
    }
  }
}
