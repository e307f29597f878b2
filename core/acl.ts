import { fillRuleFilter, parseRuleFilter } from "./rule-filter.ts";
import { filterLevels, filterMatches, levelsCover, levelsOverlap, parseSharedFilter } from "./topic.ts";

/**
 * Permissions: an ordered list of rules, of which the first that applies decides; when none does, the answer is no.
 *
 * PUBLISH    a rule applies when its filter matches the topic.
 * SUBSCRIBE  an allow rule applies when its filter covers the whole filter asked for; a deny rule applies as soon as the
 *            two overlap. So no subscription, however wide, reaches past a deny, and none is wider than an allow.
 *            `$share/group/filter` is judged by `filter`.
 *
 * Nobody publishes below `$SYS`, whatever the rules: what stands there is the broker's word.
 *
 * An allow rule does not apply to a QoS above its qosMax, or to a retained PUBLISH unless it allows retaining; a deny
 * rule denies every QoS. The wildcards of a rule obey the `$` rule as those of a subscription do.
 *
 * A variable stands for one literal piece of a level. A value that is missing or empty, that holds `/`, `+`, `#` or
 * U+0000, or that would make the topic begin with `$`, cannot be such a piece: a client that calls itself `+` must not
 * get everybody's topics, nor one called `$SYS` the broker's. Then the rule fails closed: an allow rule applies to
 * nothing; a deny rule applies to all that it could have denied with any value, that is to everything below the last
 * level before the variable. A filter that is none at all (validateRuleFilter) is treated alike.
 */

/** What a rule says; its place and its role are told apart from it. */
export interface RuleLine {
  readonly effect: "allow" | "deny";
  readonly action: "publish" | "subscribe" | "both";
  /** A topic filter with `${device}`, `${clientId}`, `${username}` or `${label.x}` in it. */
  readonly filter: string;
  readonly qosMax: number;
  readonly retainAllowed: boolean;
}

export interface Rule extends RuleLine {
  readonly roleName: string;
  /** 1 is asked first within its role; `compile` takes the rules in the order given. */
  readonly position: number;
}

/** Who asks: what the variables stand for. */
export interface Identity {
  readonly device: string | undefined;
  readonly clientId: string | undefined;
  /** As given, but without the tenant in front: a value with a slash is unusable. */
  readonly username: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

export type AclAction = "publish" | "subscribe";

/** Why a rule did or did not decide, in words that the console translates. */
export type RuleOutcome =
  | "decided"
  | "otherAction"
  | "noMatch"
  | "notCovered"
  | "qosTooHigh"
  | "retainNotAllowed"
  | "variableUnusable";

export interface TraceStep {
  readonly roleName: string;
  readonly position: number;
  readonly effect: "allow" | "deny";
  readonly action: Rule["action"];
  readonly filter: string;
  /** The filter with its variables filled in; undefined when one has no usable value. */
  readonly expanded: string | undefined;
  readonly outcome: RuleOutcome;
}

export interface Verdict {
  readonly allowed: boolean;
  /** Undefined when no rule applied: denied by default. */
  readonly deciding: { readonly roleName: string; readonly position: number; readonly filter: string } | undefined;
  /** Every rule asked, in order, the deciding one last. */
  readonly trace: readonly TraceStep[];
}

interface CompiledRule {
  readonly rule: Rule;
  /** Variables filled in; for a deny rule with an unusable variable widened, undefined when it applies to nothing. */
  readonly filter: string | undefined;
  /** Of the filter, as questions for a subscription compare them. */
  readonly levels: readonly string[] | undefined;
  readonly usable: boolean;
  /** A deny rule whose first level is unusable: applies to every topic, those beginning with `$` too. */
  readonly everything: boolean;
}

/** Verdicts kept per direction; then the cache starts afresh. */
const VERDICTS_MAX = 256;
/** Longer topics are judged anew each time, so that 256 verdicts are at most 128 KiB. */
const VERDICT_TOPIC_CHARS_MAX = 256;

/** Rules filled in for one identity, with the verdicts given so far. Made at CONNECT and when rules change. */
export class Acl {
  readonly rules: readonly CompiledRule[];
  /** Bit qos × 2 + retain of what is allowed, by topic or filter; made at the first question. */
  publishVerdicts: Map<string, number> | undefined = undefined;
  subscribeVerdicts: Map<string, number> | undefined = undefined;

