import type { Slices } from "../slices.ts";

/** Sorted at once: a fraction of a millisecond. */
const RUN = 512;
/** Merged between two looks at the clock. */
const STEPS = 1_024;

/** A sorted copy, made in slices between which packets are read and written; equal ones keep their order. */
export async function sortInSlices<T>(
  items: Iterable<T>,
  compare: (a: T, b: T) => number,
  slices: Slices,
): Promise<T[]> {
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

/** The first so many in order, in one pass over however many there are: 100 000 names, some milliseconds. */
export function firstOf<T>(items: Iterable<T>, compare: (a: T, b: T) => number, count: number): T[] {
  let best: T[] = [];
  let worst: T | undefined;
  for (const item of items) {
    if (worst !== undefined && compare(item, worst) >= 0) continue;
    best.push(item);
    if (best.length < 2 * count) continue;
    best = best.sort(compare).slice(0, count);
    worst = best[count - 1];
  }
  return best.sort(compare).slice(0, count);
}
