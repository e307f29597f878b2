import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ask, type Told } from "./client.ts";
import { newKey, newTenant, openHouse, PASSWORD } from "./house.ts";

/** A secret is in the one answer that makes it, and from then on nowhere: no answer, no log, no table. */

const database = await openHouse();
const logged: string[] = [];
let key: string;

beforeAll(async () => {
  for (const level of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, level).mockImplementation((...words) => logged.push(words.map(String).join(" ")));
  }
  const { owner } = await newTenant("acme");
  key = await newKey(owner, "admin");
});
afterAll(() => vi.restoreAllMocks());

test("device secrets, API keys and passwords are shown once and kept nowhere", async () => {
  const created = await ask("POST", "/devices", { key, body: { name: "sensor-1" } });
  const device = `/devices/${created.body.device.id}`;
  const rotated = await ask("POST", `${device}/credentials`, { key, body: { overlapHours: 24 } });
  const made = await ask("POST", "/api-keys", { key, body: { name: "k", scopes: ["read"] } });
  const secrets = [created.body.credential.password, rotated.body.credential.password, made.body.secret, key, PASSWORD];

  const later: Told[] = [];
  for (const path of ["/devices", device, `${device}/credentials`, "/api-keys", "/tenant"]) {
    later.push(await ask("GET", path, { key }));
  }
  later.push(await ask("PATCH", device, { key, body: { description: "x" } }));
  later.push(await ask("GET", "/devices", { key: `${key}x` }));
  later.push(await ask("POST", "/devices", { key, body: { name: "sensor-1" } }));
  // One that fails inside, so that there is something to log.
  await database.sql`alter table audit rename to audit_away`;
  later.push(await ask("POST", "/devices", { key, body: { name: "sensor-2" } }));
  later.push(await ask("POST", "/api-keys", { key, body: { name: "k2", scopes: ["read"] } }));
  await database.sql`alter table audit_away rename to audit`;
  expect(logged).toHaveLength(2);

  const tables = await database.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`;
  expect(tables.length).toBeGreaterThan(8);
  const rows: string[] = [];
  for (const { name } of tables) {
    rows.push(
      ...(await database.sql`select to_jsonb(t)::text as line from ${database.sql(name)} t`).map((r) => r.line),
    );
  }

  for (const secret of secrets) {
    const hex = Buffer.from(secret).toString("hex");
    for (const { text } of later) expect(text).not.toContain(secret);
    for (const line of [...logged, ...rows]) {
      expect(line).not.toContain(secret);
      expect(line).not.toContain(hex);
    }
  }
});
