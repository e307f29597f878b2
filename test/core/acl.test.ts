import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AclAction, allows, compile, explain, type Identity, type Rule } from "#core/acl.ts";
import { validateRuleFilter } from "#core/rule-filter.ts";
import { filterOf, referenceMatches, topicOf, topicsUpTo } from "./topic-reference.ts";

const identity: Identity = { device: "s1", clientId: "client", username: "acme/s1", labels: { site: "tokyo" } };

function rule(effect: Rule["effect"], action: Rule["action"], filter: string, options: Partial<Rule> = {}): Rule {
  return { roleName: "role", position: 1, effect, action, filter, qosMax: 2, retainAllowed: true, ...options };
}

const publish = (rules: Rule[], topic: string, qos = 0, retain = false, who = identity) =>
  allows(compile(rules, who), "publish", topic, qos, retain);
const subscribe = (rules: Rule[], filter: string, qos = 0, who = identity) =>
  allows(compile(rules, who), "subscribe", filter, qos, false);

describe("without a rule that applies, the answer is no", () => {
  test("no rules", () => {
    expect(publish([], "a")).toBe(false);
    expect(subscribe([], "a")).toBe(false);
  });
  test("rules for the other action", () => {
    expect(publish([rule("allow", "subscribe", "#")], "a")).toBe(false);
    expect(subscribe([rule("allow", "publish", "#")], "a")).toBe(false);
  });
  test("the first rule that applies decides", () => {
    const rules = [rule("deny", "both", "a/secret"), rule("allow", "both", "a/+"), rule("deny", "both", "#")];
    expect(publish(rules, "a/b")).toBe(true);
    expect(publish(rules, "a/secret")).toBe(false);
    expect(publish(rules, "b")).toBe(false);
  });
});

