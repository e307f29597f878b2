/**
 * `{{name}}` in what is published, replaced anew with every message. These are known; a person adds names of their own,
 * whose values stand as they are (a variable in a variable is not looked for).
 *
 *   {{now}} {{now s}} {{now iso}}    milliseconds or seconds since 1970, or 2026-11-20T17:00:00.000Z
 *   {{uuid}}                         a random UUID
 *   {{rand}} {{rand 1 100}}          a number from 0 to 1, or a whole one of the range; {{rand 0.5 2.5}} one with as
 *                                    many decimals as its bounds
 *   {{count}}                        1 with the first message of a repetition, 2 with the next
 */
export const BUILT_IN_FORMS = [
  "{{now}}",
  "{{now s}}",
  "{{now iso}}",
  "{{uuid}}",
  "{{rand}}",
  "{{rand 1 100}}",
  "{{count}}",
] as const;

/** The person's own variables. */
export type Variables = Readonly<Record<string, string>>;

/** What the values come from, as arguments so that tests choose them. */
export interface VariableSource {
  readonly variables: Variables;
  readonly count: number;
  readonly now: number;
  readonly random: () => number;
  readonly uuid: () => string;
}

/** Where a variable stood and what came in its place; offsets in UTF-16 units. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly value: string;
}

/** A variable that has no value: an unknown name, or words after a known one that mean nothing. */
export interface UnknownVariable {
  readonly offset: number;
  readonly words: string;
}

export interface Expansion {
  readonly text: string;
  readonly replaced: readonly Replacement[];
  /** Left as they stand in `text`. */
  readonly unknown: readonly UnknownVariable[];
}

const VARIABLE = /\{\{\s*([A-Za-z_][\w-]*)((?:\s+[^\s{}]+)*)\s*\}\}/g;
const NAME = /^[A-Za-z_][\w-]{0,63}$/;
const BUILT_IN_NAMES = ["now", "uuid", "rand", "count"];
const DECIMAL = /^-?[0-9]{1,15}(?:\.([0-9]{1,10}))?$/;

/** Why a name cannot be given to a variable. */
export type VariableNameFault = "invalid" | "builtIn" | "taken";

export function variableNameFault(name: string, others: readonly string[]): VariableNameFault | undefined {
  if (!NAME.test(name)) return "invalid";
  if (BUILT_IN_NAMES.includes(name)) return "builtIn";
  return others.includes(name) ? "taken" : undefined;
}

export function hasVariables(text: string): boolean {
  return text.search(VARIABLE) !== -1;
}

/** Puts values in the place of the variables of a text. */
export function expandVariables(text: string, source: VariableSource): Expansion {
  const replaced: Replacement[] = [];
  const unknown: UnknownVariable[] = [];
  const expanded = text.replace(VARIABLE, (whole: string, name: string, rest: string, offset: number) => {
    const value = variableValue(name, rest.trim() === "" ? [] : rest.trim().split(/\s+/), source);
    if (value === undefined) {
      unknown.push({ offset, words: `${name}${rest}` });
      return whole;
    }
    replaced.push({ from: offset, to: offset + whole.length, value });
    return value;
  });
  return { text: expanded, replaced, unknown };
}

/** Where in the text with variables an offset of the expanded one comes from: within a value, the variable's start. */
export function offsetBeforeExpansion(expansion: Expansion, offset: number): number {
  let shift = 0;
  for (const { from, to, value } of expansion.replaced) {
    const start = from - shift;
    if (offset < start) break;
    if (offset < start + value.length) return from;
    shift += to - from - value.length;
  }
  return offset + shift;
}

function variableValue(name: string, words: readonly string[], source: VariableSource): string | undefined {
  const [first, second] = words;
  switch (name) {
    case "now":
      if (first === undefined) return String(source.now);
      if (words.length > 1) return undefined;
      return first === "s"
        ? String(Math.floor(source.now / 1000))
        : first === "ms"
          ? String(source.now)
          : first === "iso"
            ? new Date(source.now).toISOString()
            : undefined;
    case "uuid":
      return first === undefined ? source.uuid() : undefined;
    case "count":
      return first === undefined ? String(source.count) : undefined;
    case "rand":
      if (first === undefined) return source.random().toFixed(6);
      return second === undefined || words.length > 2 ? undefined : randomBetween(first, second, source.random());
    default:
      // An own property only: `constructor` is nobody's variable.
      return first === undefined && Object.hasOwn(source.variables, name) ? source.variables[name] : undefined;
  }
}

/** A number from `low` to `high`, both among them, with as many decimals as the longer of the two. */
function randomBetween(low: string, high: string, random: number): string | undefined {
  const decimals = [low, high].map((bound) => DECIMAL.exec(bound)?.[1]?.length ?? (DECIMAL.test(bound) ? 0 : -1));
  if (decimals.includes(-1)) return undefined;
  const places = Math.max(...decimals);
  const step = 10 ** places;
  const from = Math.round(Number(low) * step);
  const steps = Math.round(Number(high) * step) - from;
  if (steps < 0) return undefined;
  return ((from + Math.floor(random * (steps + 1))) / step).toFixed(places);
}

/** A random UUID; `crypto.randomUUID` is not there on a page that came over plain http. */
export function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Version 4 and variant of RFC 9562 §5.4.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Values of this moment. */
export function variableSource(variables: Variables, count = 1): VariableSource {
  return { variables, count, now: Date.now(), random: Math.random, uuid: randomUuid };
}
