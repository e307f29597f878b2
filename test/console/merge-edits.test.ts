import { describe, expect, it } from "vitest";
import { mergeEdits } from "#app/_forms/merge-edits.ts";

/** Two people edit the same thing: what one keeps, and what each is told. */

const base = { name: "hall", labels: { site: "osaka", hall: "3" }, roles: ["read-only"], priority: "100" };

describe("merging an edit with what was saved meanwhile", () => {
  it("keeps what only they changed, and puts mine over theirs where both did", () => {
    const theirs = { ...base, name: "hall 3", priority: "50" };
    const mine = { ...base, priority: "10", roles: ["own-subtree"] };
    const { merged, clashes } = mergeEdits(base, theirs, mine);
    expect(merged).toEqual({ ...base, name: "hall 3", priority: "10", roles: ["own-subtree"] });
    expect(clashes).toEqual([
      { field: "name", changedByThem: true, changedByMe: false },
      { field: "roles", changedByThem: false, changedByMe: true },
      { field: "priority", changedByThem: true, changedByMe: true },
    ]);
  });

  it("tells nothing of a field that both changed to the same", () => {
    const same = { ...base, name: "hall 4" };
    expect(mergeEdits(base, same, { ...same }).clashes).toEqual([]);
  });

  it("takes labels in another order for the same", () => {
    const theirs = { ...base, labels: { hall: "3", site: "osaka" } };
    expect(mergeEdits(base, theirs, base)).toEqual({ merged: theirs, clashes: [] });
  });
});
