import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { flushKeyUses } from "#app/_services/api-keys/key-usage.ts";
import { API_KEY_SCOPES } from "#core/permissions.ts";
import { apiKeys } from "#db/schema/index.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

const database = await openHouse();
let owner: UserActor;
let admin: string;

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  admin = await newKey(owner, "admin");
});

test("a key that is revoked leaves no invitation behind", async () => {
  const { body: made } = await create({ name: "leaked", scopes: ["admin"] });
  const invited = await ask("POST", "/invitations", { key: made.secret, body: { role: "admin" } });
  expect(invited.status).toBe(201);
  await ask("DELETE", `/api-keys/${made.apiKey.id}`, { key: admin });
  const { body } = await ask("GET", "/invitations?status=pending", { key: admin });
  expect(body.data).toEqual([]);
});

const create = (body: unknown, key = admin) => ask("POST", "/api-keys", { key, body });
const tenant = (key: string | undefined, headers = {}) => ask("GET", "/tenant", { key, headers });

describe("POST /api-keys", () => {
  test("201: a key that works, shown once", async () => {
    const { status, headers, body } = await create({ name: " line 4 ", scopes: ["publish", "read", "read"] });
    expect(status).toBe(201);
    expect(body.apiKey).toMatchObject({
      name: "line 4",
      scopes: ["read", "publish"],
      status: "active",
      expiresAt: null,
    });
    expect(body.secret).toMatch(/^hato_.{32}$/);
    expect(body.secret.startsWith(body.apiKey.keyPrefix)).toBe(true);
    expect((await tenant(body.secret)).body.slug).toBe("acme");
    const got = await ask("GET", headers.get("location")?.replace("/api/v1", "") ?? "", { key: admin });
    expect(got.body.id).toBe(body.apiKey.id);
    expect(got.text).not.toContain(body.secret);
  });

  test.each([
    ["no scope", { name: "x", scopes: [] }, ["scopes"]],
    ["an unknown scope", { name: "x", scopes: ["root"] }, ["scopes", 0]],
    ["a blank name", { name: "  ", scopes: ["read"] }, ["name"]],
    ["a name of two lines", { name: "a\nb", scopes: ["read"] }, ["name"]],
    ["a name too long", { name: "a".repeat(81), scopes: ["read"] }, ["name"]],
    ["an end in the past", { name: "x", scopes: ["read"], expiresAt: "2020-01-01T00:00:00Z" }, ["expiresAt"]],
    ["an end that is no time", { name: "x", scopes: ["read"], expiresAt: "tomorrow" }, ["expiresAt"]],
    ["an unknown field", { name: "x", scopes: ["read"], secret: "mine" }, ["secret"]],
  ])("400: %s", async (_, body, path) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.issues[0].path).toEqual(path);
  });

  test.each(API_KEY_SCOPES.filter((scope) => scope !== "admin"))("403 for a key that may only %s", async (scope) => {
    expect((await create({ name: "x", scopes: [scope] }, await newKey(owner, scope))).status).toBe(403);
  });
});

describe("GET and DELETE", () => {
  test("the list holds revoked keys too, page by page, and no secret", async () => {
    const { body } = await create({ name: "to be revoked", scopes: ["read"] });
    expect((await ask("DELETE", `/api-keys/${body.apiKey.id}`, { key: admin })).status).toBe(204);
    const whole = await ask("GET", "/api-keys?limit=200", { key: admin });
    expect(whole.body.data.find((one: { id: string }) => one.id === body.apiKey.id).status).toBe("revoked");
    expect(whole.text).not.toContain(body.secret);
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await ask("GET", `/api-keys?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`, { key: admin });
      seen.push(...page.body.data.map((one: { id: string }) => one.id));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(whole.body.data.map((one: { id: string }) => one.id));
  });
});

describe("401", () => {
  const unauthenticated = async (key: string | undefined, headers = {}) => {
    const { status, headers: given, body } = await tenant(key, headers);
    expect([status, body.error.code]).toEqual([401, "unauthenticated"]);
    expect(given.get("www-authenticate")).toBe('Bearer realm="hato"');
    return body.error.message as string;
  };

  test.each([
    ["no header", {}],
    ["an empty one", { authorization: "" }],
    ["another scheme", { authorization: "Basic YTpi" }],
    ["no key in it", { authorization: "Bearer " }],
    ["two keys in it", { authorization: "Bearer a b" }],
    ["a key without end", { authorization: `Bearer ${"a".repeat(5_000)}` }],
    ["an unknown key", { authorization: "Bearer hato_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }],
    ["a hash instead of a key", { authorization: `Bearer ${"ab".repeat(32)}` }],
  ])("%s", async (_, headers) => {
    await unauthenticated(undefined, headers);
  });

  test("a revoked key, from the very next request on", async () => {
    const { body } = await create({ name: "short life", scopes: ["admin"] });
    const self = await ask("DELETE", `/api-keys/${body.apiKey.id}`, { key: body.secret });
    expect(self.status).toBe(204);
    expect(await unauthenticated(body.secret)).toContain("revoked");
  });

  test("an expired key", async () => {
    const { body } = await create({ name: "old", scopes: ["read"], expiresAt: new Date(Date.now() + 3_600_000) });
    expect((await tenant(body.secret)).status).toBe(200);
    await database.orm
      .update(apiKeys)
      .set({ expiresAt: new Date(0) })
      .where(eq(apiKeys.id, body.apiKey.id));
    expect(await unauthenticated(body.secret)).toContain("expired");
  });

  test("the scheme is written in any case", async () => {
    expect((await tenant(undefined, { authorization: `bearer ${admin}` })).status).toBe(200);
  });
});

test("429: one key asks too much; another is not touched", async () => {
  const { body } = await create({ name: "greedy", scopes: ["read"] });
  const answers = await Promise.all([...Array(1_600)].map(() => tenant(body.secret)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1_000);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await tenant(admin)).status).toBe(200);
});

test("when a key was last used is written down, all keys in one statement", async () => {
  const { body } = await create({ name: "used", scopes: ["read"] });
  expect(body.apiKey.lastUsedAt).toBeNull();
  await tenant(body.secret);
  await flushKeyUses();
  const { body: seen } = await ask("GET", `/api-keys/${body.apiKey.id}`, { key: admin });
  expect(Date.now() - Date.parse(seen.lastUsedAt)).toBeLessThan(60_000);
});
