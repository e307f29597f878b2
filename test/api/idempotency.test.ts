import { beforeAll, expect, test } from "vitest";
import { rateLimiter } from "#app/_services/rate-limit.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

const database = await openHouse();
let key: string;

beforeAll(async () => {
  const { owner } = await newTenant("acme");
  key = await newKey(owner, "devices");
});

const create = (name: string, idempotencyKey: string) =>
  ask("POST", "/devices", { key, body: { name }, headers: { "idempotency-key": idempotencyKey } });

test("a request sent again does nothing again and gets the answer of the first, its secret included", async () => {
  const first = await create("sensor-1", "once");
  expect(first.status).toBe(201);
  const again = await create("sensor-1", "once");
  expect(again.status).toBe(201);
  expect(again.text).toBe(first.text);
  expect(again.headers.get("etag")).toBe(first.headers.get("etag"));
  expect(again.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
  const [row] = await database.sql`select count(*)::int as n from device_credentials`;
  expect(row?.n).toBe(1);
});

test("of two at once one is done; the other is told to wait, or gets the same", async () => {
  const both = await Promise.all([create("sensor-2", "at once"), create("sensor-2", "at once")].map((one) => one));
  expect(both.map(({ status }) => status).sort()).toEqual([400, 400]);
  const good = await Promise.all([create("sensor-2", "at-once"), create("sensor-2", "at-once")]);
  const statuses = good.map(({ status }) => status);
  expect(statuses).toContain(201);
  expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
  const [row] = await database.sql`select count(*)::int as n from devices where name = 'sensor-2'`;
  expect(row?.n).toBe(1);
});

test("the key of another request is refused, and a refusal is not kept", async () => {
  const { status, body } = await create("sensor-3", "once");
  expect(status).toBe(409);
  expect(body.error.message).toContain("another request");
  expect((await create("no good name!", "retry")).status).toBe(400);
  expect((await create("sensor-3", "retry")).status).toBe(201);
});

test("kept answers of one tenant are bounded, and nobody else notices", async () => {
  const [tenant] = await database.sql<{ id: string }[]>`select id from tenants where slug = 'acme'`;
  const limiter = rateLimiter("requests with an Idempotency-Key by tenant", { burst: 1, perSecond: 1 });
  while (limiter.take(tenant?.id ?? "") === 0);
  expect((await create("sensor-4", "flood")).status).toBe(429);
  expect((await ask("POST", "/devices", { key, body: { name: "sensor-4" } })).status).toBe(201);
});

test("answers wait sealed, and a key means nothing to another API key", async () => {
  const rows = await database.sql`select answer from idempotency_keys where answer is not null`;
  expect(rows.length).toBeGreaterThan(0);
  for (const { answer } of rows) expect(answer.includes("password")).toBe(false);
  const { owner } = await newTenant("globex");
  const theirs = await newKey(owner, "devices");
  const { status, body } = await ask("POST", "/devices", {
    key: theirs,
    body: { name: "sensor-1" },
    headers: { "idempotency-key": "once" },
  });
  expect(status).toBe(201);
  expect(body.device.username).toBe("globex/sensor-1");
});
