import type { AccessTest } from "#core/access-test.ts";
import type { RuleLine } from "#core/acl.ts";
import { sameRule } from "#core/role-diff.ts";
import { type RuleFilterFaultAt, validateRuleFilter } from "#core/rule-filter.ts";
import { formatRuleLine } from "#core/rule-text.ts";

/** A role as somebody edits it: pure steps from one draft to the next. */

/** A rule with a name of its own for as long as the page is open, so that it can move. */
export interface DraftRule extends RuleLine {
  readonly key: string;
}

export interface Draft {
  readonly rules: readonly DraftRule[];
  readonly tests: readonly AccessTest[];
}

let made = 0;

function keyed(line: RuleLine): DraftRule {
  const { effect, action, filter, qosMax, retainAllowed } = line;
  return { key: `rule-${++made}`, effect, action, filter, qosMax, retainAllowed };
}

export function draftOf({ rules, tests }: { rules: readonly RuleLine[]; tests: readonly AccessTest[] }): Draft {
  return { rules: rules.map(keyed), tests };
}

/** What is saved of it. */
export function linesOf({ rules }: Pick<Draft, "rules">): RuleLine[] {
  return rules.map(({ key: _, ...line }) => line);
}

const EMPTY_RULE: RuleLine = { effect: "allow", action: "both", filter: "", qosMax: 2, retainAllowed: true };

/** Inserts rules behind the one at `index`; −1 is in front of all. An empty rule is inserted where none are given. */
export function insertRules(draft: Draft, index: number, lines: readonly RuleLine[] = [EMPTY_RULE]): Draft {
  return { ...draft, rules: draft.rules.toSpliced(index + 1, 0, ...lines.map(keyed)) };
}

export function changeRule(draft: Draft, index: number, change: Partial<RuleLine>): Draft {
  const rule = draft.rules[index];
  return rule === undefined ? draft : { ...draft, rules: draft.rules.with(index, { ...rule, ...change }) };
}

export function removeRule(draft: Draft, index: number): Draft {
  return { ...draft, rules: draft.rules.toSpliced(index, 1) };
}

/** Moves a rule one place up (−1) or down (1), if there is one. */
export function moveRule(draft: Draft, index: number, by: -1 | 1): Draft {
  const rule = draft.rules[index];
  const to = index + by;
  if (rule === undefined || to < 0 || to >= draft.rules.length) return draft;
  return { ...draft, rules: draft.rules.toSpliced(index, 1).toSpliced(to, 0, rule) };
}

/** Takes rules from text; those that were there already keep their place on the screen. */
export function replaceRules(draft: Draft, lines: readonly RuleLine[]): Draft {
  const former = [...draft.rules];
  const rules = lines.map((line) => {
    // As written: the text of a deny has no QoS, and the rule may have had one.
    const found = former.findIndex((rule) => formatRuleLine(rule) === formatRuleLine(line));
    return (found === -1 ? undefined : former.splice(found, 1)[0]) ?? keyed(line);
  });
  return { ...draft, rules };
}

/** What is wrong with each rule's filter; undefined where nothing is. */
export function faultsOf({ rules }: Draft): (RuleFilterFaultAt | undefined)[] {
  return rules.map(({ filter }) => validateRuleFilter(filter));
}

export function sameDraft(one: Draft, other: Draft): boolean {
  const [a, b] = [linesOf(one), linesOf(other)];
  const sameRules =
    a.length === b.length &&
    a.every((rule, index) => {
      const counterpart = b[index];
      return counterpart !== undefined && sameRule(rule, counterpart);
    });
  return sameRules && JSON.stringify(one.tests) === JSON.stringify(other.tests);
}
