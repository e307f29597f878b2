import { type AclAction, allows, compile, explain, type Identity, type Rule, type RuleLine } from "./acl.ts";
import { validateRuleFilter } from "./rule-filter.ts";
import { parseSharedFilter } from "./topic.ts";

/** Something that was denied. */
export interface DeniedQuestion {
  readonly action: AclAction;
  /** A topic name, or for `subscribe` a filter, `$share/…` included. */
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** A rule that would allow it, and nothing that it need not. */
export interface ProposedRule {
  readonly rule: RuleLine;
  /**
   * The deny rule that it must stand before, because that decides otherwise; undefined: anywhere will do, since so far
   * no rule applies.
   */
  readonly before: { readonly roleName: string; readonly position: number } | undefined;
}

/**
 * The narrowest rule that would allow what these rules deny: exactly this topic or filter, this QoS and no more, retained
 * only if that was asked. Where a level is the device's own name or client id it becomes the variable, so that the rule
 * says the same of every device that carries the role.
 * @returns undefined when it is allowed already, and when no rule can allow it
 */
export function narrowestRule(
  rules: readonly Rule[],
  identity: Identity,
  { action, topic, qos, retain }: DeniedQuestion,
): ProposedRule | undefined {
  const verdict = explain(compile(rules, identity), action, topic, qos, retain);
  if (verdict.allowed) return undefined;
  const shared = action === "subscribe" ? parseSharedFilter(topic) : null;
  if (shared === "invalid") return undefined;
  const filter = withVariables(shared?.filter ?? topic, identity);
  if (filter === undefined || validateRuleFilter(filter) !== undefined) return undefined;
  const retainAllowed = action === "publish" && retain;
  const rule: RuleLine = { effect: "allow", action, filter, qosMax: qos, retainAllowed };
  const { deciding } = verdict;
  const before = deciding && { roleName: deciding.roleName, position: deciding.position };
  const place = before === undefined ? rules.length : rules.findIndex((one) => isAt(one, before));
  // Nobody's rule reaches below $SYS, so it is tried and not only told.
  const tried = rules.toSpliced(place, 0, { ...rule, roleName: "", position: 0 });
  return allows(compile(tried, identity), action, topic, qos, retain) ? { rule, before } : undefined;
}

function isAt(rule: Rule, { roleName, position }: { roleName: string; position: number }): boolean {
  return rule.roleName === roleName && rule.position === position;
}

/** Undefined for what a rule could not say: there `${` begins a variable. */
function withVariables(filter: string, { device, clientId }: Identity): string | undefined {
  if (filter.includes("${")) return undefined;
  return filter
    .split("/")
    .map((level) => {
      if (level === "") return level;
      if (level === device) return "${device}";
      return level === clientId ? "${clientId}" : level;
    })
    .join("/");
}
