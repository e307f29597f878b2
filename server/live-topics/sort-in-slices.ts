import type { Slices } from "../slices.ts";

/** Sorted at once: a fraction of a millisecond. */
const RUN = 512;
/** Merged, or looked at, between two looks at the clock. */
const STEPS = 1_024;

type Compare<T> = (a: T, b: T) => number;

/** A sorted copy, made in slices between which packets are read and written; equal ones keep their order. */
export async function sortInSlices<T>(items: Iterable<T>, compare: Compare<T>, slices: Slices): Promise<T[]> {
  let from = [...items];
  for (let start = 0; start < from.length; start += RUN) {
    const run = from.slice(start, start + RUN).sort(compare);
    for (let i = 0; i < run.length; i++) from[start + i] = run[i] as T;
    if (slices.over) await slices.next();
  }
  let to: T[] = new Array(from.length);
  for (let width = RUN; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        const takeLeft = left < middle && (right >= end || compare(from[left] as T, from[right] as T) <= 0);
        to[at] = from[takeLeft ? left++ : right++] as T;
        if (at % STEPS === 0 && slices.over) await slices.next();
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

/** The first so many in order, in one pass over however many there are, in slices too. */
export async function firstInSlices<T>(
  items: Iterable<T>,
  compare: Compare<T>,
  count: number,
  slices: Slices,
): Promise<T[]> {
  const first = new First(compare, count);
  let steps = 0;
  for (const item of items) {
    first.offer(item);
    if (++steps % STEPS === 0 && slices.over) await slices.next();
  }
  return first.sorted();
}

/** The first so many of what was offered so far. */
class First<T> {
  readonly #compare: Compare<T>;
  readonly #count: number;
  #best: T[] = [];
  /** What comes after it is not among them. */
  #last: T | undefined = undefined;

  constructor(compare: Compare<T>, count: number) {
    this.#compare = compare;
    this.#count = count;
  }

  offer(item: T): void {
    if (this.#last !== undefined && this.#compare(item, this.#last) >= 0) return;
    this.#best.push(item);
    if (this.#best.length < 2 * this.#count) return;
    this.#best = this.sorted();
    this.#last = this.#best[this.#count - 1];
  }

  sorted(): T[] {
    return this.#best.sort(this.#compare).slice(0, this.#count);
  }
}
