import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatJson } from "#app/_client/json-text.ts";

function pretty(text: string): string {
  const result = formatJson(text);
  if (!result.ok) throw new Error(`not JSON: ${JSON.stringify(result)}`);
  return result.pretty;
}

test("values come out as they were written", () => {
  expect(pretty('{"id":9007199254740993,"t":1.0,"e":1E5,"u":"\\u00e9\\/","id":-0}')).toBe(
    '{\n  "id": 9007199254740993,\n  "t": 1.0,\n  "e": 1E5,\n  "u": "\\u00e9\\/",\n  "id": -0\n}',
  );
  expect(pretty("18446744073709551615")).toBe("18446744073709551615");
});

test("nesting is indented, empty ones stay on their line", () => {
  expect(pretty("[ {}, [ ], [1,[2]] ,null]")).toBe(
    "[\n  {},\n  [],\n  [\n    1,\n    [\n      2\n    ]\n  ],\n  null\n]",
  );
});

test("it accepts what JSON.parse accepts, and means the same", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(undefined, 1, "\t"), (text, space) => {
      const source = JSON.stringify(JSON.parse(text), null, space);
      expect(JSON.parse(pretty(source))).toEqual(JSON.parse(source));
    }),
  );
});

test("it refuses what JSON.parse refuses", () => {
  const fragments = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"',
    "1",
    "-",
    "0",
    ".5",
    "e3",
    "true",
    "nul",
    " ",
    "\n",
    "\\",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...fragments), { maxLength: 8 }), (parts) => {
      const text = parts.join("");
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      expect(formatJson(text).ok, text).toBe(valid);
    }),
    { numRuns: 5_000 },
  );
});

describe("an error is named at its place", () => {
  test.each([
    ["", "value", 1, 1],
    ['{"a":1,}', "name", 1, 8],
    ['{"a" 1}', "colon", 1, 6],
    ['{\n  "a": 1\n  "b": 2\n}', "commaOrEndOfObject", 3, 3],
    ["[1 2]", "commaOrEndOfArray", 1, 4],
    ["[1,]", "value", 1, 4],
    ["{'a':1}", "name", 1, 2],
    ['{"a": hello}', "value", 1, 7],
    ['"a\nb"', "noControlCharacter", 1, 3],
    ['"\\x"', "escape", 1, 2],
    ['{"msg": "17.2', "closingQuote", 1, 14],
    ["1 2", "endOfText", 1, 3],
    ["[1", "commaOrEndOfArray", 1, 3],
  ] as const)("%j", (text, expected, line, column) => {
    expect(formatJson(text)).toMatchObject({ ok: false, expected, line, column });
  });
});

test("hostile depth costs neither the stack nor the memory", () => {
  const deep = formatJson("[".repeat(200_000) + "]".repeat(200_000), 1_000_000);
  expect(deep).toMatchObject({ ok: true, truncated: true });
  expect(deep.ok && deep.pretty.length).toBe(1_000_000);
});
