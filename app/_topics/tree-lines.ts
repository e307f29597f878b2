import type { LayoutRow } from "./topic-layout.ts";

/** Lines that a tree draws: of the tree itself, or of what a search found. */
export interface TreeLines {
  readonly rows: number;
  row(index: number): LayoutRow | undefined;
  indexOf(path: string): number | undefined;
}

/** The topics that a search found, one under the other. */
export function foundLines(ids: readonly number[], idOf: (path: string) => number | undefined): TreeLines {
  return {
    rows: ids.length,
    row(index) {
      const id = ids[index];
      if (id === undefined) return undefined;
      return { under: null, place: index, siblings: ids.length, position: index + 1, level: 1, id };
    },
    indexOf(path) {
      const id = idOf(path);
      const at = id === undefined ? -1 : ids.indexOf(id);
      return at === -1 ? undefined : at;
    },
  };
}
