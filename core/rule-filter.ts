import type { Identity } from "./acl.ts";
import { filterLevels, findFilterFault, type TopicFault } from "./topic.ts";

/**
 * The filter of a rule: a topic filter with variables in it, which stand for one literal piece of a level. Taken apart
 * once for all who are judged by it: a change of one role compiles its rules for thousands of devices.
 */
export interface RuleFilter {
  readonly fault: RuleFilterFaultAt | undefined;
  /** As `filterLevels` tells them where there are no variables; undefined where there are some. */
  readonly constant: readonly string[] | undefined;
  /** Level by level; those with variables in pieces. */
  readonly levels: readonly (string | readonly Piece[])[];
}

/** A literal text, or the name of a variable. */
interface Piece {
  readonly text: string;
  readonly variable: boolean;
}

/** What is wrong with the filter of a rule. */
export type RuleFilterFault = TopicFault | "unknownVariable" | "unclosedVariable" | "sharedFilter";

/** A fault and its place in the text, in UTF-16 units. */
export interface RuleFilterFaultAt {
  readonly fault: RuleFilterFault;
  readonly position: number;
}

const VARIABLE = /\$\{([^}/]*)\}?/g;
const LABEL_PREFIX = "label.";
const UNUSABLE_VALUE = /[/+#\0]/;
const LIMITS = { topicLevelsMax: 128, topicBytesMax: 1024 };

/** Tells what is wrong with a rule's filter and where; undefined when nothing is. For the form, the API and import. */
export function validateRuleFilter(filter: string): RuleFilterFaultAt | undefined {
  if (filter.startsWith("$share/")) return { fault: "sharedFilter", position: 0 };
  for (const match of filter.matchAll(VARIABLE)) {
    const [written, name = ""] = match;
    if (!written.endsWith("}")) return { fault: "unclosedVariable", position: match.index };
    const known = name === "device" || name === "clientId" || name === "username";
    if (!known && !(name.startsWith(LABEL_PREFIX) && name.length > LABEL_PREFIX.length))
      return { fault: "unknownVariable", position: match.index };
  }
  // A variable holds the place of ordinary characters; as many of them keep the positions true.
  const literal = filter.replace(VARIABLE, (written) => "x".repeat(written.length));
  return findFilterFault(literal, LIMITS);
}

/**
 * Filters taken apart and kept, those not too long; then it begins afresh. Room for the rules of several tenants that
 * have as many as they may: where they did not fit, each CONNECT under 2 000 rules took them apart anew, for 40 ms and
 * more. At most ten megabytes.
 */
const KEPT_MAX = 16_384;
const KEPT_CHARS_MAX = 256;
const kept = new Map<string, RuleFilter>();

export function parseRuleFilter(text: string): RuleFilter {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const parsed = parse(text);
  if (text.length <= KEPT_CHARS_MAX) {
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(text, parsed);
  }
  return parsed;
}

function parse(text: string): RuleFilter {
  const fault = validateRuleFilter(text);
  if (fault !== undefined) return { fault, constant: undefined, levels: [] };
  if (!text.includes("${")) return { fault, constant: filterLevels(text), levels: [] };
  return { fault, constant: undefined, levels: text.split("/").map(piecesOf) };
}

function piecesOf(level: string): string | Piece[] {
  if (!level.includes("${")) return level;
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: written, 1: name = "", index } of level.matchAll(VARIABLE)) {
    if (index > end) pieces.push({ text: level.slice(end, index), variable: false });
    pieces.push({ text: name, variable: true });
    end = index + written.length;
  }
  if (end < level.length) pieces.push({ text: level.slice(end), variable: false });
  return pieces;
}

/**
 * Fills the variables in.
 * @returns the levels up to the first that cannot be filled, all of them when `usable`
 */
export function fillRuleFilter(filter: RuleFilter, identity: Identity): { levels: string[]; usable: boolean } {
  const levels: string[] = [];
  for (const level of filter.levels) {
    const filled = typeof level === "string" ? level : fill(level, identity);
    if (filled === undefined) return { levels, usable: false };
    // No value may reach what begins with `$`.
    const madeUp = levels.length === 0 && typeof level !== "string" && level[0]?.variable === true;
    if (madeUp && filled.startsWith("$")) return { levels, usable: false };
    levels.push(filled);
  }
  return { levels, usable: true };
}

function fill(pieces: readonly Piece[], identity: Identity): string | undefined {
  let filled = "";
  for (const { text, variable } of pieces) {
    const value = variable ? valueOfVariable(text, identity) : text;
    if (value === undefined || value === "" || (variable && UNUSABLE_VALUE.test(value))) return undefined;
    filled += value;
  }
  return filled;
}

function valueOfVariable(name: string, identity: Identity): string | undefined {
  if (name === "device" || name === "clientId" || name === "username") return identity[name];
  const label = name.slice(LABEL_PREFIX.length);
  return Object.hasOwn(identity.labels, label) ? identity.labels[label] : undefined;
}
