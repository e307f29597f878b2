import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { operations } from "#app/_api/operations.ts";
import { describeError } from "#app/_services/describe-error.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

const database = await openHouse();
let key: string;

beforeAll(async () => {
  const { owner } = await newTenant("acme");
  key = await newKey(owner, "admin");
});
afterEach(() => vi.restoreAllMocks());

describe("405 with Allow", () => {
  const paths = [...new Set(operations.map(({ path }) => path))];
  test.each(paths)("%s", async (path) => {
    const methods = operations.filter((one) => one.path === path).map(({ method }) => method);
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"] as const) {
      if ((methods as string[]).includes(method)) continue;
      const { status, headers, body } = await ask(method, path, { key });
      expect([status, body.error.code]).toEqual([405, "method_not_allowed"]);
      for (const allowed of methods) expect(headers.get("allow")).toContain(allowed);
      expect(headers.get("allow")).not.toContain(method);
    }
    const options = await ask("OPTIONS", path);
    expect(options.status).toBe(204);
    for (const allowed of methods) expect(options.headers.get("allow")).toContain(allowed);
  });
});

test.each(["/", "/nothing", "/devices/dev_1/nothing", "/tenant/secrets", "/openapi.yaml"])(
  "404: there is no path %s, with and without a key, by any method",
  async (path) => {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      const { status, body } = await ask(method, path, { key });
      expect([status, body.error.code]).toEqual([404, "not_found"]);
    }
    expect((await ask("GET", path)).status).toBe(404);
  },
);

test.each(["x", "dev_", "dev_%00", "../tenant", "%F0%9F%95%8A", "dev_00000000000000000000000000", "' or 1=1 --"])(
  "404: there is no device %s",
  async (id) => {
    const { status, body } = await ask("GET", `/devices/${id.includes("%") ? id : encodeURIComponent(id)}`, { key });
    expect([status, body.error]).toEqual([404, expect.objectContaining({ message: "There is no such device." })]);
  },
);

test("400: a query parameter where none is known", async () => {
  const { status, body } = await ask("GET", "/tenant?verbose=1", { key });
  expect([status, body.error.issues[0].code]).toEqual([400, "unknown_field"]);
});

describe("when something breaks", () => {
  test("500 says nothing of it, and the log has it under the same request id, without anybody's text", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    await database.sql`alter table audit rename to audit_away`;
    const { status, body } = await ask("POST", "/devices", { key, body: { name: "x", description: "private words" } });
    await database.sql`alter table audit_away rename to audit`;
    expect(status).toBe(500);
    expect(body.error).toEqual({
      code: "internal",
      message: "Something went wrong on our side.",
      requestId: expect.any(String),
    });
    expect(logged).toHaveBeenCalledOnce();
    const line = String(logged.mock.calls[0]);
    expect(line).toContain(body.error.requestId);
    expect(line).toContain('relation "audit" does not exist');
    expect(line).not.toContain("private words");
    const all = await ask("GET", "/devices", { key });
    expect(all.body.data).toEqual([]);
  });

  test("503 while the database is away", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const { services } = await import("#app/_services/database.ts");
    const { hatoServices } = globalThis as unknown as { hatoServices: ReturnType<typeof services> };
    const { openDatabase } = await import("#db/client.ts");
    const present = hatoServices.database;
    const away = openDatabase("postgres://nobody@127.0.0.1:1/nothing");
    Object.assign(hatoServices, { database: away });
    const { status, headers, body } = await ask("GET", "/devices", { key });
    Object.assign(hatoServices, { database: present });
    await away.close();
    expect([status, body.error.code, headers.get("retry-after")]).toEqual([503, "unavailable", "5"]);
    expect(logged).toHaveBeenCalledOnce();
    expect((await ask("GET", "/devices", { key })).status).toBe(200);
  });

  test("what is thrown that is no error is told all the same", () => {
    expect(describeError("text")).toBe("text");
    expect(describeError(new Error("outer", { cause: new Error("inner") }))).toMatch(/outer.*caused by.*inner/s);
  });
});
