import fc from "fast-check";
import type { Identity, Rule, RuleLine } from "#core/acl.ts";
import { filterOf, topicsUpTo } from "./topic-reference.ts";

/** Rules, people and questions small enough to meet each other often. */

const LITERALS = ["a", "b", "$SYS", "", "${device}", "${label.x}", "${clientId}", "a-${label.x}", "$S${device}"];

/** A valid filter of a rule, with variables. */
const ruleFilter: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.oneof(fc.constantFrom(...LITERALS), fc.constant("+")), { minLength: 1, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([levels, hash]) => [...levels, ...(hash ? ["#"] : [])].join("/"))
  .filter((filter) => filter !== "");

export const ruleLine: fc.Arbitrary<RuleLine> = fc.record({
  effect: fc.constantFrom("allow", "deny"),
  action: fc.constantFrom("publish", "subscribe", "both"),
  filter: fc.oneof(
    { weight: 4, arbitrary: ruleFilter },
    { weight: 1, arbitrary: fc.constantFrom("#", "+/#", "$SYS/#") },
  ),
  qosMax: fc.constantFrom(0, 1, 2, 2, 2),
  retainAllowed: fc.boolean(),
});

const value = fc.constantFrom(undefined, "a", "b", "YS", "$SYS", "+", "");

export const identity: fc.Arbitrary<Identity> = fc
  .record({ device: value, clientId: value, username: value, label: value })
  .map(({ label, ...who }) => ({ ...who, labels: labelled(label) }));

export const topics = topicsUpTo(3, ["a", "b", "", "$SYS", "a-a", "other"]);
export const someFilter = fc.oneof(filterOf(3), fc.constantFrom("#", "+", "$SYS/#", "$SYS/+", "a/#", "a/+", "$SYS"));

export function placed(rules: readonly RuleLine[]): Rule[] {
  return rules.map((rule, index) => ({ ...rule, roleName: "role", position: index + 1 }));
}

function labelled(x: string | undefined): Record<string, string> {
  return x === undefined ? {} : { x };
}