  constructor(rules: readonly CompiledRule[]) {
    this.rules = rules;
  }
}

/** Fills the variables of the rules in. */
export function compile(rules: readonly Rule[], identity: Identity): Acl {
  return new Acl(rules.map((rule) => compileRule(rule, identity)));
}

/**
 * HOT: may this identity publish to the topic, or subscribe to the filter?
 * @param topic a valid topic name or filter
 * @param retain of a PUBLISH; a SUBSCRIBE is asked with false
 */
export function allows(acl: Acl, action: AclAction, topic: string, qos: number, retain: boolean): boolean {
  const kept = action === "publish" ? acl.publishVerdicts : acl.subscribeVerdicts;
  const verdict = kept?.get(topic) ?? judge(acl, action, topic);
  return (verdict & bit(qos, retain)) !== 0;
}

const bit = (qos: number, retain: boolean): number => 1 << (qos * 2 + (retain ? 1 : 0));
const ALL_BITS = 0b11_1111;
const NO_RETAIN_BITS = 0b01_0101;

/** All six answers for a topic in one pass over the rules. */
function judge(acl: Acl, action: AclAction, topic: string): number {
  let undecided = ALL_BITS;
  let allowed = 0;
  const asked = askedFor(action, topic);
  if (asked === undefined) return 0;
  for (const compiled of acl.rules) {
    if (compiled.rule.action !== action && compiled.rule.action !== "both") continue;
    if (!applies(compiled, asked)) continue;
    if (compiled.rule.effect === "deny") break;
    let granted = (1 << ((compiled.rule.qosMax + 1) * 2)) - 1;
    if (action === "publish" && !compiled.rule.retainAllowed) granted &= NO_RETAIN_BITS;
    allowed |= undecided & granted;
    undecided &= ~granted;
    if (undecided === 0) break;
  }
  keep(acl, action, topic, allowed);
  return allowed;
}

function keep(acl: Acl, action: AclAction, topic: string, verdict: number): void {
  if (topic.length > VERDICT_TOPIC_CHARS_MAX) return;
  let kept = action === "publish" ? acl.publishVerdicts : acl.subscribeVerdicts;
  if (kept === undefined) {
    kept = new Map();
    if (action === "publish") acl.publishVerdicts = kept;
    else acl.subscribeVerdicts = kept;
  }
  if (kept.size >= VERDICTS_MAX) kept.clear();
  kept.set(topic, verdict);
}

/** The same answer as `allows`, with the rule that gave it and every rule asked before: for people. */
export function explain(acl: Acl, action: AclAction, topic: string, qos: number, retain: boolean): Verdict {
  const trace: TraceStep[] = [];
  const asked = askedFor(action, topic);
  if (asked === undefined) return { allowed: false, deciding: undefined, trace };
  for (const compiled of acl.rules) {
    const { rule } = compiled;
    const outcome = outcomeOf(compiled, action, asked, qos, retain);
    trace.push({
      roleName: rule.roleName,
      position: rule.position,
      effect: rule.effect,
      action: rule.action,
      filter: rule.filter,
      expanded: compiled.usable ? compiled.filter : undefined,
      outcome,
    });
    if (outcome === "decided") {
      const deciding = { roleName: rule.roleName, position: rule.position, filter: rule.filter };
      return { allowed: rule.effect === "allow", deciding, trace };
    }
  }
  return { allowed: false, deciding: undefined, trace };
}

function outcomeOf(compiled: CompiledRule, action: AclAction, asked: Asked, qos: number, retain: boolean): RuleOutcome {
  const { rule } = compiled;
  if (rule.action !== action && rule.action !== "both") return "otherAction";
  if (!applies(compiled, asked)) {
    if (!compiled.usable) return "variableUnusable";
    const { levels } = compiled;
    const overlaps = asked.levels !== undefined && levels !== undefined && levelsOverlap(levels, asked.levels);
    return overlaps ? "notCovered" : "noMatch";
  }
  if (rule.effect === "allow" && qos > rule.qosMax) return "qosTooHigh";
  if (rule.effect === "allow" && action === "publish" && retain && !rule.retainAllowed) return "retainNotAllowed";
  return "decided";
}

/** What is judged. */
interface Asked {
  readonly topic: string;
  /** Of the filter of a SUBSCRIBE; undefined for a PUBLISH. */
  readonly levels: readonly string[] | undefined;
}

/** Of `$share/group/filter` the filter is judged; undefined when nothing could allow it. */
function askedFor(action: AclAction, topic: string): Asked | undefined {
  if (action === "publish") {
    return topic === "$SYS" || topic.startsWith("$SYS/") ? undefined : { topic, levels: undefined };
  }
  const shared = parseSharedFilter(topic);
  if (shared === "invalid") return undefined;
  const filter = shared?.filter ?? topic;
  return { topic: filter, levels: filterLevels(filter) };
}

function applies(compiled: CompiledRule, asked: Asked): boolean {
  const { filter, levels } = compiled;
  if (compiled.everything) return true;
  if (filter === undefined || levels === undefined) return false;
  if (asked.levels === undefined) return filterMatches(filter, asked.topic);
  return compiled.rule.effect === "allow" ? levelsCover(levels, asked.levels) : levelsOverlap(levels, asked.levels);
}

function compileRule(rule: Rule, identity: Identity): CompiledRule {
  const parsed = parseRuleFilter(rule.filter);
  const { effect } = rule;
  // No border let a fault through; the matcher would read `a/#/b` as `a/#`.
  if (parsed.fault !== undefined) return { rule, ...NOTHING, everything: effect === "deny" };
  if (parsed.constant !== undefined) {
    return { rule, filter: rule.filter, levels: parsed.constant, usable: true, everything: false };
  }
  const { levels, usable } = fillRuleFilter(parsed, identity);
  if (!usable) {
    if (effect === "allow") return { rule, ...NOTHING, everything: false };
    levels.push("#");
  }
  const filter = levels.join("/");
  return { rule, filter, levels: filterLevels(filter), usable, everything: filter === "#" && !usable };
}

const NOTHING = { filter: undefined, levels: undefined, usable: false } as const;
