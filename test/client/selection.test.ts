import fc from "fast-check";
import { expect, test } from "vitest";
import { between, isSelected, NOTHING, type Selection, selectedCount, toggled } from "#app/_client/selection.ts";

test("a range holds both its ends, whichever was first", () => {
  expect(between(7, 4)).toEqual(between(4, 7));
  expect(selectedCount(between(4, 7), { first: 0, end: 100 })).toBe(4);
});

test("toggled row by row it is the set it stands for, in as few ranges as can be", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 }), (clicks) => {
      const model = new Set<number>();
      let selection: Selection = NOTHING;
      for (const ordinal of clicks) {
        selection = toggled(selection, ordinal);
        if (!model.delete(ordinal)) model.add(ordinal);
      }
      for (let ordinal = 0; ordinal <= 30; ordinal++) expect(isSelected(selection, ordinal)).toBe(model.has(ordinal));
      expect(selectedCount(selection, { first: 0, end: 31 })).toBe(model.size);
      for (const [i, { from, to }] of selection.entries()) {
        expect(from).toBeLessThan(to);
        expect(from).toBeGreaterThan(selection[i - 1]?.to ?? -1);
      }
    }),
  );
});

test("what the list no longer holds, or not yet, is not counted", () => {
  expect(
    selectedCount(
      [
        { from: 0, to: 10 },
        { from: 20, to: 30 },
      ],
      { first: 5, end: 25 },
    ),
  ).toBe(10);
});
