import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConsoleTokenClaims } from "#core/control.ts";
import { newId } from "#core/ids.ts";
import { DISCONNECT } from "#core/mqtt/packets.ts";
import { mintConsoleToken } from "#db/console-token.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { testDatabase } from "#test/database.ts";
import { keys, type LiveBroker, startLiveBroker } from "./live-broker.ts";

/** What people have open in their browsers ends with what let them in. */

const db = await testDatabase();
let live: LiveBroker;

beforeAll(async () => {
  live = await startLiveBroker(db);
});
afterAll(() => live.close());

interface Person {
  readonly userId: string;
  readonly userSessionId: string;
}

async function addPerson(role: string): Promise<Person> {
  const userId = newId("user");
  await db.sql`insert into users (id, email) values (${userId}, ${`${userId}@example.test`})`;
  await db.sql`insert into memberships (tenant_id, user_id, role) values (${live.tenant.id}, ${userId}, ${role})`;
  return signIn(userId);
}

async function signIn(userId: string): Promise<Person> {
  const userSessionId = newId("userSession");
  await db.sql`insert into user_sessions (id, user_id, method, expires_at)
    values (${userSessionId}, ${userId}, 'password', now() + interval '1 hour')`;
  return { userId, userSessionId };
}

const tell = ({ userId }: Person) => notifyChange(db.orm, { tenantId: live.tenant.id, kind: "member", id: userId });

async function open(person: Person, actAs: ConsoleTokenClaims["actAs"], clientId: string, expiry = 0) {
  const secret = await mintConsoleToken(keys.consoleToken, { tenantId: live.tenant.id, ...person, actAs });
  const properties = { sessionExpiryInterval: expiry };
  return live.connect({ name: "$console", secret }, { clientId, properties });
}

describe("a person's connections from the browser", () => {
  it("end when that browser is signed out, and in no other", async () => {
    const here = await addPerson("developer");
    const there = await signIn(here.userId);
    const clients = {
      here: await open(here, { kind: "wholeTenant" }, "here"),
      there: await open(there, { kind: "wholeTenant" }, "there"),
    };
    await db.sql`update user_sessions set ended_at = now() where id = ${here.userSessionId}`;
    await tell(here);
    expect(await clients.here.next(DISCONNECT)).toMatchObject({ reasonCode: 0x87 });
    expect(await clients.there.settled()).toEqual([]);
    expect((await open(here, { kind: "wholeTenant" }, "again")).connack).toMatchObject({ reasonCode: 0x86 });
  });

  it("end as a device too, though the device stays", async () => {
    const device = await live.addDevice("borrowed");
    const person = await addPerson("developer");
    const asDevice = await open(person, { kind: "device", deviceId: device.id }, "as-device");
    const itself = await live.connect(device);
    await db.sql`delete from memberships where user_id = ${person.userId}`;
    await tell(person);
    expect(await asDevice.next(DISCONNECT)).toMatchObject({ reasonCode: 0x87 });
    expect(await itself.settled()).toEqual([]);
  });

  it("end where the role allows less, and stay where it still allows it", async () => {
    const person = await addPerson("developer");
    const writing = await open(person, { kind: "wholeTenant" }, "writing");
    const reading = await open(person, { kind: "readOnly" }, "reading");
    await db.sql`update memberships set role = 'viewer' where user_id = ${person.userId}`;
    await tell(person);
    expect(await writing.next(DISCONNECT)).toMatchObject({ reasonCode: 0x87 });
    expect(await reading.settled()).toEqual([]);
  });

  it("leave no session behind when the person is no member any more", async () => {
    const person = await addPerson("owner");
    const client = await open(person, { kind: "readOnly" }, "kept", 600);
    await client.subscribe("#");
    await db.sql`delete from memberships where user_id = ${person.userId}`;
    await tell(person);
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x87 });
    await client.closed();
    const sessions = live.broker.tenant(live.tenant.id)?.sessions;
    expect([...(sessions?.values() ?? [])].some(({ principalId }) => principalId.includes(person.userId))).toBe(false);
  });

  it("end also when the notice was missed", async () => {
    const person = await addPerson("developer");
    const client = await open(person, { kind: "readOnly" }, "missed");
    await db.sql`update user_sessions set ended_at = now() where id = ${person.userSessionId}`;
    await db.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'listen %'`;
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x87 });
  });
});
