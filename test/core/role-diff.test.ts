import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RuleLine } from "#core/acl.ts";
import { changesOf, diffRules, type RuleDifference, sameRule } from "#core/role-diff.ts";
import { allow } from "#core/role-templates.ts";
import { ruleLine } from "./arbitrary-rules.ts";

const [a, b, c] = [allow("both", "a"), allow("both", "b"), allow("both", "c")];
/** `b 2→1` for what moved, and so on. */
const told = (before: RuleLine[], after: RuleLine[]) => changesOf(diffRules(before, after)).map(tell);

function tell(change: RuleDifference): string {
  switch (change.kind) {
    case "added":
      return `added ${change.after.filter} →${change.to}`;
    case "removed":
      return `removed ${change.before.filter} ${change.from}→`;
    default:
      return `${change.kind} ${change.before.filter} ${change.from}→${change.to}`;
  }
}

describe("diffRules", () => {
  test("says nothing of rules that only others pushed along", () => {
    expect(told([a, b], [c, a, b])).toEqual(["added c →1"]);
    expect(told([a, b, c], [b, c])).toEqual(["removed a 1→"]);
  });

  test("a rule that changed places moved; the others are kept", () => {
    expect(told([a, b, c], [c, a, b])).toEqual(["moved c 3→1"]);
  });

  test("a rule about the same filter changed, also when it moved as well", () => {
    const denied: RuleLine = { ...b, effect: "deny" };
    expect(told([a, b, c], [a, denied, c])).toEqual(["changed b 2→2"]);
    expect(told([a, b, c], [denied, a, c])).toEqual(["changed b 2→1"]);
  });

  test("a rule in the place of another changed; one elsewhere is another rule", () => {
    const wide = allow("both", "b/#");
    expect(told([a, b, c], [a, wide, c])).toEqual(["changed b 2→2"]);
    expect(told([a, b, c], [a, c, wide])).toEqual(["removed b 2→", "added b/# →3"]);
  });

  test("what was removed is told where it was", () => {
    expect(diffRules([a, b, c], [a, c]).map(({ kind }) => kind)).toEqual(["kept", "removed", "kept"]);
    expect(diffRules([a, b], []).map(tell)).toEqual(["removed a 1→", "removed b 2→"]);
  });
});

const lists = fc.tuple(
  fc.array(ruleLine, { maxLength: 8 }),
  fc.array(ruleLine, { maxLength: 8 }),
  fc.func(fc.boolean()),
);

test("names every rule of both lists once, and from the old list with the differences the new one can be made", () => {
  fc.assert(
    fc.property(lists, ([before, others, take]) => {
      // Half of the new list is the old one, shuffled by chance.
      const after = [...before.filter((_, index) => take(index)), ...others].sort((x, y) => (take(x, y) ? 1 : -1));
      const differences = diffRules(before, after);
      const froms = differences.flatMap((one) => (one.kind === "added" ? [] : [one.from]));
      const tos = differences.flatMap((one) => (one.kind === "removed" ? [] : [one.to]));
      expect(froms.toSorted((x, y) => x - y)).toEqual(before.map((_, index) => index + 1));
      expect(tos).toEqual(after.map((_, index) => index + 1));
      const kept = differences.flatMap((one) => (one.kind === "kept" ? [one.from] : []));
      expect(kept).toEqual(kept.toSorted((x, y) => x - y));
      expect(remade(before, differences)).toEqual(after);
    }),
  );
});

/** The new list, of the old one and what is told of it. */
function remade(before: readonly RuleLine[], differences: readonly RuleDifference[]): (RuleLine | undefined)[] {
  return differences.flatMap((one) => {
    if (one.kind === "removed") return [];
    if (one.kind === "added") return [one.after];
    return [one.kind === "changed" ? one.after : before[one.from - 1]];
  });
}

test("finds nothing between a list and itself, and what is moved or kept is the same", () => {
  fc.assert(
    fc.property(fc.array(ruleLine, { maxLength: 8 }), (rules) => {
      expect(changesOf(diffRules(rules, rules))).toEqual([]);
      for (const one of diffRules(rules, rules.toReversed())) {
        if (one.kind === "moved" || one.kind === "kept") {
          const after = rules.toReversed()[one.to - 1];
          expect(after !== undefined && sameRule(one.before, after)).toBe(true);
        }
      }
    }),
  );
});
