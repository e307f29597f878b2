import fc from "fast-check";
import { expect, test } from "vitest";
import { diffLines } from "#app/_values/line-diff.ts";

const told = (before: string, after: string) =>
  diffLines(before, after)?.map(({ kind, text }) => `${{ same: " ", removed: "-", added: "+" }[kind]}${text}`);

test("what changed stands between what did not", () => {
  expect(told('{\n  "a": 1,\n  "b": 2\n}', '{\n  "a": 1,\n  "b": 3,\n  "c": 4\n}')).toEqual([
    " {",
    '   "a": 1,',
    '-  "b": 2',
    '+  "b": 3,',
    '+  "c": 4',
    " }",
  ]);
  expect(told("same", "same")).toEqual([" same"]);
  expect(told("", "a")).toEqual(["-", "+a"]);
});

test("either text can be read out of the difference, and it is no longer than need be", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after) ?? [];
      expect(lines.flatMap(({ kind, text }) => (kind === "added" ? [] : [text])).join("\n")).toBe(before);
      expect(lines.flatMap(({ kind, text }) => (kind === "removed" ? [] : [text])).join("\n")).toBe(after);
      const edits = lines.filter(({ kind }) => kind !== "same").length;
      expect(edits).toBe(shortest(before.split("\n"), after.split("\n")));
    }),
  );
});

/** Edits by the table of longest common subsequences. */
function shortest(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const row = table[i] ?? [];
      const above = table[i - 1] ?? [];
      row[j] = a[i - 1] === b[j - 1] ? (above[j - 1] ?? 0) + 1 : Math.max(above[j] ?? 0, row[j - 1] ?? 0);
    }
  }
  return a.length + b.length - 2 * (table[a.length]?.[b.length] ?? 0);
}

test("texts with nothing in common are not worked through line by line", () => {
  const lines = (word: string) => Array.from({ length: 100_000 }, (_, i) => `${word} ${i}`).join("\n");
  expect(diffLines(lines("a"), lines("b"))).toBeUndefined();
});
