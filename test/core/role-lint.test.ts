import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allows, compile, type Identity, type RuleLine } from "#core/acl.ts";
import { lintRules, type RoleLint, variablesOf } from "#core/role-lint.ts";
import { allow, ROLE_TEMPLATES } from "#core/role-templates.ts";
import { identity, placed, ruleLine, someFilter, topics } from "./arbitrary-rules.ts";

const deny = (action: RuleLine["action"], filter: string): RuleLine => ({ ...allow(action, filter), effect: "deny" });
const kinds = (rules: RuleLine[]) => lintRules(rules).map((lint) => `${lint.position} ${lint.kind}`);
const only = (rules: RuleLine[], kind: RoleLint["kind"]) => lintRules(rules).filter((lint) => lint.kind === kind);

describe("a shadowed rule", () => {
  test.each<[string, RuleLine, RuleLine, boolean]>([
    ["a wider allow", allow("both", "a/#"), allow("publish", "a/b"), true],
    ["a narrower allow", allow("both", "a/b"), allow("publish", "a/#"), false],
    ["a wider deny", deny("both", "a/#"), allow("publish", "a/b"), true],
    ["another action", allow("publish", "a/#"), allow("subscribe", "a/b"), false],
    ["one of two actions", allow("publish", "a/#"), allow("both", "a/b"), false],
    ["a lower QoS", allow("both", "a/#", { qosMax: 1 }), allow("publish", "a/b"), false],
    ["a lower QoS than is asked", allow("both", "a/#", { qosMax: 1 }), allow("publish", "a/b", { qosMax: 1 }), true],
    ["no retain", allow("publish", "a/#", { retainAllowed: false }), allow("publish", "a/b"), false],
    ["no retain, for a subscription", allow("both", "a/#", { retainAllowed: false }), allow("subscribe", "a/b"), true],
    ["an allow before a deny of publishing", allow("publish", "a/#"), deny("publish", "a/b"), true],
    [
      "an allow before a deny of subscribing, which wider filters meet",
      allow("both", "a/#"),
      deny("subscribe", "a/b"),
      false,
    ],
    ["an allow of everything before a deny", allow("both", "#"), deny("subscribe", "a/b"), true],
    ["a wildcard before a variable", allow("both", "+/x"), allow("both", "${device}/x"), true],
    ["a variable before the same one", allow("both", "${device}/#"), allow("both", "${device}/x"), true],
    ["a variable before another one", allow("both", "${device}/#"), allow("both", "${clientId}/x"), false],
    ["a deny with a variable widens where it has none", deny("both", "a/+"), deny("both", "a/${label.x}"), false],
    ["a deny that covers that too", deny("both", "a/#"), deny("both", "a/${label.x}"), true],
    ["# does not reach $SYS", allow("both", "#"), allow("subscribe", "$SYS/#"), false],
  ])("%s", (_, first, second, expected) => {
    expect(only([first, second], "shadowed")).toEqual(expected ? [{ kind: "shadowed", position: 2, by: [1] }] : []);
  });

  test("one rule may shadow it for publishing, another for subscribing", () => {
    const rules = [allow("publish", "a/#"), deny("subscribe", "a/#"), allow("both", "a/b")];
    expect(only(rules, "shadowed")).toEqual([{ kind: "shadowed", position: 3, by: [1, 2] }]);
  });
});

test("a duplicate is called so, not shadowed; the QoS of a deny makes no difference", () => {
  expect(kinds([allow("both", "a"), allow("both", "a")])).toEqual(["2 duplicate"]);
  expect(kinds([deny("both", "a"), { ...deny("both", "a"), qosMax: 0 }, allow("both", "+")])[0]).toBe("2 duplicate");
});

describe("too wide", () => {
  test.each<[RuleLine, boolean]>([
    [allow("both", "#"), true],
    [allow("subscribe", "#"), true],
    [allow("publish", "+/#"), true],
    [allow("both", "+/a/#"), true],
    [allow("subscribe", "+/a/#"), false],
    [allow("both", "a/#"), false],
    [deny("both", "#"), false],
  ])("%o: %s", (rule, expected) => {
    expect(only([rule], "tooWide")).toHaveLength(expected ? 1 : 0);
  });
});

test("a deny after which nothing is allowed that it denies is idle", () => {
  expect(kinds([allow("both", "a/b"), deny("both", "a/#")])).toEqual(["2 idleDeny"]);
  expect(kinds([deny("both", "a/b"), allow("both", "a/#")])).toEqual([]);
  expect(kinds([deny("publish", "a/b"), allow("subscribe", "a/#")])).toEqual(["1 idleDeny"]);
  // The label may be missing; then it denies all of a/#.
  expect(kinds([deny("both", "a/${label.x}"), allow("both", "a/b/c")])).toEqual([]);
});

test("a variable without a value is told for each rule, with the number of devices", () => {
  const rules = [allow("both", "${device}/#"), allow("publish", "${label.site}/${label.site}/${label.hall}")];
  expect(lintRules(rules, new Map([["label.site", 3]]))).toEqual([
    { kind: "unsetVariable", position: 2, variable: "label.site", devices: 3 },
  ]);
  expect(variablesOf("${device}/${label.a}/${device}")).toEqual(["device", "label.a"]);
});

test("of the templates only read-only is remarked upon: it reads everything", () => {
  const lints = ROLE_TEMPLATES.flatMap(({ id, rules }) => lintRules(rules).map((lint) => [id, lint.kind]));
  expect(lints).toEqual([["read-only", "tooWide"]]);
});

test("a rule that is called shadowed, duplicate or idle can go, and no answer of the role changes", () => {
  const REMOVABLE: ReadonlySet<string> = new Set(["shadowed", "duplicate", "idleDeny"]);
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(ruleLine, { maxLength: 5 }),
      fc.array(identity, { minLength: 4, maxLength: 4 }),
      fc.array(someFilter, { minLength: 12, maxLength: 12 }),
      (rules, people, filters) => {
        for (const { kind, position } of lintRules(rules)) {
          if (!REMOVABLE.has(kind)) continue;
          found++;
          const without = rules.toSpliced(position - 1, 1);
          for (const who of people) expect(answers(without, who, filters)).toEqual(answers(rules, who, filters));
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(found).toBeGreaterThan(100);
});

function answers(rules: readonly RuleLine[], who: Identity, filters: readonly string[]): string[] {
  const acl = compile(placed(rules), who);
  const yes: string[] = [];
  for (const qos of [0, 1, 2]) {
    for (const retain of [false, true]) {
      for (const topic of topics) if (allows(acl, "publish", topic, qos, retain)) yes.push(`${topic} ${qos} ${retain}`);
    }
    for (const filter of filters) if (allows(acl, "subscribe", filter, qos, false)) yes.push(`${filter} ${qos}`);
  }
  return yes;
}
