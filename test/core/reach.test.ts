import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allows, compile, type Identity, type Rule } from "#core/acl.ts";
import { narrowestRule } from "#core/narrowest-rule.ts";
import { EXCEPT_MAX, reachOf } from "#core/reach.ts";

const identity: Identity = { device: "pump", clientId: "c-1", username: "pump", labels: { site: "osaka" } };

function rule(effect: Rule["effect"], action: Rule["action"], filter: string, more: Partial<Rule> = {}): Rule {
  return { effect, action, filter, qosMax: 2, retainAllowed: true, roleName: "r", position: 1, ...more };
}

const level = fc.constantFrom("a", "b", "pump", "+", "${device}", "${label.site}", "${label.none}");
const filter = fc
  .tuple(fc.array(level, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([levels, deep]) => levels.join("/") + (deep ? "/#" : ""));
const rules = fc
  .array(
    fc.record({
      effect: fc.constantFrom("allow" as const, "deny" as const),
      action: fc.constantFrom("publish" as const, "subscribe" as const, "both" as const),
      filter: fc.oneof(filter, fc.constant("#")),
      qosMax: fc.constantFrom(0, 1, 2),
      retainAllowed: fc.boolean(),
    }),
    { maxLength: 5 },
  )
  .map((lines) => lines.map((line, index): Rule => ({ ...line, roleName: "r", position: index + 1 })));
const name = fc
  .array(fc.constantFrom("a", "b", "pump", "osaka"), { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join("/"));
const question = fc
  .record({
    action: fc.constantFrom("publish" as const, "subscribe" as const),
    name,
    filter: fc.oneof(filter, fc.constant("#"), fc.constant("$share/g/a/#")),
    qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
    retain: fc.boolean(),
  })
  .map(({ action, name, filter, qos, retain }) =>
    action === "publish"
      ? { action, topic: name, qos, retain }
      : { action, topic: filter.replaceAll("${", "").replaceAll("}", ""), qos, retain: false },
  );

it("names some of the filters denied before, however many there are", () => {
  const denies = Array.from({ length: 1_000 }, (_, i) => rule("deny", "both", `a/${i}/+`));
  const allow = rule("allow", "publish", "a/+/b");
  expect(reachOf(compile([...denies, allow], identity), "publish").at(-1)?.except).toHaveLength(EXCEPT_MAX);
});

describe("what a client may reach", () => {
  it("a rule without effect could be taken away, whoever asks what", () => {
    fc.assert(
      fc.property(rules, question, (given, asked) => {
        const acl = compile(given, identity);
        for (const action of ["publish", "subscribe"] as const) {
          const idle = reachOf(acl, action).filter(({ effective }) => !effective);
          for (const { position } of idle) {
            const without = compile(
              given.filter((one) => one.position !== position || (one.action !== action && one.action !== "both")),
              identity,
            );
            if (asked.action !== action) continue;
            const { topic, qos, retain } = asked;
            expect(allows(without, action, topic, qos, retain)).toBe(allows(acl, action, topic, qos, retain));
          }
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("says it with variables filled in, and what is denied within", () => {
    const acl = compile(
      [
        rule("deny", "both", "${device}/secret", { position: 1 }),
        rule("allow", "both", "${device}/#", { position: 2 }),
        rule("allow", "publish", "pump/data", { position: 3 }),
        rule("allow", "publish", "${label.none}/#", { position: 4 }),
      ],
      identity,
    );
    expect(reachOf(acl, "publish")).toMatchObject([
      { effect: "deny", expanded: "pump/secret", effective: true },
      { effect: "allow", expanded: "pump/#", except: ["pump/secret"], effective: true },
      { expanded: "pump/data", effective: false },
      { filter: "${label.none}/#", expanded: undefined, effective: false },
    ]);
    expect(reachOf(acl, "subscribe").map(({ position }) => position)).toEqual([1, 2]);
  });
});

describe("the narrowest rule", () => {
  it("allows what was denied, there where it is said to go, and is not wider than it must be", () => {
    fc.assert(
      fc.property(rules, question, (given, asked) => {
        const proposed = narrowestRule(given, identity, asked);
        const { action, topic, qos, retain } = asked;
        const allowed = allows(compile(given, identity), action, topic, qos, retain);
        expect(proposed === undefined).toBe(allowed);
        if (proposed === undefined) return;
        const { before } = proposed;
        const place = before === undefined ? given.length : before.position - 1;
        const fixed = compile(given.toSpliced(place, 0, { ...proposed.rule, roleName: "r", position: 0 }), identity);
        expect(allows(fixed, action, topic, qos, retain)).toBe(true);
        const alone = compile([{ ...proposed.rule, roleName: "r", position: 0 }], identity);
        if (action === "publish") expect(allows(alone, action, `${topic}/x`, qos, retain)).toBe(false);
        if (qos < 2) expect(allows(alone, action, topic, qos + 1, retain)).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });

  const denied = (topic: string, more = {}) =>
    narrowestRule([], identity, { action: "publish", topic, qos: 1, retain: false, ...more });

  it("names the device and the client id by their variables", () => {
    expect(denied("site/pump/c-1/x")?.rule).toEqual({
      effect: "allow",
      action: "publish",
      filter: "site/${device}/${clientId}/x",
      qosMax: 1,
      retainAllowed: false,
    });
  });

  it("stands before the deny that decided", () => {
    const given = [rule("allow", "publish", "x"), rule("deny", "both", "a/#", { position: 2 })];
    const asked = { action: "publish", topic: "a/b", qos: 0, retain: true } as const;
    expect(narrowestRule(given, identity, asked)).toMatchObject({
      before: { roleName: "r", position: 2 },
      rule: { filter: "a/b", retainAllowed: true },
    });
  });

  it("is none where no rule helps", () => {
    expect(denied("$SYS/broker")).toBeUndefined();
    expect(denied("a/${device}")).toBeUndefined();
    expect(denied("$share/x", { action: "subscribe" })).toBeUndefined();
  });

  it("of a shared subscription is about its filter", () => {
    expect(denied("$share/workers/jobs/+", { action: "subscribe" })?.rule.filter).toBe("jobs/+");
  });
});
