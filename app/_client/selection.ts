import type { OrdinalRange } from "./message-view.ts";

/** Which rows of a list are chosen: by ordinals, so that a choice of 100 000 rows costs nothing. Sorted, disjoint. */
export type Selection = readonly OrdinalRange[];

export const NOTHING: Selection = [];

export function isSelected(selection: Selection, ordinal: number): boolean {
  return selection.some(({ from, to }) => from <= ordinal && ordinal < to);
}

/** From one row to another, both included, whichever comes first. */
export function between(anchor: number, head: number): Selection {
  return [{ from: Math.min(anchor, head), to: Math.max(anchor, head) + 1 }];
}

/** With this row chosen if it was not, and not if it was. */
export function toggled(selection: Selection, ordinal: number): Selection {
  if (isSelected(selection, ordinal)) {
    return selection.flatMap(({ from, to }) =>
      [
        { from, to: Math.min(to, ordinal) },
        { from: Math.max(from, ordinal + 1), to },
      ].filter((part) => part.from < part.to),
    );
  }
  const all = [...selection, { from: ordinal, to: ordinal + 1 }].toSorted((a, b) => a.from - b.from);
  const joined: OrdinalRange[] = [];
  for (const range of all) {
    const last = joined.at(-1);
    if (last !== undefined && last.to === range.from) joined[joined.length - 1] = { from: last.from, to: range.to };
    else joined.push(range);
  }
  return joined;
}

/** Chosen rows that the list still holds. */
export function selectedCount(selection: Selection, list: { readonly first: number; readonly end: number }): number {
  let count = 0;
  for (const { from, to } of selection) count += Math.max(0, Math.min(to, list.end) - Math.max(from, list.first));
  return count;
}
