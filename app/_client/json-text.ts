/**
 * JSON as text: checked by the grammar of RFC 8259 and indented without ever becoming JavaScript values, so that
 * 64-bit integers, `1.0`, escapes, duplicate names and their order come out as they went in (JSON.parse would round
 * 9007199254740993 to …992). Without recursion: a hostile payload of a million `[` costs no stack.
 */

/** What should have stood at the place of an error. */
export type JsonExpected =
  | "value"
  | "valueOrEndOfArray"
  | "name"
  | "nameOrEndOfObject"
  | "colon"
  | "commaOrEndOfArray"
  | "commaOrEndOfObject"
  | "endOfText"
  | "closingQuote"
  | "escape"
  | "noControlCharacter";

export type JsonResult =
  | { readonly ok: true; readonly pretty: string; readonly truncated: boolean }
  | {
      readonly ok: false;
      readonly expected: JsonExpected;
      readonly offset: number;
      /** Both counted from 1. */
      readonly line: number;
      readonly column: number;
    };

/** Beyond this depth lines are indented no further, or a megabyte of brackets would become a terabyte of spaces. */
const INDENT_DEPTH_MAX = 32;
const PRETTY_CHARS_MAX = 4 * 1024 * 1024;

const WHITE_SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Checks `text` and indents it by two spaces.
 * @param charsMax where the indented text is cut off (the whole is checked all the same)
 */
export function formatJson(text: string, charsMax: number = PRETTY_CHARS_MAX): JsonResult {
  const out: string[] = [];
  let outChars = 0;
  const put = (part: string): void => {
    if (outChars > charsMax) return;
    out.push(part);
    outChars += part.length;
  };
  /** Open brackets, outermost first. */
  const open: ("{" | "[")[] = [];
  const newLine = (): void => put(`\n${"  ".repeat(Math.min(open.length, INDENT_DEPTH_MAX))}`);

  let expected: JsonExpected = "value";
  let at = skipWhiteSpace(text, 0);
  while (at < text.length) {
    const char = text[at] ?? "";
    switch (expected) {
      case "valueOrEndOfArray":
      case "nameOrEndOfObject":
      case "commaOrEndOfArray":
      case "commaOrEndOfObject": {
        const inObject: boolean = expected === "nameOrEndOfObject" || expected === "commaOrEndOfObject";
        const afterItem: boolean = expected === "commaOrEndOfArray" || expected === "commaOrEndOfObject";
        if (char === (inObject ? "}" : "]")) {
          open.pop();
          if (afterItem) newLine();
          put(char);
          at++;
          expected = afterValue(open);
          break;
        }
        if (afterItem) {
          if (char !== ",") return failure(text, at, expected);
          put(",");
          newLine();
          at++;
          expected = inObject ? "name" : "value";
        } else {
          newLine();
          expected = inObject ? "name" : "value";
        }
        break;
      }
      case "name":
      case "value": {
        if (char === '"') {
          const end = stringEnd(text, at);
          if (typeof end !== "number") return failure(text, end.offset, end.expected);
          put(text.slice(at, end));
          at = end;
          expected = expected === "name" ? "colon" : afterValue(open);
          break;
        }
        if (expected === "name") return failure(text, at, "name");
        if (char === "{" || char === "[") {
          open.push(char);
          put(char);
          at++;
          expected = char === "{" ? "nameOrEndOfObject" : "valueOrEndOfArray";
          break;
        }
        const token = match(char === "-" || (char >= "0" && char <= "9") ? NUMBER : LITERAL, text, at);
        if (token === "") return failure(text, at, "value");
        put(token);
        at += token.length;
        expected = afterValue(open);
        break;
      }
      case "colon":
        if (char !== ":") return failure(text, at, "colon");
        put(": ");
        at++;
        expected = "value";
        break;
      default:
        return failure(text, at, expected);
    }
    at = skipWhiteSpace(text, at);
  }
  if (expected !== "endOfText") return failure(text, text.length, expected);
  const pretty = out.join("");
  return outChars > charsMax
    ? { ok: true, pretty: pretty.slice(0, charsMax), truncated: true }
    : { ok: true, pretty, truncated: false };
}

function afterValue(open: readonly ("{" | "[")[]): JsonExpected {
  const innermost = open.at(-1);
  if (innermost === undefined) return "endOfText";
  return innermost === "{" ? "commaOrEndOfObject" : "commaOrEndOfArray";
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function skipWhiteSpace(text: string, at: number): number {
  return at + match(WHITE_SPACE, text, at).length;
}

/** The place after the closing quote of the string that opens at `start`, or where it goes wrong. */
function stringEnd(text: string, start: number): number | { offset: number; expected: JsonExpected } {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return { offset: at, expected: "noControlCharacter" };
    if (code === 0x5c) {
      const escaped = match(ESCAPE, text, at);
      if (escaped === "") return { offset: at, expected: "escape" };
      at += escaped.length;
    } else {
      at++;
    }
  }
  return { offset: text.length, expected: "closingQuote" };
}

function failure(text: string, offset: number, expected: JsonExpected): JsonResult {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { ok: false, expected, offset, line: before.split("\n").length, column: offset - lineStart + 1 };
}