describe("subscribe", () => {
  const rules = [rule("deny", "both", "a/secret/#"), rule("allow", "both", "a/#")];
  test.each([
    ["a/b", true],
    ["a/b/#", true],
    ["a/+/c", false],
    ["a/secret", false],
    ["a/secret/+", false],
    ["a/+", false],
    ["a/#", false],
    ["#", false],
    ["+/b", false],
    ["$share/g/a/b", true],
    ["$share/g/a/#", false],
    ["$share/g/b", false],
    ["$share/g", false],
    ["$share//a/b", false],
  ])("%s: %s", (filter, expected) => {
    expect(subscribe(rules, filter)).toBe(expected);
  });

  test("no subscription reaches a topic that a rule before the allow denies, or one that nothing allows", () => {
    const topics = topicsUpTo(4, ["a", "b", "", "$s", "other"]);
    const some = fc.array(fc.tuple(fc.boolean(), filterOf(3)), { maxLength: 5 });
    fc.assert(
      fc.property(some, filterOf(3), (list, filter) => {
        const rules = list.map(([allow, each]) => rule(allow ? "allow" : "deny", "both", each));
        if (!subscribe(rules, filter)) return;
        for (const topic of topics) if (referenceMatches(filter, topic)) expect(publish(rules, topic)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the $ rule holds for permissions too", () => {
  test("# allows no topic that begins with $", () => {
    const rules = [rule("allow", "both", "#")];
    expect(publish(rules, "$SYS/a")).toBe(false);
    expect(subscribe(rules, "$SYS/#")).toBe(false);
    expect(subscribe(rules, "#")).toBe(true);
    expect(subscribe([rule("allow", "subscribe", "$SYS/#")], "$SYS/uptime")).toBe(true);
  });
});

describe("QoS and retain limit an allow rule", () => {
  const rules = [rule("allow", "both", "a", { qosMax: 1, retainAllowed: false })];
  test("above qosMax it does not apply", () => {
    expect([0, 1, 2].map((qos) => publish(rules, "a", qos))).toEqual([true, true, false]);
    expect([0, 1, 2].map((qos) => subscribe(rules, "a", qos))).toEqual([true, true, false]);
  });
  test("a retained message needs retainAllowed; a subscription does not", () => {
    expect(publish(rules, "a", 0, true)).toBe(false);
    expect(publish([...rules, rule("allow", "both", "#", { qosMax: 0 })], "a", 0, true)).toBe(true);
    expect(publish([...rules, rule("allow", "both", "#", { qosMax: 0 })], "a", 1, true)).toBe(false);
  });
  test("a deny rule denies every QoS", () => {
    expect(publish([rule("deny", "both", "a", { qosMax: 0 }), rule("allow", "both", "#")], "a", 2)).toBe(false);
  });
});

describe("variables", () => {
  test.each([
    ["${device}/x", "s1/x"],
    ["dev-${device}/x", "dev-s1/x"],
    ["a/${label.site}/${clientId}", "a/tokyo/client"],
    ["a/${label.site}-${clientId}", "a/tokyo-client"],
  ])("%s allows %s and nothing beside it", (filter, topic) => {
    expect(publish([rule("allow", "both", filter)], topic)).toBe(true);
    expect(publish([rule("allow", "both", filter)], `${topic}x`)).toBe(false);
  });

  const hostile: [string, string | undefined][] = [
    ["a plus", "+"],
    ["a hash", "#"],
    ["a slash", "a/b"],
    ["a plus inside", "a+b"],
    ["U+0000", "a\0"],
    ["nothing", ""],
    ["no value", undefined],
  ];
  describe.each(hostile)("a client identifier of %s", (_, clientId) => {
    const who = { ...identity, clientId };
    test("an allow rule applies to nothing", () => {
      const rules = [rule("allow", "both", "a/${clientId}/#")];
      for (const topic of ["a", "a/", "a/b", "a/+", "a/a/b/c", "a//x", "a/a+b"])
        expect(publish(rules, topic, 0, false, who)).toBe(false);
      expect(subscribe(rules, "a/+/#", 0, who)).toBe(false);
      expect(subscribe(rules, "a/b/#", 0, who)).toBe(false);
    });
    test("a deny rule applies to all it could mean with any value", () => {
      const rules = [rule("deny", "both", "a/${clientId}/secret"), rule("allow", "both", "#")];
      for (const topic of ["a/x/secret", "a/a/b/secret", "a//secret"])
        expect(publish(rules, topic, 0, false, who)).toBe(false);
      expect(publish(rules, "b/x/secret", 0, false, who)).toBe(true);
      expect(subscribe(rules, "+/x", 0, who)).toBe(false);
      expect(subscribe(rules, "b/#", 0, who)).toBe(true);
    });
  });

  test("a value cannot lead to topics that begin with $", () => {
    const who = { ...identity, clientId: "$SYS" };
    const rules = [rule("allow", "both", "${clientId}/#")];
    expect(publish(rules, "$SYS/uptime", 0, false, who)).toBe(false);
    expect(subscribe(rules, "$SYS/#", 0, who)).toBe(false);
    expect(publish([rule("allow", "both", "a/${clientId}")], "a/$SYS", 0, false, who)).toBe(true);
  });

  test("a deny rule whose first level cannot be told denies everything, topics that begin with $ too", () => {
    const rules = [
      rule("deny", "both", "${label.none}/x"),
      rule("allow", "both", "#"),
      rule("allow", "both", "$SYS/#"),
    ];
    expect(publish(rules, "anything")).toBe(false);
    expect(publish(rules, "$SYS/x")).toBe(false);
    expect(subscribe(rules, "a")).toBe(false);
  });

  test("a label named like a property of Object has no value", () => {
    expect(publish([rule("allow", "both", "${label.constructor}/#")], "function Object() { [native code] }/x")).toBe(
      false,
    );
  });

  test("a value is text, not a pattern of its own", () => {
    const who = { ...identity, device: "$&" };
    expect(publish([rule("allow", "both", "a/${device}")], "a/$&", 0, false, who)).toBe(true);
    expect(
      publish([rule("allow", "both", "a/${device}")], "a/${device}", 0, false, { ...identity, device: "${clientId}" }),
    ).toBe(false);
  });
});

test.each(["a/#/b", "a/${devise}", "a/${device", "$share/g/a", "a+", ""])(
  "%j is no filter: as an allow rule it applies to nothing, as a deny rule to everything",
  (filter) => {
    for (const topic of ["a", "a/b", "a/x/b", "a/s1", "$SYS/a"]) {
      expect(publish([rule("allow", "both", filter)], topic)).toBe(false);
      expect(publish([rule("deny", "both", filter), rule("allow", "both", topic)], topic)).toBe(false);
      expect(subscribe([rule("deny", "both", filter), rule("allow", "both", topic)], topic)).toBe(false);
    }
  },
);

describe("explain", () => {
  const rules = [
    rule("deny", "publish", "a/secret", { roleName: "first", position: 1 }),
    rule("allow", "both", "${device}/#", { roleName: "first", position: 2, qosMax: 1 }),
    rule("allow", "subscribe", "b/+", { roleName: "second", position: 1 }),
    rule("allow", "both", "x/${label.none}", { roleName: "second", position: 2 }),
    rule("allow", "publish", "s1/+", { roleName: "third", position: 1, retainAllowed: false }),
  ];
  const acl = compile(rules, identity);
  const outcomes = (action: AclAction, topic: string, qos: number, retain: boolean) =>
    explain(acl, action, topic, qos, retain).trace.map((step) => step.outcome);

  test("names the deciding rule as written, and stops there", () => {
    const verdict = explain(acl, "publish", "s1/t", 1, false);
    expect(verdict.allowed).toBe(true);
    expect(verdict.deciding).toEqual({ roleName: "first", position: 2, filter: "${device}/#" });
    expect(verdict.trace.map((step) => step.expanded)).toEqual(["a/secret", "s1/#"]);
  });
  test("tells why every other rule did not", () => {
    expect(outcomes("publish", "s1/t", 2, true)).toEqual([
      "noMatch",
      "qosTooHigh",
      "otherAction",
      "variableUnusable",
      "retainNotAllowed",
    ]);
    expect(outcomes("subscribe", "b/#", 0, false)).toEqual([
      "otherAction",
      "noMatch",
      "notCovered",
      "variableUnusable",
      "otherAction",
    ]);
    expect(explain(acl, "publish", "a/secret", 0, false)).toMatchObject({ allowed: false, deciding: { position: 1 } });
    expect(explain(acl, "publish", "nowhere", 0, false)).toMatchObject({ allowed: false, deciding: undefined });
  });
  test("always says what allows says", () => {
    const anyRule = fc.record({
      effect: fc.constantFrom("allow" as const, "deny" as const),
      action: fc.constantFrom("publish" as const, "subscribe" as const, "both" as const),
      filter: fc.oneof(
        filterOf(3),
        fc.constantFrom("${device}/#", "a/${clientId}", "${label.none}/+", "a/${label.b}/b"),
      ),
      qosMax: fc.integer({ min: 0, max: 2 }),
      retainAllowed: fc.boolean(),
    });
    const who = fc.record({
      device: fc.constantFrom("a", "b"),
      clientId: fc.constantFrom("+", "b", undefined),
      username: fc.constant(undefined),
    });
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), who, topicOf(3), filterOf(3), (list, names, topic, filter) => {
        const some = compile(
          list.map((each, i) => ({ ...each, roleName: "r", position: i + 1 })),
          { ...names, labels: { b: "b" } },
        );
        for (const qos of [0, 1, 2])
          for (const retain of [false, true]) {
            expect(allows(some, "publish", topic, qos, retain)).toBe(
              explain(some, "publish", topic, qos, retain).allowed,
            );
            expect(allows(some, "subscribe", filter, qos, retain)).toBe(
              explain(some, "subscribe", filter, qos, retain).allowed,
            );
            expect(allows(some, "subscribe", `$share/g/${filter}`, qos, retain)).toBe(
              allows(some, "subscribe", filter, qos, retain),
            );
          }
      }),
      { numRuns: 2_000 },
    );
  });
});

test("verdicts kept are bounded", () => {
  const acl = compile([rule("allow", "both", "#")], identity);
  for (let i = 0; i < 5_000; i++) {
    expect(allows(acl, "publish", `t/${i}`, 0, false)).toBe(true);
    expect(allows(acl, "subscribe", `t/${i}/#`, 0, false)).toBe(true);
  }
  allows(acl, "publish", "long".repeat(10_000), 0, false);
  expect(acl.publishVerdicts?.size).toBeLessThanOrEqual(256);
  expect(acl.subscribeVerdicts?.size).toBeLessThanOrEqual(256);
  expect(Math.max(...[...(acl.publishVerdicts?.keys() ?? [])].map((topic) => topic.length))).toBeLessThan(1_000);
});

test.each([
  ["${device}/#", undefined],
  ["a/${label.site}/+", undefined],
  ["dev-${clientId}-${username}", undefined],
  ["$SYS/#", undefined],
  ["", { fault: "empty", position: 0 }],
  ["a/#/b", { fault: "hashNotLast", position: 2 }],
  ["a/${device}+", { fault: "plusNotAlone", position: 11 }],
  ["a/${devise}", { fault: "unknownVariable", position: 2 }],
  ["a/${label.}", { fault: "unknownVariable", position: 2 }],
  ["a/${}", { fault: "unknownVariable", position: 2 }],
  ["a/${device", { fault: "unclosedVariable", position: 2 }],
  ["a/${device/x}", { fault: "unclosedVariable", position: 2 }],
  ["$share/g/a", { fault: "sharedFilter", position: 0 }],
])("validateRuleFilter %j", (filter, expected) => {
  expect(validateRuleFilter(filter)).toEqual(expected);
});

describe("the broker's own topics", () => {
  const acl = compile([rule("allow", "both", "$SYS/#"), rule("allow", "both", "$SYSTEM/#")], identity);
  test.each(["$SYS", "$SYS/broker/uptime", "$SYS/"])("%s is published by nobody, whatever the rules", (topic) => {
    expect(allows(acl, "publish", topic, 0, false)).toBe(false);
    expect(explain(acl, "publish", topic, 0, false)).toEqual({ allowed: false, deciding: undefined, trace: [] });
  });
  test("they may be subscribed to, and others that begin alike may be published", () => {
    expect(allows(acl, "subscribe", "$SYS/#", 0, false)).toBe(true);
    expect(allows(acl, "publish", "$SYSTEM/a", 0, false)).toBe(true);
  });
});
