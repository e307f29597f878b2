import type { LayoutRow } from "./topic-layout.ts";

/** The line that has the focus, as far as a key must know it. */
export interface FocusedRow {
  readonly index: number;
  readonly row: LayoutRow;
  /** There are topics below it. */
  readonly branch: boolean;
  readonly expanded: boolean;
}

/** What a key does in the tree. */
export type TreeMove =
  | { readonly kind: "go"; readonly index: number }
  | { readonly kind: "parent" | "expand" | "collapse" | "expandSiblings" | "open" };

/**
 * The keys of a treegrid whose focus is on rows: right opens a branch and then goes into it, left closes it and then goes
 * to its parent; `*` opens every branch beside this one.
 * @param rows how many there are
 * @param pageRows how many are in sight
 * @returns undefined for a key that does nothing here
 */
export function treeMove(key: string, focused: FocusedRow, rows: number, pageRows: number): TreeMove | undefined {
  const { index, row, branch, expanded } = focused;
  const go = (to: number): TreeMove => ({ kind: "go", index: Math.max(0, Math.min(rows - 1, to)) });
  switch (key) {
    case "ArrowDown":
      return go(index + 1);
    case "ArrowUp":
      return go(index - 1);
    case "PageDown":
      return go(index + pageRows);
    case "PageUp":
      return go(index - pageRows);
    case "Home":
      return go(0);
    case "End":
      return go(rows - 1);
    case "ArrowRight":
      if (!branch) return undefined;
      return expanded ? go(index + 1) : { kind: "expand" };
    case "ArrowLeft":
      if (expanded) return { kind: "collapse" };
      return row.under === null ? undefined : { kind: "parent" };
    case "*":
      return { kind: "expandSiblings" };
    case "Enter":
    case " ":
      return { kind: "open" };
    default:
      return undefined;
  }
}
