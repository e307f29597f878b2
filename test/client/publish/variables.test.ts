import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BUILT_IN_FORMS,
  expandVariables,
  hasVariables,
  offsetBeforeExpansion,
  randomUuid,
  type VariableSource,
  variableNameFault,
} from "#app/_client/publish/variables.ts";

const source = (part: Partial<VariableSource> = {}): VariableSource => ({
  variables: { room: "kitchen", nested: "{{room}}" },
  count: 3,
  now: Date.UTC(2026, 10, 20, 17),
  random: () => 0.5,
  uuid: () => "00000000-0000-4000-8000-000000000000",
  ...part,
});
const expanded = (text: string, part?: Partial<VariableSource>) => expandVariables(text, source(part)).text;

describe("each form", () => {
  test.each([
    ["{{now}}", "1795194000000"],
    ["{{now ms}}", "1795194000000"],
    ["{{now s}}", "1795194000"],
    ["{{ now iso }}", "2026-11-20T17:00:00.000Z"],
    ["{{uuid}}", "00000000-0000-4000-8000-000000000000"],
    ["{{rand}}", "0.500000"],
    ["{{rand 1 100}}", "51"],
    ["{{rand -1 1}}", "0"],
    ["{{rand 0.5 2.50}}", "1.50"],
    ["{{count}}", "3"],
    ['{"room":"{{room}}","n":{{count}}}', '{"room":"kitchen","n":3}'],
    ["{{nested}}", "{{room}}"],
  ])("%s", (text, value) => {
    expect(expanded(text)).toBe(value);
  });

  test("those that are told to people all have a value", () => {
    for (const form of BUILT_IN_FORMS) expect(expandVariables(form, source()).unknown).toEqual([]);
  });

  test("a range includes both its ends", () => {
    expect(expanded("{{rand 1 6}}", { random: () => 0 })).toBe("1");
    expect(expanded("{{rand 1 6}}", { random: () => 1 - Number.EPSILON })).toBe("6");
    expect(expanded("{{rand 0.1 0.3}}", { random: () => 1 - Number.EPSILON })).toBe("0.3");
  });

  test("a UUID of ours is one of version 4", () => {
    expect(randomUuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

test("what has no value stays as it stands, and is told with its place", () => {
  const text = "a {{nobody}} {{rand 5}} {{rand 5 1}} {{now then}} {{constructor}} {{count}}";
  const { text: after, unknown } = expandVariables(text, source());
  expect(after).toBe("a {{nobody}} {{rand 5}} {{rand 5 1}} {{now then}} {{constructor}} 3");
  expect(unknown.map(({ words }) => words)).toEqual(["nobody", "rand 5", "rand 5 1", "now then", "constructor"]);
  expect(unknown[0]?.offset).toBe(2);
});

test("braces that are no variable are left alone", () => {
  for (const text of ["{{}}", "{{ 1 }}", "{ {now} }", '{"a":{"b":{}}}', "{{now"]) {
    expect(hasVariables(text)).toBe(false);
    expect(expanded(text)).toBe(text);
  }
});

test("a place in the expanded text leads back to where it was written", () => {
  const expansion = expandVariables("ab{{room}}cd{{count}}e", source());
  expect(expansion.text).toBe("abkitchencd3e");
  const back = (part: string) => offsetBeforeExpansion(expansion, expansion.text.lastIndexOf(part));
  expect(["ab", "kitchen", "chen", "cd", "3", "3e"].map(back)).toEqual([0, 2, 2, 10, 12, 12]);
  expect(offsetBeforeExpansion(expansion, expansion.text.length)).toBe(22);
});

test("text without variables comes out as it went in", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!hasVariables(text));
      const expansion = expandVariables(text, source());
      expect(expansion.text).toBe(text);
      expect(offsetBeforeExpansion(expansion, text.length)).toBe(text.length);
    }),
  );
});

test("names that a variable may have", () => {
  expect(variableNameFault("room-2", ["room"])).toBeUndefined();
  expect(variableNameFault("room", ["room"])).toBe("taken");
  expect(variableNameFault("uuid", [])).toBe("builtIn");
  for (const name of ["", "2nd", "a b", "a}", "x".repeat(65)]) expect(variableNameFault(name, [])).toBe("invalid");
});
