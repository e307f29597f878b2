import type { RuleLine } from "./acl.ts";
import { filterCovers, filtersOverlap } from "./topic.ts";

/**
 * What is odd about a role's rules though each is valid. Every lint is certain, not a guess: a shadowed rule, a
 * duplicate and an idle deny can be taken away without changing one answer of this role, whoever asks
 * (test/core/role-lint.test.ts). What only several rules together shadow is not found.
 */
export type RoleLint =
  /** The same rule stands before it. */
  | { readonly kind: "duplicate"; readonly position: number; readonly by: readonly number[] }
  /** Rules before it decide all that it could. For "both", one may shadow it for each action. */
  | { readonly kind: "shadowed"; readonly position: number; readonly by: readonly number[] }
  /** Allows every topic of the tenant, or both actions on nearly all. */
  | { readonly kind: "tooWide"; readonly position: number }
  /** A deny after which the role allows nothing that it would deny: only roles asked after this one feel it. */
  | { readonly kind: "idleDeny"; readonly position: number }
  /** A variable that has no value for devices that carry the role. */
  | { readonly kind: "unsetVariable"; readonly position: number; readonly variable: string; readonly devices: number };

export type RoleLintKind = RoleLint["kind"];

/**
 * @param rules valid ones, in order
 * @param unset of each variable, such as `label.site`, for how many devices that carry the role it has no value
 */
export function lintRules(rules: readonly RuleLine[], unset: ReadonlyMap<string, number> = new Map()): RoleLint[] {
  const templates = rules.map((rule) => templateOf(rule));
  const lints: RoleLint[] = [];
  for (const [index, template] of templates.entries()) {
    const position = index + 1;
    const earlier = templates.slice(0, index);
    const same = earlier.findIndex((one) => sameTemplate(one, template));
    const shadows = same === -1 ? shadowsOf(template, earlier) : undefined;
    if (same !== -1) lints.push({ kind: "duplicate", position, by: [same + 1] });
    else if (shadows !== undefined) lints.push({ kind: "shadowed", position, by: shadows });
    else if (isIdleDeny(template, templates.slice(index + 1))) lints.push({ kind: "idleDeny", position });
    if (isTooWide(template)) lints.push({ kind: "tooWide", position });
    for (const variable of variablesOf(template.rule.filter)) {
      const devices = unset.get(variable) ?? 0;
      if (devices > 0) lints.push({ kind: "unsetVariable", position, variable, devices });
    }
  }
  return lints;
}

const VARIABLE = /\$\{([^}/]*)\}/g;

/** The variables in a filter, each once: `device`, `clientId`, `username`, `label.x`. */
export function variablesOf(filter: string): string[] {
  return [...new Set([...filter.matchAll(VARIABLE)].map(([, name = ""]) => name))];
}

interface Template {
  readonly rule: RuleLine;
  /** The filter, with a character that no literal has around each variable: the same variable is the same text. */
  readonly filter: string;
  /** The filter's levels as written. */
  readonly levels: readonly string[];
}

function templateOf(rule: RuleLine): Template {
  // A value never begins with `$` where that would matter, so a variable must not look as if it did.
  return { rule, filter: rule.filter.replace(VARIABLE, "\0$1\0"), levels: rule.filter.split("/") };
}

function sameTemplate(one: Template, other: Template): boolean {
  const [a, b] = [one.rule, other.rule];
  return (
    a.filter === b.filter &&
    a.effect === b.effect &&
    a.action === b.action &&
    (a.effect === "deny" || (a.qosMax === b.qosMax && a.retainAllowed === b.retainAllowed))
  );
}

/** Positions of the rules that leave nothing for this one; undefined when it is reached. */
function shadowsOf(template: Template, earlier: readonly Template[]): number[] | undefined {
  const { action } = template.rule;
  const positions = new Set<number>();
  for (const one of action === "both" ? (["publish", "subscribe"] as const) : [action]) {
    const index = earlier.findIndex((before) => hides(before, template, one));
    if (index === -1) return undefined;
    positions.add(index + 1);
  }
  return [...positions].sort((a, b) => a - b);
}

/** Does `first` decide whenever `second` would, for everybody? */
function hides(first: Template, second: Template, action: "publish" | "subscribe"): boolean {
  if (first.rule.action !== action && first.rule.action !== "both") return false;
  if (!decidesAsMuch(first.rule, second.rule, action)) return false;
  if (second.rule.effect === "allow") return filterCovers(first.filter, second.filter);
  // A deny is asked with any subscription that overlaps it, and an allow answers only those it covers whole.
  const reach = (filter: string) =>
    action === "subscribe" && first.rule.effect === "allow" ? realmOf(filter) : filter;
  if (!filterCovers(first.filter, reach(second.filter))) return false;
  return second.levels.every((level, index) => {
    const names = variablesOf(level);
    if (names.length === 0) return true;
    // Without a value the deny widens to everything below the level before.
    const widened = widenedAt(second, index);
    const alike = first.levels.findIndex((other) => variablesOf(other).some((name) => names.includes(name)));
    if (alike === -1) return widened !== undefined && filterCovers(first.filter, reach(widened));
    if (first.rule.effect === "allow") return false;
    const asWide = widenedAt(first, alike);
    return asWide === undefined || (widened !== undefined && filterCovers(asWide, widened));
  });
}

/** QoS and retain: does `first`, where its filter applies, leave none of them to `second`? A deny takes all. */
function decidesAsMuch(first: RuleLine, second: RuleLine, action: "publish" | "subscribe"): boolean {
  if (first.effect === "deny") return true;
  const [qosMax, retain] = second.effect === "deny" ? [2, true] : [second.qosMax, second.retainAllowed];
  return first.qosMax >= qosMax && (action === "subscribe" || first.retainAllowed || !retain);
}

/** The widest subscription that can overlap a filter: a wildcard in front never reaches `$`, nor `$SYS/#` out of it. */
function realmOf(filter: string): string {
  return filter.startsWith("$") ? `${filter.split("/", 1)[0]}/#` : "#";
}

/** A deny whose variable at this level has no value; undefined when it then denies everything there is. */
function widenedAt({ filter }: Template, level: number): string | undefined {
  return level === 0 ? undefined : [...filter.split("/").slice(0, level), "#"].join("/");
}

function isIdleDeny(template: Template, later: readonly Template[]): boolean {
  const { rule, levels } = template;
  if (rule.effect !== "deny") return false;
  const variableAt = levels.findIndex((level) => variablesOf(level).length > 0);
  const widest = variableAt === -1 ? template.filter : widenedAt(template, variableAt);
  return !later.some(
    (one) =>
      one.rule.effect === "allow" &&
      (rule.action === "both" || one.rule.action === "both" || rule.action === one.rule.action) &&
      (widest === undefined || mayOverlap(widest, one)),
  );
}

/** A variable may stand for any level, so it meets whatever a `+` meets; and `$` in front of one may become `$SYS`. */
function mayOverlap(filter: string, { levels: [first = "", ...rest] }: Template): boolean {
  const open = (level: string) => (variablesOf(level).length > 0 ? "+" : level);
  if (open(first) === "+" && first.startsWith("$") && !first.startsWith("${")) return true;
  return filtersOverlap(filter, [open(first), ...rest.map(open)].join("/"));
}

function isTooWide({ rule, levels }: Template): boolean {
  if (rule.effect !== "allow") return false;
  if (filterCovers(rule.filter, "#")) return true;
  const [first] = levels;
  return rule.action === "both" && first === "+" && levels.at(-1) === "#";
}
