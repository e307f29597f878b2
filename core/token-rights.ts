import type { Rule } from "./acl.ts";
import { validateRuleFilter } from "./rule-filter.ts";
import { RULES_PER_TOKEN_MAX } from "./token.ts";

/**
 * Rights that a token brings along, in one of two forms:
 *
 *   [{ "effect": "allow", "action": "publish", "filter": "${device}/up/#", "qosMax": 1, "retainAllowed": false }, …]
 *   { "publish": ["${device}/up/#"], "subscribe": ["${device}/down/#"] }
 *
 * The first is a list of rules as a role has them, of which only `action` and `filter` must be there. A claim that is
 * neither, or too long, grants nothing: the token is refused.
 */

/** What a token says of its device's rights. */
export interface Grant {
  /** narrow: what its roles allow and these too; replace: what these allow, whatever its roles say. */
  readonly mode: "narrow" | "replace";
  readonly rules: readonly Rule[];
}

/** Stands where a role's name would, so that an explanation says whose rule it was. */
export const TOKEN_RULES = "token";

const MEMBERS: ReadonlySet<string> = new Set(["effect", "action", "filter", "qosMax", "retainAllowed"]);

/** The rules of a rights claim; undefined when it is none. */
export function parseRightsClaim(claim: unknown): readonly Rule[] | undefined {
  const listed = Array.isArray(claim) ? (claim as unknown[]) : fromFilters(claim);
  if (listed === undefined || listed.length > RULES_PER_TOKEN_MAX) return undefined;
  const rules: Rule[] = [];
  for (const [index, one] of listed.entries()) {
    const rule = parseRule(one, index + 1);
    if (rule === undefined) return undefined;
    rules.push(rule);
  }
  return rules;
}

function fromFilters(claim: unknown): { action: string; filter: unknown }[] | undefined {
  if (!isRecord(claim)) return undefined;
  const listed: { action: string; filter: unknown }[] = [];
  for (const [action, filters] of Object.entries(claim)) {
    if (!isAction(action) || !Array.isArray(filters) || filters.length > RULES_PER_TOKEN_MAX) return undefined;
    for (const filter of filters as unknown[]) listed.push({ action, filter });
  }
  return listed;
}

function parseRule(one: unknown, position: number): Rule | undefined {
  if (!isRecord(one) || Object.keys(one).some((member) => !MEMBERS.has(member))) return undefined;
  const { effect = "allow", action, filter, qosMax = 2, retainAllowed = true } = one;
  if (effect !== "allow" && effect !== "deny") return undefined;
  if (!isAction(action) || typeof filter !== "string" || validateRuleFilter(filter) !== undefined) return undefined;
  if ((qosMax !== 0 && qosMax !== 1 && qosMax !== 2) || typeof retainAllowed !== "boolean") return undefined;
  return { roleName: TOKEN_RULES, position, effect, action, filter, qosMax, retainAllowed };
}

function isAction(text: unknown): text is Rule["action"] {
  return text === "publish" || text === "subscribe" || text === "both";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
