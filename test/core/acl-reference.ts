import type { AclAction, Identity, Rule } from "#core/acl.ts";
import { validateRuleFilter } from "#core/rule-filter.ts";
import { filterCovers, filterMatches, filtersOverlap, parseSharedFilter } from "#core/topic.ts";

/**
 * The evaluator as it was before it learnt to be fast: every rule filled in and every filter taken apart for every
 * question. What the real one answers, this one answers too.
 */
export function referenceAllows(
  rules: readonly Rule[],
  identity: Identity,
  action: AclAction,
  topic: string,
  qos: number,
  retain: boolean,
): boolean {
  const asked = askedFilter(action, topic);
  if (asked === undefined) return false;
  for (const rule of rules) {
    if (rule.action !== action && rule.action !== "both") continue;
    const { filter, everything } = fillIn(rule, identity);
    if (!everything && (filter === undefined || !applies(rule, filter, action, asked))) continue;
    if (rule.effect === "deny") return false;
    if (qos > rule.qosMax || (action === "publish" && retain && !rule.retainAllowed)) continue;
    return true;
  }
  return false;
}

function askedFilter(action: AclAction, topic: string): string | undefined {
  if (action === "publish") return topic === "$SYS" || topic.startsWith("$SYS/") ? undefined : topic;
  const shared = parseSharedFilter(topic);
  if (shared === null) return topic;
  return shared === "invalid" ? undefined : shared.filter;
}

function applies(rule: Rule, filter: string, action: AclAction, asked: string): boolean {
  if (action === "publish") return filterMatches(filter, asked);
  return rule.effect === "allow" ? filterCovers(filter, asked) : filtersOverlap(filter, asked);
}

function fillIn(rule: Rule, identity: Identity): { filter: string | undefined; everything: boolean } {
  const deny = rule.effect === "deny";
  if (validateRuleFilter(rule.filter) !== undefined) return { filter: undefined, everything: deny };
  const levels: string[] = [];
  for (const level of rule.filter.split("/")) {
    const filled = fillLevel(level, identity);
    if (filled === undefined || (levels.length === 0 && level.startsWith("${") && filled.startsWith("$"))) {
      return deny
        ? { filter: [...levels, "#"].join("/"), everything: levels.length === 0 }
        : { filter: undefined, everything: false };
    }
    levels.push(filled);
  }
  return { filter: levels.join("/"), everything: false };
}

function fillLevel(level: string, identity: Identity): string | undefined {
  let usable = true;
  const filled = level.replace(/\$\{([^}/]*)\}/g, (_, name: string) => {
    const value = variableValue(name, identity);
    if (value === undefined || value === "" || /[/+#\0]/.test(value)) usable = false;
    return value ?? "";
  });
  return usable ? filled : undefined;
}

function variableValue(name: string, identity: Identity): string | undefined {
  if (name === "device" || name === "clientId" || name === "username") return identity[name];
  const label = name.slice("label.".length);
  return Object.hasOwn(identity.labels, label) ? identity.labels[label] : undefined;
}
