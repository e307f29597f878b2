import { beforeAll, describe, expect, test } from "vitest";
import { BODY_BYTES_MAX } from "#app/_api/request-input.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

await openHouse();
let key: string;
let readKey: string;

beforeAll(async () => {
  const { owner } = await newTenant("acme");
  key = await newKey(owner, "devices");
  readKey = await newKey(owner, "read");
});

const create = (body: unknown) => ask("POST", "/devices", { key, body });

test("201: the device, its credential, and where it stands", async () => {
  const { status, headers, body } = await create({ name: "sensor-1" });
  expect(status).toBe(201);
  expect(body).toEqual({
    device: {
      id: expect.stringMatching(/^dev_/),
      name: "sensor-1",
      username: "acme/sensor-1",
      description: "",
      status: "enabled",
      labels: {},
      roles: ["own-subtree"],
      version: 1,
      connection: { status: "offline", asOf: expect.any(String) },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      lastSeenAt: null,
    },
    credential: {
      id: expect.stringMatching(/^crd_/),
      username: "acme/sensor-1",
      password: expect.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{31}$/),
    },
  });
  expect(headers.get("location")).toBe(`/api/v1/devices/${body.device.id}`);
  expect(headers.get("etag")).toBe('"1"');
});

test("201: the longest name, all fields, Japanese, no content type", async () => {
  const name = "a".repeat(128);
  const { status, body } = await create({
    name,
    description: "冷却ポンプ\n3号棟 🕊",
    labels: { site: "大阪", "rack.u": "12" },
    roles: ["read-only", "own-subtree"],
  });
  expect(status).toBe(201);
  expect(body.device).toMatchObject({ name, description: "冷却ポンプ\n3号棟 🕊", roles: ["read-only", "own-subtree"] });
});

describe("400: the field, and why", () => {
  const long = (chars: number) => "a".repeat(chars);
  test.each<[string, unknown, (string | number)[], string]>([
    ["no name", {}, ["name"], "required"],
    ["an empty body", "", ["name"], "required"],
    ["an empty name", { name: "" }, ["name"], "too_small"],
    ["a name of 129 characters", { name: long(129) }, ["name"], "too_big"],
    ["a name that is a number", { name: 7 }, ["name"], "invalid_type"],
    ["a name with a slash", { name: "a/b" }, ["name"], "invalid_format"],
    ["a name with a wildcard", { name: "a+" }, ["name"], "invalid_format"],
    ["the console's name", { name: "$console" }, ["name"], "invalid_format"],
    ["a name with a line break at its end", { name: "a\n" }, ["name"], "invalid_format"],
    ["a description too long", { name: "x", description: long(501) }, ["description"], "too_big"],
    ["a zero character", { name: "x", description: "a\u0000b" }, ["description"], "custom"],
    ["half a surrogate pair", '{"name":"x","description":"\\ud83d"}', ["description"], "custom"],
    ["a label that is no text", { name: "x", labels: { site: 1 } }, ["labels", "site"], "invalid_type"],
    ["a label key with a space", { name: "x", labels: { "a b": "" } }, ["labels", "a b"], "invalid_key"],
    ["a label called __proto__", '{"name":"x","labels":{"__proto__":"y"}}', ["__proto__"], "unknown_field"],
    [
      "33 labels",
      { name: "x", labels: Object.fromEntries([...Array(33)].map((_, i) => [`k${i}`, ""])) },
      ["labels"],
      "custom",
    ],
    ["too many roles", { name: "x", roles: Array.from({ length: 17 }, (_, i) => `r${i}`) }, ["roles"], "too_big"],
    ["a role that does not exist", { name: "x", roles: ["own-subtree", "king"] }, ["roles", 1], "unknown"],
    ["a role named twice", { name: "x", roles: ["read-only", "read-only"] }, ["roles"], "custom"],
    ["an unknown field", { name: "x", tenantId: "ten_1" }, ["tenantId"], "unknown_field"],
    ["a list instead of an object", [], [], "invalid_type"],
    ["null", "null", [], "invalid_type"],
  ])("%s", async (_, body, path, code) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe("invalid_request");
    expect(answer.body.error.issues).toContainEqual({ path, code, message: expect.any(String) });
  });

  test("every wrong field at once, but no more than a person reads", async () => {
    const { body } = await create({ name: "a b", labels: 1 });
    expect(body.error.issues.map((issue: { path: unknown }) => issue.path)).toEqual([["name"], ["labels"]]);
    const many = Object.fromEntries([...Array(500)].map((_, i) => [`field${i}`, i]));
    expect((await create({ name: "x", ...many })).body.error.issues).toHaveLength(20);
  });

  test.each([
    ["broken JSON", '{"name": "x"', /not valid JSON/],
    ["a form", "name=x", /not valid JSON/],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), /not valid UTF-8/],
  ])("%s", async (_, body, message) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(message);
  });
});

test("409: a name that is taken, at its field", async () => {
  await create({ name: "taken" });
  const { status, body } = await create({ name: "taken" });
  expect(status).toBe(409);
  expect(body.error).toMatchObject({ code: "conflict", issues: [{ path: ["name"], code: "taken" }] });
});

test("413: a body that is too large, said or not", async () => {
  const body = JSON.stringify({ name: "x", description: "a".repeat(BODY_BYTES_MAX) });
  expect((await create(body)).status).toBe(413);
  const honest = await ask("POST", "/devices", {
    key,
    body: "{}",
    headers: { "content-length": String(BODY_BYTES_MAX + 1) },
  });
  expect(honest.body.error.code).toBe("too_large");
});

test("401 and 403: without a key, and with one that may only read", async () => {
  expect((await ask("POST", "/devices", { body: { name: "x" } })).status).toBe(401);
  const { status, body } = await ask("POST", "/devices", { key: readKey, body: { name: "x" } });
  expect(status).toBe(403);
  expect(body.error.message).toContain("devices.write");
});
