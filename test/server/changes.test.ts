import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangeNotice } from "#core/control.ts";
import { newId } from "#core/ids.ts";
import { DISCONNECT, PUBACK } from "#core/mqtt/packets.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { Changes } from "#server/changes.ts";
import type { AuthRequest } from "#server/identity.ts";
import { silentLog } from "#server/log.ts";
import { Rights } from "#server/rights.ts";
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

/** A change, and its notice. */
async function change(kind: ChangeNotice["kind"], id: string, statement: ReturnType<typeof db.sql>): Promise<void> {
  await statement;
  await notifyChange(db.orm, { tenantId, kind, id });
}

/** The role's only rule from now on. */
async function setRule(role: string, filter: string): Promise<void> {
  const [row] = await db.sql<{ id: string }[]>`
    update rules set filter = ${filter} from roles
    where roles.tenant_id = ${tenantId} and roles.name = ${role}
      and rules.tenant_id = roles.tenant_id and rules.role_id = roles.id
    returning roles.id`;
  await notifyChange(db.orm, { tenantId, kind: "role", id: row?.id ?? "" });
}

describe("what changes in the database reaches open connections", () => {
  it("a deleted device is disconnected, and its session ends", async () => {
    const device = await live.addDevice("deleted");
    const client = await live.connect(device, { properties: { sessionExpiryInterval: 600 } });
    await change("device", device.id, db.sql`delete from devices where id = ${device.id}`);
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x87 });
    await client.closed();
    expect(live.broker.tenant(tenantId)?.sessions.ofDevice(device.id)).toEqual([]);
  });

  it("a disabled device is disconnected, and stays out", async () => {
    const device = await live.addDevice("disabled");
    const client = await live.connect(device);
    await change("device", device.id, db.sql`update devices set status = 'disabled' where id = ${device.id}`);
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x98 });
    expect((await live.connect(device)).connack).toMatchObject({ reasonCode: 0x8a });
  });

  it("a revoked credential ends those who came in by it, and nobody else", async () => {
    const device = await live.addDevice("rotated");
    const second = await live.addCredential(device.id, device.name);
    const [old, fresh] = [
      await live.connect(device, { clientId: "old" }),
      await live.connect({ ...device, ...second }, { clientId: "fresh" }),
    ];
    await change(
      "credential",
      device.id,
      db.sql`update device_credentials set revoked_at = now() where id = ${device.credentialId}`,
    );
    expect(await old.next(DISCONNECT)).toMatchObject({ reasonCode: 0x87 });
    expect(await fresh.settled()).toEqual([]);
  });

  it("a credential that gets an end ends its connection then", async () => {
    const device = await live.addDevice("overlapping");
    const client = await live.connect(device);
    await change(
      "credential",
      device.id,
      db.sql`update device_credentials set expires_at = now() + interval '1 second' where id = ${device.credentialId}`,
    );
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0xa0 });
  });

  it("a changed role permits and forbids from then on, and cuts subscriptions it no longer covers", async () => {
    const device = await live.addDevice("ruled", "own-subtree");
    const bystander = await live.addDevice("bystander");
    const client = await live.connect(device);
    const other = await live.connect(bystander);
    const outcome = async (topic: string) => {
      client.publish(topic, "x", { qos: 1 });
      return (await client.next(PUBACK)).reasonCode;
    };
    await client.subscribe("ruled/#");
    expect(await outcome("elsewhere/a")).toBe(0x87);
    await setRule("own-subtree", "elsewhere/#");
    while ((await outcome("elsewhere/a")) === 0x87);
    expect(await outcome("ruled/a")).toBe(0x87);
    other.publish("ruled/a", "unheard", { qos: 1 });
    await other.next(PUBACK);
    expect(await client.settled()).toEqual([]);
  });

  it("a changed role reaches anonymous clients", async () => {
    const client = await live.connect({ name: "", secret: "" }, { username: null });
    await setRule("anonymous", "lobby/#");
    for (;;) {
      client.publish("elsewhere", "x", { qos: 1 });
      if ((await client.next(PUBACK)).reasonCode === 0x87) break;
    }
    client.publish("lobby/a", "x", { qos: 1 });
    expect((await client.next(PUBACK)).reasonCode).not.toBe(0x87);
  });

  it("changed labels change what ${label.…} stands for", async () => {
    const device = await live.addDevice("labelled", "read-only");
    const client = await live.connect(device);
    await setRule("read-only", "floor/${label.floor}/#");
    while ((await client.subscribe("floor/3/a")).reasonCodes[0] !== 0x87);
    await change("device", device.id, db.sql`update devices set labels = '{"floor":"3"}' where id = ${device.id}`);
    while ((await client.subscribe("floor/3/a")).reasonCodes[0] === 0x87);
  });

  it("a group's roles reach the devices that its labels describe, and leave with it", async () => {
    const device = await live.addDevice("grouped", "read-only");
    await setRule("read-only", "nothing/here");
    const client = await live.connect(device);
    const outcome = async () => (await client.subscribe("hall/3")).reasonCodes[0];
    expect(await outcome()).toBe(0x87);
    const id = newId("group");
    await change(
      "group",
      id,
      db.sql`with g as (
          insert into device_groups (tenant_id, id, name, selector, priority)
          values (${tenantId}, ${id}, 'halls', '{"hall":"3"}', 1) returning id)
        insert into device_group_roles (tenant_id, group_id, role_id, position)
        select tenant_id, ${id}, r.id, 1 from roles r, g where tenant_id = ${tenantId} and name = 'whole-tenant'`,
    );
    await change("device", device.id, db.sql`update devices set labels = '{"hall":"3"}' where id = ${device.id}`);
    while ((await outcome()) === 0x87);
    await change("group", id, db.sql`delete from device_groups where id = ${id}`);
    while ((await outcome()) !== 0x87);
  });

  it("nothing that changed while the database was away is missed", async () => {
    const device = await live.addDevice("unnoticed");
    const client = await live.connect(device);
    // Without a notice; then the listening connection is cut, and comes back.
    await db.sql`delete from devices where id = ${device.id}`;
    await db.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'listen %'`;
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x87 });
  });

  it("who was let in by an old answer is looked at, by what it came in too", async () => {
    const changes = new Changes(db, live.broker, silentLog);
    const device = await live.addDevice("late");
    const client = await live.connect(device);
    // Nobody is told.
    await db.sql`insert into listener_policies (tenant_id, policy) values (${tenantId}, '{"mqtt":[],"mqtts":[],"ws":[],"wss":[]}')`;
    const admission = { tenantId, tenantSlug: "acme", principalId: device.id, deviceId: device.id, deviceName: "late" };
    changes.lookAgain({ ok: true, ...admission, rules: [] });
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x98 });
    await db.sql`delete from listener_policies`;
    await changes.close();
  });

  it("waits for no other tenant, however long that is looked at", async () => {
    await db.sql`insert into tenants (id, slug, name) values ('ten_large', 'large', 'Large')`;
    live.broker.ensureTenant("ten_large", "large");
    const device = await live.addDevice("small");
    const client = await live.connect(device);
    await db.sql.begin(async (sql) => {
      // Of a role everybody is looked at, by what they came in too; of a device only its own.
      await sql`lock table token_issuers in access exclusive mode`;
      await notifyChange(db.orm, { tenantId: "ten_large", kind: "role", id: "rol_x" });
      await change("device", device.id, db.sql`delete from devices where id = ${device.id}`);
      expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x87 });
    });
  });

  it("a deleted tenant's connections end", async () => {
    const device = await live.addDevice("homeless");
    // Its groups name roles, which do not go while they are named: all go at once.
    await db.sql`insert into device_groups (tenant_id, id, name, selector, priority)
      values (${tenantId}, 'g', 'g', '{"a":"b"}', 1)`;
    await db.sql`insert into device_group_roles (tenant_id, group_id, role_id, position)
      select tenant_id, 'g', id, 1 from roles where tenant_id = ${tenantId}`;
    const client = await live.connect(device);
    await change("tenant", tenantId, db.sql`delete from tenants where id = ${tenantId}`);
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x98 });
    await client.closed();
  });
});

describe("a CONNECT that a change overtakes", () => {
  it("is asked for again", async () => {
    const answers: string[] = [];
    const changes = new Changes(db, live.broker, silentLog);
    await changes.listen();
    const guarded = changes.guard(async () => {
      const question = answers.length;
      answers.push("asked");
      if (question === 0) {
        const noticed = new Promise<void>((resolve) => void db.sql.listen("hato_change", () => resolve()));
        await notifyChange(db.orm, { tenantId: "ten_other", kind: "device", id: "dev_other" });
        await noticed;
      }
      return {
        ok: true,
        tenantId: "ten_other",
        tenantSlug: "other",
        principalId: `answer ${question}`,
        deviceId: undefined,
        deviceName: "x",
        rules: [],
      };
    });
    expect(await guarded({} as AuthRequest)).toMatchObject({ principalId: "answer 1" });
    await changes.close();
  });

  it("again and again is looked at once it is in, though its tenant is new to the broker", async () => {
    await db.sql`insert into tenants (id, slug, name) values ('ten_fresh', 'fresh', 'Fresh')`;
    const changes = new Changes(db, live.broker, silentLog);
    await changes.listen();
    let questions = 0;
    const admission = { tenantId: "ten_fresh", tenantSlug: "fresh", principalId: "dev_gone", deviceId: "dev_gone" };
    const guarded = changes.guard(async () => {
      questions++;
      const noticed = new Promise<void>((resolve) => void db.sql.listen("hato_change", () => resolve()));
      await notifyChange(db.orm, { tenantId: "ten_other", kind: "device", id: "dev_other" });
      await noticed;
      return { ok: true, ...admission, deviceName: "gone", rules: [] };
    });
    expect(await guarded({} as AuthRequest)).toMatchObject({ ok: true });
    expect(questions).toBe(3);
    // What the broker does with the answer.
    const { sessions } = live.broker.ensureTenant("ten_fresh");
    const identity = { device: "gone", clientId: "c", username: undefined, labels: {} };
    const origin = { deviceId: "dev_gone", deviceName: "gone", clientId: "c", address: "", transport: "tcp" } as const;
    const rights = new Rights([], identity);
    sessions.open({ ...admission, clientId: "c", cleanStart: true, expirySeconds: 60, rights, origin });
    await expect.poll(() => sessions.size).toBe(0);
    await changes.close();
  });
});
