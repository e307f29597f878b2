import fc from "fast-check";
import { expect, test } from "vitest";
import { ExactNumber, type JsonNode, jsonTree } from "#app/_values/json-tree.ts";

const ALL = { valuesMax: 100_000, charsMax: 10_000_000 };

/** The text that the tree says, to be held against the one it was made of. */
function textOf(node: JsonNode): string {
  if (node instanceof ExactNumber) return node.toISOString();
  if (Array.isArray(node)) return `[${node.map(textOf).join(",")}]`;
  if (typeof node === "object" && node !== null) {
    return `{${Object.entries(node)
      .map(([name, value]) => `${name.replace(/ \(\d+\)$/, "")}:${textOf(value)}`)
      .join(",")}}`;
  }
  return String(node);
}

test.each([
  '{"serial":12345678901234567890,"price":1.0,"tiny":1e-400,"minus":-0}',
  '{"b":1,"2":2,"1":3,"a":[],"c":{}}',
  '{"__proto__":{"polluted":true},"constructor":null}',
  String.raw`{"esc\"aped":"tab\t é \\","":""}`,
  '[true,false,null,"text",[[[1]]]]',
  '{"same":1,"same":2,"same":3}',
])("%s stands in the tree as it came", (text) => {
  const { root, cut } = jsonTree(text, ALL);
  expect(textOf(root)).toBe(text);
  expect(cut).toBe(false);
});

test("whatever JSON there is, the tree says the same", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const compact = JSON.stringify(JSON.parse(text));
      expect(textOf(jsonTree(compact, ALL).root)).toBe(compact);
      expect(textOf(jsonTree(JSON.stringify(JSON.parse(text), null, 2), ALL).root)).toBe(compact);
    }),
  );
});

test("the budget is kept, what is there is right, and that there is more is said", () => {
  const text = JSON.stringify(Array.from({ length: 1_000 }, (_, i) => i));
  const { root, values, cut } = jsonTree(text, { ...ALL, valuesMax: 11 });
  expect(root).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect({ values, cut }).toEqual({ values: 11, cut: true });
  const long = jsonTree(`{"a":"${"x".repeat(1_000)}","b":1}`, { ...ALL, charsMax: 10 });
  expect(long).toMatchObject({ root: { '"a"': '"xxxxxx…' }, cut: true });
});

test("a million brackets cost no stack", () => {
  const deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
  expect(jsonTree(deep, ALL)).toMatchObject({ values: 100_000, cut: true });
});
