import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "#core/ids.ts";
import { DISCONNECT, PUBACK, PUBLISH } from "#core/mqtt/packets.ts";
import type { Orm } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
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

/** One audited change with its notice, as a use case makes it; resolves with the effect once the broker wrote it. */
async function change(kind: "role" | "device" | "credential", id: string, work: (orm: Orm) => Promise<unknown>) {
  const auditId = newId("audit");
  const target = { targetKind: kind, targetId: id, action: "x.y", actorKind: "system", actorLabel: "test" } as const;
  await db.transaction(async (orm) => {
    await work(orm);
    await insertAuditEntry(orm, { tenantId, id: auditId, ...target });
    await notifyChange(orm, { tenantId, kind, id });
  });
  return expect
    .poll(async () => (await db.sql`select effect from audit where id = ${auditId}`)[0]?.effect)
    .not.toBeNull()
    .then(async () => (await db.sql`select effect from audit where id = ${auditId}`)[0]?.effect);
}

/** A role of its own with one rule, for one device. */
async function ruled(name: string, filter: string) {
  const roleId = newId("role");
  await db.sql`insert into roles (tenant_id, id, name) values (${tenantId}, ${roleId}, ${name})`;
  await db.sql`insert into rules (tenant_id, role_id, position, effect, action, filter)
    values (${tenantId}, ${roleId}, 1, 'allow', 'both', ${filter})`;
  const device = await live.addDevice(name, name);
  const setFilter = (to: string) =>
    change("role", roleId, () => db.sql`update rules set filter = ${to} where role_id = ${roleId}`);
  return { device, setFilter };
}

it("the audit entry says whose subscription a rule cut", async () => {
  const { device, setFilter } = await ruled("cut", "cut/#");
  const client = await live.connect(device);
  await client.subscribe("cut/a");
  await client.subscribe("cut/b");
  expect(await setFilter("cut/b")).toMatchObject({
    connectionsEnded: 0,
    subscriptionsCut: 1,
    losses: [{ deviceId: device.id, deviceName: "cut", clientId: "cut", filter: "cut/a" }],
  });
});

it("the audit entry says whose connection a revoked credential ended, and that others lost nothing", async () => {
  const device = await live.addDevice("ended");
  const client = await live.connect(device);
  const revoke = () => db.sql`update device_credentials set revoked_at = now() where id = ${device.credentialId}`;
  expect(await change("credential", device.id, revoke)).toMatchObject({
    connectionsEnded: 1,
    subscriptionsCut: 0,
    losses: [{ deviceName: "ended", filter: null }],
  });
  expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x87 });
  expect(await change("device", "dev_nobody", async () => {})).toMatchObject({ connectionsEnded: 0, losses: [] });
});

it("what waits for a client that may not have it any more is dropped, the rest is delivered", async () => {
  const { device, setFilter } = await ruled("waiting", "waiting/#");
  const lasting = { cleanStart: false, properties: { sessionExpiryInterval: 600 } };
  const first = await live.connect(device, lasting);
  await first.subscribe("waiting/#", { qos: 1 });
  await first.disconnect();
  const sender = await live.connect(await live.addDevice("sender"));
  for (const topic of ["waiting/secret", "waiting/open"]) sender.publish(topic, topic, { qos: 1 });
  await sender.next(PUBACK);
  await sender.next(PUBACK);
  expect(await setFilter("waiting/open")).toMatchObject({ subscriptionsCut: 1 });
  const second = await live.connect(device, lasting);
  expect((await second.message()).topic).toBe("waiting/open");
  expect((await second.settled()).filter(({ type }) => type === PUBLISH)).toEqual([]);
  await expect
    .poll(async () => {
      await live.eventLog.flush();
      return [...(await db.sql`select topic, count from events where type = 'dropped' and reason = 'denied'`)];
    })
    .toEqual([{ topic: "waiting/secret", count: 1 }]);
});

it("rules that stay as they were keep what is known of them", async () => {
  const device = await live.addDevice("unchanged");
  await live.connect(device);
  const session = () => live.broker.tenant(tenantId)?.sessions.ofDevice(device.id)[0];
  const before = session()?.rights;
  await change("role", "rol_other", async () => {});
  expect(session()?.rights).toBe(before);
});
