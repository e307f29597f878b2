import { SPARK_POINTS, SPARK_SECONDS } from "#core/live-topics.ts";

/** Sparklines in one piece of memory, 120 bytes each: 2^10. */
const PAGE_BITS = 10;
const PAGE_SPARKS = 1 << PAGE_BITS;

/**
 * The last minute of each node in counts of SPARK_SECONDS, as rings in shared pages: a typed array of its own for each
 * of 200 000 nodes would cost more than twice its numbers. What a node was not told in, is zeroed when it is told next.
 */
export class Sparks {
  readonly #pages: Uint32Array[] = [];
  #free: number[] = [];
  #taken = 0;

  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#taken === this.#pages.length * PAGE_SPARKS) this.#pages.push(new Uint32Array(PAGE_SPARKS * SPARK_POINTS));
    return this.#taken++;
  }

  giveBack(spark: number): void {
    this.#pageOf(spark).fill(0, at(spark), at(spark) + SPARK_POINTS);
    this.#free.push(spark);
  }

  /**
   * Adds to the count of this point.
   * @param point the time in units of SPARK_SECONDS
   * @param lastPoint at which the ring was added to before
   */
  add(spark: number, count: number, point: number, lastPoint: number): void {
    const page = this.#pageOf(spark);
    const start = at(spark);
    if (point !== lastPoint) {
      const first = Math.max(lastPoint + 1, point - SPARK_POINTS + 1);
      for (let p = first; p <= point; p++) page[start + (p % SPARK_POINTS)] = 0;
    }
    (page[start + (point % SPARK_POINTS)] as number) += count;
  }

  /** The counts up to and with this point, the oldest first. */
  read(spark: number, point: number, lastPoint: number): number[] {
    const page = this.#pageOf(spark);
    const start = at(spark);
    const counts: number[] = [];
    for (let p = point - SPARK_POINTS + 1; p <= point; p++) {
      const told = p >= 0 && p <= lastPoint && p > lastPoint - SPARK_POINTS;
      counts.push(told ? (page[start + (p % SPARK_POINTS)] as number) : 0);
    }
    return counts;
  }

  #pageOf(spark: number): Uint32Array {
    return this.#pages[spark >> PAGE_BITS] as Uint32Array;
  }
}

function at(spark: number): number {
  return (spark & (PAGE_SPARKS - 1)) * SPARK_POINTS;
}

/** The point that a time belongs to. */
export function sparkPoint(nowMs: number): number {
  return Math.floor(nowMs / (SPARK_SECONDS * 1_000));
}
