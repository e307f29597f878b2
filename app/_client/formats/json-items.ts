import { formatJson } from "../json-text.ts";
import { DEPTH_MAX, placeOf, type TextFault, type TextPlace } from "./payload-format.ts";

/**
 * A JSON text as a flat list of what binary formats write one after another. Numbers keep what JavaScript values
 * lose: an integer is a bigint of any size, and `1.0` stays a float.
 */
export type JsonItem = { readonly offset: number } & (
  | { readonly type: "array"; readonly count: number }
  /** Followed by `count` times a string and a value, in the order of the text. */
  | { readonly type: "map"; readonly count: number }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "integer"; readonly value: bigint }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "simple"; readonly value: boolean | null }
);

export type JsonItems =
  | { readonly ok: true; readonly items: readonly JsonItem[] }
  | { readonly ok: false; readonly fault: TextFault; readonly place: TextPlace };

/** What makes the tokens of a text that is known to be JSON; commas and colons carry nothing then. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9][-+.0-9eE]*|true|false|null|[[\]{}]/g;
/** Digits of an integer; nobody means a longer one, and making it a bigint would take long. */
const DIGITS_MAX = 1_000;

/** Reads a JSON text into items, or says what is wrong with it and where. */
export function jsonItems(text: string): JsonItems {
  const checked = formatJson(text, 0);
  if (!checked.ok) return { ok: false, fault: checked.expected, place: placeOf(text, checked.offset) };
  const failure = (fault: TextFault, offset: number): JsonItems => ({ ok: false, fault, place: placeOf(text, offset) });

  const items: JsonItem[] = [];
  /** Places in `items` of the containers still open, outermost first, and what each holds so far. */
  const open: { readonly index: number; held: number }[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    const offset = match.index;
    if (token === "]" || token === "}") {
      const container = open.pop();
      if (container === undefined) throw new Error("the grammar lets no bracket close that was not open");
      const { index, held } = container;
      const start = items[index]?.offset ?? offset;
      items[index] =
        token === "]" ? { type: "array", offset: start, count: held } : { type: "map", offset: start, count: held / 2 };
      continue;
    }
    const parent = open.at(-1);
    if (parent !== undefined) parent.held++;
    if (token === "[" || token === "{") {
      if (open.length === DEPTH_MAX) return failure("tooDeep", offset);
      open.push({ index: items.length, held: 0 });
      items.push({ type: "array", offset, count: 0 });
    } else if (token.startsWith('"')) {
      const value: string = JSON.parse(token);
      if (!value.isWellFormed()) return failure("surrogate", offset);
      items.push({ type: "string", offset, value });
    } else if (token === "true" || token === "false" || token === "null") {
      items.push({ type: "simple", offset, value: token === "null" ? null : token === "true" });
    } else if (/^-?[0-9]+$/.test(token) && token !== "-0") {
      if (token.length > DIGITS_MAX) return failure("integerTooLarge", offset);
      items.push({ type: "integer", offset, value: BigInt(token) });
    } else {
      const value = Number(token);
      if (!Number.isFinite(value)) return failure("numberTooLarge", offset);
      items.push({ type: "float", offset, value });
    }
  }
  return { ok: true, items };
}
