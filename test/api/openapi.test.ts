import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { openApiDocument } from "#app/_api/openapi.ts";
import { operations } from "#app/_api/operations.ts";
import { route } from "#app/_api/route.ts";
import { API_KEY_SCOPES } from "#core/permissions.ts";
import { ask, routeFile } from "./client.ts";

const document = openApiDocument();

test("it is OpenAPI 3.1, says a validator that is not ours", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(document)));
  expect(errors).toBeUndefined();
  expect([valid, validator.version]).toEqual([true, "3.1"]);
});

test("it is served to everybody, and only to read", async () => {
  const { status, headers, body } = await ask("GET", "/openapi.json");
  expect(status).toBe(200);
  expect(headers.get("content-type")).toContain("application/json");
  expect(body).toEqual(JSON.parse(JSON.stringify(document)));
  expect((await ask("POST", "/openapi.json")).status).toBe(405);
});

test("every reference leads somewhere, and every component is referred to", () => {
  const text = JSON.stringify(document);
  const references = new Set(
    [...text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)].map(([, kind, name]) => `${kind}/${name}`),
  );
  const components = Object.entries(document.components)
    .filter(([kind]) => kind !== "securitySchemes")
    .flatMap(([kind, named]) => Object.keys(named).map((name) => `${kind}/${name}`));
  // Of a path, not of an operation.
  references.add("responses/method_not_allowed");
  expect([...references].sort()).toEqual(components.sort());
});

test("operation ids are unique", () => {
  const ids = operations.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("the routes on disk are those in the document, no more and no fewer", () => {
  const documented = [...Object.keys(document.paths).map(routeFile), routeFile("/openapi.json")];
  expect(documented.filter((file) => !existsSync(file))).toEqual([]);
  const v1 = join(import.meta.dirname, "../../app/api/v1");
  const onDisk = globSync("**/route.ts", { cwd: v1 }).map((file) => join(v1, file));
  expect(onDisk.filter((file) => !file.includes("[[...path]]")).sort()).toEqual(documented.sort());
});

describe.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  "%s",
  (_, operation) => {
    test("is served by its own file", async () => {
      const handlers = await import(routeFile(operation.path));
      const options: Response = await handlers.OPTIONS();
      expect(options.headers.get("allow")?.split(", ")).toContain(operation.method);
      expect(Object.keys(handlers).sort()).toEqual(Object.keys(route()).sort());
    });

    test("has examples that its own schemas take", () => {
      const { query, body, result } = operation.example;
      if (query !== undefined) operation.query?.parse(query);
      if (operation.body !== undefined) operation.body.parse(body);
      if (operation.success.schema !== undefined) operation.success.schema.parse(result);
    });

    test("needs a key: 401 without", async () => {
      const path = operation.path.replace(/\{\w+\}/g, "x");
      expect((await ask(operation.method, path)).status).toBe(401);
    });

    test("names the scopes that open it", () => {
      const object = document.paths[operation.path]?.[operation.method.toLowerCase()];
      expect(object?.["x-scopes"]).toContain("admin");
      expect(API_KEY_SCOPES).toEqual(expect.arrayContaining([...(object?.["x-scopes"] ?? ["nothing"])]));
    });
  },
);
