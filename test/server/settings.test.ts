import { afterAll, beforeAll, expect, test } from "vitest";
import { DISCONNECT } from "#core/mqtt/packets.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { testDatabase } from "#test/database.ts";
import { type LiveBroker, startLiveBroker } from "./live-broker.ts";

const db = await testDatabase();
let live: LiveBroker;
let tenantId = "";

beforeAll(async () => {
  live = await startLiveBroker(db);
  tenantId = live.tenant.id;
});
afterAll(() => live.close());

async function store(limits: Record<string, number>): Promise<void> {
  await db.sql`insert into tenant_settings (tenant_id, limits) values (${tenantId}, ${JSON.stringify(limits)}::text::jsonb)
    on conflict (tenant_id) do update set limits = excluded.limits`;
  await notifyChange(db.orm, { tenantId, kind: "settings", id: tenantId });
}

test("a limit that is set acts on open connections", async () => {
  const [first, second] = [await live.addDevice("first"), await live.addDevice("second")];
  const [early, late] = [await live.connect(first), await live.connect(second)];
  await store({ connectionsPerTenantMax: 1 });
  expect(await late.next(DISCONNECT)).toMatchObject({ reasonCode: 0x97 });
  expect(await early.settled()).toEqual([]);
  await store({});
  while ((await live.connect(second)).connack.type !== 2);
});

test("a broker that starts knows what was set before, also of tenants that it has not met", async () => {
  await store({ receiveMaximum: 9 });
  await db.sql`insert into tenants (id, slug, name) values ('ten_unmet', 'unmet', 'Unmet')`;
  await db.sql`insert into tenant_settings (tenant_id, limits) values ('ten_unmet', '{"inflightMax":3}')`;
  const other = await startLiveBroker(db, "other");
  expect(other.broker.settings.of(tenantId).limits.receiveMaximum).toBe(9);
  expect(other.broker.ensureTenant("ten_unmet").limits.inflightMax).toBe(3);
  await other.close();
});

test("what was set while notices were lost is read once they come again", async () => {
  await db.sql`update tenant_settings set limits = '{"receiveMaximum":11}' where tenant_id = ${tenantId}`;
  await db.sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like 'listen %'`;
  await expect.poll(() => live.broker.settings.of(tenantId).limits.receiveMaximum).toBe(11);
});

test("a device's own limits hold from its CONNECT on, and end connections that are too many when lowered", async () => {
  const device = await live.addDevice("gateway");
  const limit = async (limits: Record<string, number>) => {
    await db.sql`insert into device_limits (tenant_id, device_id, limits)
      values (${tenantId}, ${device.id}, ${JSON.stringify(limits)}::text::jsonb)
      on conflict (tenant_id, device_id) do update set limits = excluded.limits`;
    await notifyChange(db.orm, { tenantId, kind: "device", id: device.id });
  };
  await limit({ connectionsPerDeviceMax: 2 });
  const connect = (clientId: string) => live.connect(device, { clientId });
  const [first, second] = [await connect("a"), await connect("b")];
  expect((await connect("c")).connack).toMatchObject({ reasonCode: 0x97 });
  await limit({ connectionsPerDeviceMax: 1 });
  const [left, closed] = await Promise.race([
    second.next(DISCONNECT).then((packet) => [first, packet] as const),
    first.next(DISCONNECT).then((packet) => [second, packet] as const),
  ]);
  expect(closed).toMatchObject({ reasonCode: 0x97 });
  expect(await left.settled()).toEqual([]);
  // Never above what its tenant has.
  await limit({ connectionsPerDeviceMax: 1_000_000_000 });
  expect(live.broker.tenant(tenantId)?.sessions.device(device.id)?.limits.connectionsPerDeviceMax).toBeLessThan(1e9);
});

test("a client id that flaps is banned for a while, with its device, where the tenant says so", async () => {
  const [restless, calm] = [await live.addDevice("restless"), await live.addDevice("calm")];
  await db.sql`update tenant_settings set limits = '{}', policies = '{"flappingConnectsMax":3,"flappingBanSeconds":600}'
    where tenant_id = ${tenantId}`;
  await notifyChange(db.orm, { tenantId, kind: "settings", id: tenantId });
  await expect.poll(() => live.broker.settings.of(tenantId).policies.flappingConnectsMax).toBe(3);
  for (let i = 0; i < 4; i++) await live.connect(restless, { clientId: "same" });
  await expect
    .poll(async () => (await live.connect(restless, { clientId: "same" })).connack)
    .toMatchObject({ reasonCode: 0x8a });
  expect((await live.connect(restless, { clientId: "another" })).connack).toMatchObject({ reasonCode: 0 });
  expect((await live.connect(calm, { clientId: "same" })).connack).toMatchObject({ reasonCode: 0 });
  expect(await db.sql`select actor_kind, action, target_label from audit where action = 'ban.create'`).toMatchObject([
    { actor_kind: "system", target_label: "same" },
  ]);
});
