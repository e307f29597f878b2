/** Sub-buckets of each power of two: a reading is exact to 1/64. */
const BITS = 6;
const BUCKETS = (32 - BITS) << BITS;

/** Counts microseconds in buckets of equal relative width, so that millions of them cost one increment each. */
export class Histogram {
  #count = 0;
  readonly #buckets = new Uint32Array(BUCKETS);

  record(microseconds: number): void {
    const shift = Math.max(0, 31 - BITS - Math.clz32(microseconds));
    const bucket = (shift << BITS) + (microseconds >>> shift);
    this.#buckets[bucket] = (this.#buckets[bucket] as number) + 1;
    this.#count++;
  }

  clear(): void {
    this.#buckets.fill(0);
    this.#count = 0;
  }

  /** What reports tell. */
  summary(): { p50Ms: number; p99Ms: number; maxMs: number } {
    return { p50Ms: this.percentileMs(0.5), p99Ms: this.percentileMs(0.99), maxMs: this.percentileMs(1) };
  }

  /** Milliseconds that the given share of all readings did not exceed; NaN without any. */
  percentileMs(share: number): number {
    let left = Math.ceil(this.#count * share);
    for (let bucket = 0; left > 0 && bucket < BUCKETS; bucket++) {
      left -= this.#buckets[bucket] as number;
      if (left > 0) continue;
      const shift = Math.max(0, (bucket >> BITS) - 1);
      return ((bucket - (shift << BITS)) << shift) / 1000;
    }
    return Number.NaN;
  }
}
