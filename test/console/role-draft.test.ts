import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  changeRule,
  type Draft,
  draftOf,
  faultsOf,
  insertRules,
  linesOf,
  moveRule,
  removeRule,
  replaceRules,
  sameDraft,
} from "#app/_roles/draft.ts";
import { formatLabels, parseLabels } from "#app/_roles/label-text.ts";
import { allow } from "#core/role-templates.ts";

const [a, b, c] = [allow("both", "a"), allow("both", "b"), allow("both", "c")];
const draft = draftOf({ rules: [a, b, c], tests: [] });
const filters = (of: Draft) => linesOf(of).map(({ filter }) => filter);
const keys = (of: Draft) => of.rules.map(({ key }) => key);

describe("a draft", () => {
  test("is what it was made of, each rule with a name of its own", () => {
    expect(linesOf(draft)).toEqual([a, b, c]);
    expect(new Set(keys(draft)).size).toBe(3);
    expect(sameDraft(draft, draftOf({ rules: [a, b, c], tests: [] }))).toBe(true);
  });

  test("moves a rule one place, and stays as it is at the ends", () => {
    expect(filters(moveRule(draft, 0, 1))).toEqual(["b", "a", "c"]);
    expect(filters(moveRule(draft, 2, -1))).toEqual(["a", "c", "b"]);
    expect(moveRule(draft, 0, -1)).toBe(draft);
    expect(moveRule(draft, 2, 1)).toBe(draft);
  });

  test("takes rules in, changes and lets go of them, and the others keep their names", () => {
    expect(filters(insertRules(draft, -1, [c]))).toEqual(["c", "a", "b", "c"]);
    expect(filters(insertRules(draft, 1))).toEqual(["a", "b", "", "c"]);
    expect(keys(removeRule(draft, 1))).toEqual([keys(draft)[0], keys(draft)[2]]);
    const changed = changeRule(draft, 1, { filter: "x", effect: "deny" });
    expect(linesOf(changed)[1]).toEqual({ ...b, filter: "x", effect: "deny" });
    expect(keys(changed)).toEqual(keys(draft));
    expect(sameDraft(changed, draft)).toBe(false);
  });

  test("read from text, rules that were there keep their names, and a deny the QoS that text does not show", () => {
    const denied = draftOf({ rules: [{ ...a, effect: "deny", qosMax: 1 }, b], tests: [] });
    const next = replaceRules(denied, [b, { ...a, effect: "deny" }, c]);
    expect(keys(next).slice(0, 2)).toEqual(keys(denied).toReversed());
    expect(linesOf(next)[1]).toMatchObject({ effect: "deny", qosMax: 1 });
  });

  test("tells the fault of each filter", () => {
    expect(faultsOf(insertRules(draft, 0, [allow("both", "a/#/b")])).map((one) => one?.fault)).toEqual([
      undefined,
      "hashNotLast",
      undefined,
      undefined,
    ]);
  });
});

describe("labels on one line", () => {
  test.each([
    ["", {}],
    [" site = osaka ,hall=3, ", { site: "osaka", hall: "3" }],
    ["url=a=b", { url: "a=b" }],
    ["empty=", { empty: "" }],
  ])("%j", (text, labels) => {
    expect(parseLabels(text)).toEqual(labels);
  });

  test.each(["site", "=osaka", "a b=c", "a=1,a=2", `${"k".repeat(64)}=v`, `k=${"v".repeat(256)}`])(
    "%j is none",
    (text) => {
      expect(parseLabels(text)).toBeUndefined();
    },
  );

  test("come back as they were", () => {
    const key = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
    const value = fc.stringMatching(/^[^,\s][^,]{0,20}$/).map((text) => text.trim());
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 8 }), (labels) => {
        expect(parseLabels(formatLabels(labels))).toEqual({ ...labels });
      }),
    );
  });
});
