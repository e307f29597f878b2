import { describe, expect, it } from "vitest";
import { type FocusedRow, treeMove } from "#app/_topics/tree-keys.ts";

function focused(over: Partial<FocusedRow>, under: string | null = null): FocusedRow {
  const row = { under, place: 0, siblings: 3, position: 1, level: 1, id: 1 };
  return { index: 5, row, branch: true, expanded: false, ...over };
}

describe("the keys of the tree", () => {
  const move = (key: string, over: Partial<FocusedRow> = {}, under: string | null = null) =>
    treeMove(key, focused(over, under), 20, 10);

  it("go from row to row, by pages and to the ends, and stop there", () => {
    expect(move("ArrowDown")).toEqual({ kind: "go", index: 6 });
    expect(move("ArrowUp")).toEqual({ kind: "go", index: 4 });
    expect(move("ArrowUp", { index: 0 })).toEqual({ kind: "go", index: 0 });
    expect(move("PageDown")).toEqual({ kind: "go", index: 15 });
    expect(move("PageDown", { index: 15 })).toEqual({ kind: "go", index: 19 });
    expect(move("PageUp")).toEqual({ kind: "go", index: 0 });
    expect(move("Home")).toEqual({ kind: "go", index: 0 });
    expect(move("End")).toEqual({ kind: "go", index: 19 });
  });

  it("open a branch and then enter it, close it and then leave it", () => {
    expect(move("ArrowRight")).toEqual({ kind: "expand" });
    expect(move("ArrowRight", { expanded: true })).toEqual({ kind: "go", index: 6 });
    expect(move("ArrowRight", { branch: false })).toBeUndefined();
    expect(move("ArrowLeft", { expanded: true }, "a")).toEqual({ kind: "collapse" });
    expect(move("ArrowLeft", {}, "a")).toEqual({ kind: "parent" });
    expect(move("ArrowLeft")).toBeUndefined();
    expect(move("*")).toEqual({ kind: "expandSiblings" });
  });

  it("open the topic, and leave other keys to the page", () => {
    expect(move("Enter")).toEqual({ kind: "open" });
    expect(move(" ")).toEqual({ kind: "open" });
    expect(move("f")).toBeUndefined();
  });
});
