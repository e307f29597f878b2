import { describe, expect, test } from "vitest";
import { openApiDocument, TAGS } from "#app/_api/openapi.ts";
import { operations } from "#app/_api/operations.ts";
import { curl } from "#app/_api-docs/curl.ts";
import { boundsOf, conditionOf, fieldsOf, typeOf } from "#app/_api-docs/fields.ts";
import japanese from "#app/_api-docs/openapi.ja.json" with { type: "json" };

const document = openApiDocument();

/** Everything in the document that people read, wherever it stands; examples aside. */
function sentences(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value !== "object" || value === null) return found;
  for (const [key, inside] of Object.entries(value)) {
    if (key === "example") continue;
    if ((key === "description" || key === "summary") && typeof inside === "string") found.add(inside);
    else sentences(inside, found);
  }
  return found;
}

test("every sentence of the document is there in Japanese, and none without need", () => {
  const english = [...sentences(document), ...TAGS.map(({ name }) => name)];
  expect(Object.keys(japanese).sort()).toEqual([...new Set(english)].sort());
});

describe("the request that is shown", () => {
  test("is one a shell takes, with the key in a variable", () => {
    for (const operation of operations) {
      const command = curl(operation, "https://hato.example:18083");
      expect(command.startsWith("curl ")).toBe(true);
      expect(command).toContain(`https://hato.example:18083/api/v1/`);
      expect(command).toContain('"Authorization: Bearer $HATO_API_KEY"');
      expect(command.split("'").length % 2).toBe(1);
      expect(command).not.toMatch(/[{}]\w+Id/);
    }
  });

  test("reads as people write it", () => {
    const update = operations.find(({ id }) => id === "updateDevice");
    expect(update && curl(update, "http://localhost:18083")).toBe(
      [
        "curl -X PATCH http://localhost:18083/api/v1/devices/dev_06eq3v8x4m2t7k9r5b1c0d6fgh",
        '-H "Authorization: Bearer $HATO_API_KEY"',
        "-H 'If-Match: \"1\"'",
        "-H 'Content-Type: application/json'",
        `-d '{"status":"disabled"}'`,
      ].join(" \\\n  "),
    );
  });
});

describe("a schema as people read it", () => {
  test.each([
    [{ type: "string" }, "string"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ type: "string", format: "date-time" }, "date-time"],
    [{ enum: ["a", 1] }, '"a" | 1'],
    [{ const: "online" }, '"online"'],
    [{ type: "array", items: { type: "string" } }, "string[]"],
    [{ type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } }, "(string | number)[]"],
    [{ anyOf: [{ $ref: "#/components/schemas/Connection" }, { type: "null" }] }, "Connection | null"],
    [{ type: "object", additionalProperties: { type: "string" } }, "{ [key]: string }"],
  ])("%j is %s", (schema, text) => {
    const parts = typeOf(schema).map((part) => (typeof part === "string" ? part : part.schemaName));
    expect(parts.join("")).toBe(text);
  });

  test("objects inside objects are unfolded", () => {
    const { Error: envelope = {} } = document.components.schemas;
    expect(fieldsOf(envelope).map(({ path }) => path)).toEqual([
      "error",
      "error.code",
      "error.message",
      "error.requestId",
      "error.issues",
      "error.issues[].path",
      "error.issues[].code",
      "error.issues[].message",
      "error.issues[].position",
    ]);
  });

  test("shapes are told apart by what is constant in them", () => {
    const { Connection = {} } = document.components.schemas;
    expect(Connection.oneOf?.map(conditionOf)).toEqual(['status = "offline"', 'status = "online"']);
  });

  test("bounds are found", () => {
    expect(boundsOf({ minLength: 1, maxLength: 9 })).toEqual({ kind: "chars", min: 1, max: 9 });
    expect(boundsOf({ maxItems: 3 })).toEqual({ kind: "items", min: undefined, max: 3 });
    expect(boundsOf({ type: "string" })).toBeUndefined();
  });
});
