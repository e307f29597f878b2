import type { RuleLine } from "./acl.ts";
import { type RuleFilterFault, type RuleFilterFaultAt, validateRuleFilter } from "./rule-filter.ts";

/**
 * Rules as text, one a line, for people who like to type and to paste:
 *
 *     allow both ${device}/#
 *     deny publish alarms/+/silence
 *     allow publish "hall 3/state" qos 1 no-retain
 *
 * A filter with white space or a quotation mark in it is written as a JSON string. Empty lines and those that begin with
 * `#` are passed over. The lines of Mosquitto's acl_file are understood as well: `topic [read|write|readwrite|deny] …`
 * and `pattern …`, with `%c` and `%u`.
 */

export type RuleTextFault =
  | RuleFilterFault
  | "unknownWord"
  | "optionUnknown"
  | "actionMissing"
  | "filterMissing"
  | "filterUnquoted"
  | "userLine"
  | "tooManyRules";

/** A line that is no rule. */
export interface RuleTextFaultAt {
  readonly fault: RuleTextFault;
  /** The first is 1. */
  readonly line: number;
  /** In UTF-16 units, from 0. */
  readonly column: number;
}

export interface ParsedRuleText {
  readonly rules: readonly RuleLine[];
  /** Empty: all of the text was understood. */
  readonly faults: readonly RuleTextFaultAt[];
}

export function formatRuleText(rules: readonly RuleLine[]): string {
  return rules.map((rule) => `${formatRuleLine(rule)}\n`).join("");
}

export function formatRuleLine({ effect, action, filter, qosMax, retainAllowed }: RuleLine): string {
  const written = filter === "" || /[\s"]/.test(filter) ? JSON.stringify(filter) : filter;
  // A deny denies every QoS, so it has none to tell.
  const options = effect === "deny" ? "" : `${qosMax < 2 ? ` qos ${qosMax}` : ""}${retainAllowed ? "" : " no-retain"}`;
  return `${effect} ${action} ${written}${options}`;
}

/** @param rulesMax rules beyond are one fault and are not read */
export function parseRuleText(text: string, rulesMax: number): ParsedRuleText {
  const rules: RuleLine[] = [];
  const faults: RuleTextFaultAt[] = [];
  for (const [index, source] of text.split(/\r\n|\r|\n/).entries()) {
    if (/^\s*(?:#|$)/.test(source)) continue;
    if (rules.length >= rulesMax) {
      faults.push({ fault: "tooManyRules", line: index + 1, column: 0 });
      break;
    }
    const parsed = parseLine(source);
    if ("fault" in parsed) faults.push({ ...parsed, line: index + 1 });
    else rules.push(parsed);
  }
  return { rules, faults };
}

type LineFault = Omit<RuleTextFaultAt, "line">;

interface Word {
  readonly text: string;
  readonly column: number;
  readonly quoted: boolean;
}

/** Words, and strings in quotation marks with JSON's escapes. */
const WORD = /"(?:[^"\\]|\\.)*"?|\S+/g;

function wordsOf(source: string): Word[] | LineFault {
  const words: Word[] = [];
  for (const { 0: text, index: column } of source.matchAll(WORD)) {
    if (!text.startsWith('"')) {
      words.push({ text, column, quoted: false });
      continue;
    }
    const inner = unquote(text);
    if (inner === undefined) return { fault: "filterUnquoted", column };
    words.push({ text: inner, column, quoted: true });
  }
  return words;
}

function unquote(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseLine(source: string): RuleLine | LineFault {
  const words = wordsOf(source);
  if ("fault" in words) return words;
  const [first, ...rest] = words;
  const end = source.length;
  switch (first?.text) {
    case "allow":
    case "deny":
      return parseOurs(first.text, rest, end);
    case "topic":
    case "pattern":
      return parseMosquitto(source, first, rest[0]);
    case "user":
      return { fault: "userLine", column: first.column };
    default:
      return { fault: "unknownWord", column: first?.column ?? 0 };
  }
}

const ACTIONS = ["publish", "subscribe", "both"] as const;

function parseOurs(
  effect: RuleLine["effect"],
  [word, filter, ...options]: readonly Word[],
  end: number,
): RuleLine | LineFault {
  const action = ACTIONS.find((one) => one === word?.text);
  if (action === undefined) return { fault: "actionMissing", column: word?.column ?? end };
  if (filter === undefined) return { fault: "filterMissing", column: end };
  const fault = validateRuleFilter(filter.text);
  if (fault !== undefined) return faultIn(filter, fault);
  let [qosMax, retainAllowed] = [2, true];
  for (let i = 0; i < options.length; i++) {
    const option = options[i];
    const value = options[i + 1]?.text;
    if (option?.text === "no-retain" && !option.quoted) retainAllowed = false;
    else if (option?.text === "qos" && value !== undefined && /^[012]$/.test(value)) {
      qosMax = Number(value);
      i++;
    } else return { fault: "optionUnknown", column: option?.column ?? end };
  }
  return { effect, action, filter: filter.text, qosMax, retainAllowed };
}

/** In a quoted filter an escape is longer than what it stands for; the caret stays at its beginning then. */
function faultIn({ column, quoted }: Word, { fault, position }: RuleFilterFaultAt): LineFault {
  return { fault, column: quoted ? column : column + position };
}

const MOSQUITTO_ACCESS: ReadonlyMap<string, Pick<RuleLine, "effect" | "action">> = new Map([
  ["read", { effect: "allow", action: "subscribe" }],
  ["write", { effect: "allow", action: "publish" }],
  ["readwrite", { effect: "allow", action: "both" }],
  ["deny", { effect: "deny", action: "both" }],
]);
const READ_WRITE = { effect: "allow", action: "both" } as const;

/** Its filter is the rest of the line, white space and all; without an access word both are allowed. */
function parseMosquitto(source: string, keyword: Word, second: Word | undefined): RuleLine | LineFault {
  const access = second === undefined || second.quoted ? undefined : MOSQUITTO_ACCESS.get(second.text);
  const from = access === undefined || second === undefined ? keyword : second;
  const start = from.column + from.text.length;
  const given = source.slice(start).trim();
  if (given === "") return { fault: "filterMissing", column: source.length };
  const filter =
    keyword.text === "pattern" ? given.replaceAll("%c", "${clientId}").replaceAll("%u", "${username}") : given;
  const fault = validateRuleFilter(filter);
  if (fault !== undefined) return { fault: fault.fault, column: source.indexOf(given, start) };
  return { ...(access ?? READ_WRITE), filter, qosMax: 2, retainAllowed: true };
}
