import fc from "fast-check";
import { expect, test } from "vitest";
import { type AclAction, allows, compile, explain } from "#core/acl.ts";
import { referenceAllows } from "./acl-reference.ts";
import { identity, placed, ruleLine, someFilter, topics } from "./arbitrary-rules.ts";

/** Filters that no border lets through, and one whose literal text looks like a value. */
const odd = fc.constantFrom("a/#/b", "${unknown}", "$share/g/a", "a+", "${device", "x${device}y/${label.x}${clientId}");
const line = fc.oneof(
  { weight: 9, arbitrary: ruleLine },
  { weight: 1, arbitrary: fc.tuple(ruleLine, odd).map(([rule, filter]) => ({ ...rule, filter })) },
);
const question: fc.Arbitrary<{ action: AclAction; topic: string }> = fc.oneof(
  fc.record({ action: fc.constant("publish" as const), topic: fc.constantFrom(...topics) }),
  fc.record({ action: fc.constant("subscribe" as const), topic: someFilter }),
  someFilter.map((filter) => ({ action: "subscribe" as const, topic: `$share/g/${filter}` })),
);

test("the evaluator answers as the plain one does, the first time and again, and so does its explanation", () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 8 }),
      identity,
      fc.array(question, { minLength: 1 }),
      (lines, who, asked) => {
        const rules = placed(lines);
        const acl = compile(rules, who);
        for (const { action, topic } of [...asked, ...asked]) {
          for (const qos of [0, 1, 2]) {
            for (const retain of action === "publish" ? [false, true] : [false]) {
              const expected = referenceAllows(rules, who, action, topic, qos, retain);
              expect(allows(acl, action, topic, qos, retain)).toBe(expected);
              expect(explain(acl, action, topic, qos, retain).allowed).toBe(expected);
            }
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});
