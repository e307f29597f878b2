import postgres from "postgres";
import { expect, test } from "vitest";
import { PUBACK } from "#core/mqtt/packets.ts";
import { UNSPECIFIED_ERROR } from "#core/mqtt/reason-codes.ts";
import { TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";
import { HOLDS_POISON, leave, poison, queuedTopics } from "./poison.ts";

/** A connection of somebody else, with whatever settings. */
function stranger(url: string, settings: Record<string, string> = {}) {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: settings as Record<string, string> });
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) });
}

test("serialization failures pass when they are tried again; nothing is written twice", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  await leave(broker, "sink");
  // A sequence counts even what is rolled back: the first three times it fails.
  await database.sql`create sequence failures`;
  await poison(database, "deliveries", "nextval('failures') <= 3", "40001");
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  publisher.publish("t/1", "x", { qos: 1 });
  expect((await publisher.next(PUBACK)).reasonCode).toBe(0);
  expect(await queuedTopics(database, "sink")).toEqual(["t/1"]);
  expect(broker.journal.repeated).toBe(3);
  expect(broker.journal.counters.refused).toBe(0);
});

test("what fails so again and again is refused in the end, alone", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  await leave(broker, "sink");
  await poison(database, "deliveries", HOLDS_POISON, "40P01");
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  for (const topic of ["t/1", "t/poison", "t/2"]) publisher.publish(topic, "x", { qos: 1 });
  const codes = [];
  for (let i = 0; i < 3; i++) codes.push((await publisher.next(PUBACK)).reasonCode);
  expect(codes).toEqual([0, UNSPECIFIED_ERROR, 0]);
  expect(await queuedTopics(database, "sink")).toEqual(["t/1", "t/2"]);
});

test("the journal as the victim of a deadlock tries again", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  await using other = stranger(database.url, { deadlock_timeout: "60s" });
  // Before: [tenant] held by the other. Then the journal holds [journal], wants [tenant]; the other wants [journal].
  const done = other.begin(async (sql) => {
    await sql`select 1 from tenants where id = 'acme' for update`;
    publisher.publish("kept", "x", { qos: 1, retain: true });
    await expect
      .poll(
        () =>
          database.sql`select 1 from pg_stat_activity where application_name = 'hato journal'
        and wait_event_type = 'Lock'`.then((rows) => rows.length),
        { timeout: 5_000 },
      )
      .toBe(1);
    await sql`select 1 from journal for update`;
  });
  expect((await publisher.next(PUBACK)).reasonCode).toBe(0x10);
  await done;
  expect(broker.journal.repeated).toBe(1);
  expect(await database.sql`select topic from retained`).toEqual([{ topic: "kept" }]);
});

test("rows held for long hold up only who needs them, and that not for ever", { timeout: 40_000 }, async () => {
  const database = await testDatabase();
  await database.sql`insert into tenants (id, slug, name) values ('other', 'other', 'Other')`;
  await using broker = await startStoredBroker(database);
  const held = await TestClient.connect(broker, { clientId: "held" });
  const free = await TestClient.connect(broker, { clientId: "free", username: "other/free" });
  await using other = stranger(database.url);
  const release = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = other.begin(async (sql) => {
    await sql`select 1 from tenants where id = 'acme' for update`;
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  held.publish("kept", "x", { qos: 1, retain: true });
  free.publish("kept", "x", { qos: 1, retain: true });
  await expect.poll(() => broker.journal.counters.refused, { timeout: 30_000 }).toBe(1);
  expect((await free.next(PUBACK)).reasonCode).toBe(0x10);
  expect((await held.next(PUBACK)).reasonCode).toBe(UNSPECIFIED_ERROR);
  release.resolve();
  await holding;
  held.publish("kept", "x", { qos: 1, retain: true });
  expect((await held.next(PUBACK)).reasonCode).toBe(0x10);
});

test("a database turned read-only is waited for, as one that is away", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  await leave(broker, "sink");
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  const name = new URL(database.url).pathname.slice(1);
  await using admin = stranger(database.url, { default_transaction_read_only: "off" });
  const turn = async (readOnly: "on" | "off") => {
    await admin.unsafe(`alter database "${name}" set default_transaction_read_only = ${readOnly}`);
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hato journal'`;
  };
  await turn("on");
  publisher.publish("t/1", "x", { qos: 1 });
  await expect.poll(() => broker.journal.trouble).toContain("25006");
  expect(await publisher.settled()).toEqual([]);
  await turn("off");
  expect((await publisher.next(PUBACK)).reasonCode).toBe(0);
  expect(broker.journal.trouble).toBeUndefined();
  expect(await queuedTopics(database, "sink")).toEqual(["t/1"]);
});

test("while the journal's own row cannot be written nobody is blamed for it", { timeout: 15_000 }, async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  await leave(broker, "sink");
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  await poison(database, "journal", "true");
  publisher.publish("t/1", "x", { qos: 1 });
  await expect.poll(() => broker.journal.trouble).toContain("poisoned");
  expect(await publisher.settled()).toEqual([]);
  // Tried again meanwhile, and said once.
  await database.sql`create sequence tries`;
  await poison(database, "journal", "nextval('tries') > 0");
  await expect
    .poll(async () => (await database.sql`select last_value::int as n from tries`)[0]?.n, { timeout: 10_000 })
    .toBeGreaterThan(4);
  expect(broker.problems.filter(({ message }) => message.includes("does not take the journal"))).toHaveLength(1);
  await database.sql`drop trigger poison on journal`;
  expect((await publisher.next(PUBACK)).reasonCode).toBe(0);
  expect(broker.journal.counters.refused).toBe(0);
  expect(await queuedTopics(database, "sink")).toEqual(["t/1"]);
});

test("a database that forgot what it had committed ends the broker: it must read again what there is", async () => {
  const database = await testDatabase();
  const broker = await startStoredBroker(database);
  await leave(broker, "sink");
  await broker.journal.flush();
  // As a standby does that was behind when it was made the primary.
  await database.sql`update journal set batch = batch - 1`;
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  publisher.publish("t/1", "x", { qos: 1 });
  await expect.poll(() => broker.problems.map(({ message }) => message)).toContain("lost");
  expect(await publisher.settled()).toEqual([]);
  await broker.crash();
});
