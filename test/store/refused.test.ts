import { expect, test } from "vitest";
import { CONNACK, DISCONNECT, PUBACK, PUBCOMP, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import { UNSPECIFIED_ERROR } from "#core/mqtt/reason-codes.ts";
import { type ConnectOptions, TestClient } from "#test/broker/client.ts";
import { type TestDatabase, testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";

const persistent: ConnectOptions = { cleanStart: false, properties: { sessionExpiryInterval: 3600 } };

/** Has Postgres raise an error of this SQLSTATE for rows of the table that meet the condition. */
async function poison(database: TestDatabase, table: string, condition: string, state = "P0001"): Promise<void> {
  const name = `poison_${table}`;
  await database.sql.unsafe(`
    create or replace function ${name}() returns trigger language plpgsql as $$
    begin
      if ${condition} then raise exception 'poisoned' using errcode = '${state}'; end if;
      return coalesce(new, old);
    end $$;
    create or replace trigger ${name} before insert or update or delete on ${table}
      for each row execute function ${name}();`);
}

const HOLDS_POISON = "tg_op = 'INSERT' and position('poison'::bytea in new.body) > 0";

async function away(broker: { port: number }, options: ConnectOptions, qos: 1 | 2 = 2): Promise<void> {
  const client = await TestClient.connect(broker as never, { ...persistent, ...options });
  await client.subscribe("t/#", { qos });
  await client.kill();
}

const queued = (database: TestDatabase, clientId: string) =>
  database.sql<{ topic: string }[]>`
    select convert_from(substring(coalesce(d.body, m.body) for d.topic_bytes), 'UTF8') as topic
    from deliveries d join sessions s on s.id = d.session_id left join messages m on m.id = d.message_id
    where s.client_id = ${clientId} order by d.seq`.then((rows) => rows.map(({ topic }) => topic));

test("a row that Postgres will not have is refused to its publisher; all else is stored, in order", async () => {
  const database = await testDatabase();
  await database.sql`insert into tenants (id, slug, name) values ('other', 'other', 'Other')`;
  await using broker = await startStoredBroker(database);
  await away(broker, { clientId: "sink" });
  await away(broker, { clientId: "sink2" });
  await away(broker, { clientId: "healthy", username: "other/healthy" });
  await poison(database, "deliveries", HOLDS_POISON);
  await poison(database, "messages", HOLDS_POISON);
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  const neighbour = await TestClient.connect(broker, { clientId: "neighbour", username: "other/neighbour" });
  const topics = Array.from({ length: 300 }, (_, i) => `t/${i % 50 === 7 ? "poison" : "good"}/${i}`);
  topics.forEach((topic, i) => {
    publisher.publish(topic, "x", { qos: i % 2 === 0 ? 1 : 2 });
    neighbour.publish(topic.replace("poison", "fine"), "x", { qos: 1 });
  });
  for (const [i, topic] of topics.entries()) {
    const ack = await publisher.next(i % 2 === 0 ? PUBACK : PUBREC);
    expect(ack).toMatchObject({ packetId: i + 1, reasonCode: topic.includes("poison") ? UNSPECIFIED_ERROR : 0 });
    expect(await neighbour.next(PUBACK)).toMatchObject({ packetId: i + 1, reasonCode: 0 });
  }
  const good = topics.filter((topic) => !topic.includes("poison"));
  expect(await queued(database, "sink")).toEqual(good);
  expect(await queued(database, "sink2")).toEqual(good);
  expect(await queued(database, "healthy")).toHaveLength(300);
  expect(broker.tenant().counters.dropped.storeRefused).toBe(6);
  expect(broker.tenant("other").counters.dropped.storeRefused).toBe(0);
  expect(broker.journal.counters.refused).toBe(6);
  expect(broker.problems.filter(({ message }) => message.includes("refuses a part"))).not.toHaveLength(0);
  expect([broker.journal.pressure.pending, broker.journal.trouble]).toEqual([0, undefined]);
});

test("a refused QoS 2 message frees its packet identifier, before and after a reconnect", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  await away(broker, { clientId: "sink" });
  await poison(database, "deliveries", HOLDS_POISON);
  const publisher = await TestClient.connect(broker, { ...persistent, clientId: "publisher" });
  publisher.publish("t/poison", "x", { qos: 2, packetId: 9 });
  // Said again on the same connection: no is the answer to both.
  publisher.publish("t/poison", "x", { qos: 2, packetId: 9, dup: true });
  expect(await publisher.next(PUBREC)).toMatchObject({ packetId: 9, reasonCode: UNSPECIFIED_ERROR });
  expect(await publisher.next(PUBREC)).toMatchObject({ packetId: 9, reasonCode: UNSPECIFIED_ERROR });
  publisher.publish("t/good", "x", { qos: 2, packetId: 9 });
  expect(await publisher.next(PUBREC)).toMatchObject({ packetId: 9, reasonCode: 0 });
  publisher.ack(PUBREL, 9);
  expect(await publisher.next(PUBCOMP)).toMatchObject({ packetId: 9, reasonCode: 0 });
  await broker.journal.flush();
  expect(await database.sql`select 1 from incoming_qos2`).toHaveLength(0);
  expect(await queued(database, "sink")).toEqual(["t/good"]);
});

test("before 5.0 nothing says no but the end of the connection", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  await away(broker, { clientId: "sink" });
  await poison(database, "deliveries", HOLDS_POISON);
  const publisher = await TestClient.connect(broker, { clientId: "publisher", version: 4 });
  publisher.publish("t/good", "x", { qos: 1 });
  publisher.publish("t/poison", "x", { qos: 1 });
  publisher.publish("t/behind", "x", { qos: 1 });
  expect(await publisher.next(PUBACK)).toMatchObject({ packetId: 1 });
  await expect(publisher.any()).rejects.toThrow("closed");
});

test("a session that Postgres will not have is refused at its CONNECT, a subscription with its connection", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  await poison(database, "sessions", "tg_op = 'INSERT' and new.client_id = 'bad'");
  await poison(database, "subscriptions", "tg_op = 'INSERT' and new.name = 'bad/#'");
  const [bad, old, good] = await Promise.all([
    TestClient.connect(broker, { ...persistent, clientId: "bad", will: { topic: "never" } }),
    TestClient.connect(broker, { ...persistent, clientId: "bad", username: "acme/old", version: 4 }),
    TestClient.connect(broker, { ...persistent, clientId: "good" }),
  ]);
  expect([bad.connack.reasonCode, old.connack.reasonCode, good.connack.reasonCode]).toEqual([UNSPECIFIED_ERROR, 3, 0]);
  await bad.closed();
  expect(broker.tenant().sessions.size).toBe(1);
  await good.subscribe("fine/#", { qos: 1 });
  await expect(good.subscribe("bad/#", { qos: 1 })).rejects.toThrow(`"type":${DISCONNECT},"reasonCode":128`);
  const again = await TestClient.connect(broker, { ...persistent, clientId: "good" });
  expect(again.connack).toMatchObject({ type: CONNACK, sessionPresent: true });
  await broker.journal.flush();
  expect(await database.sql`select name from subscriptions`).toEqual([{ name: "fine/#" }]);
});

test("a retained message that Postgres will not have is refused", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  publisher.publish("kept/bad", "before", { qos: 1, retain: true });
  await publisher.next(PUBACK);
  await poison(database, "retained", "tg_op <> 'DELETE' and new.topic = 'kept/bad'");
  for (const topic of ["kept/bad", "kept/good", "kept/bad"])
    publisher.publish(topic, "after", { qos: 1, retain: true });
  const codes = [];
  for (let i = 0; i < 3; i++) codes.push((await publisher.next(PUBACK)).reasonCode);
  expect(codes).toEqual([UNSPECIFIED_ERROR, 0x10, UNSPECIFIED_ERROR]);
  // What counts is what is stored.
  await expect.poll(() => broker.tenant().retained.get("kept/bad")?.payload.toString()).toBe("before");
  expect(broker.tenant().retained.get("kept/good")?.payload.toString()).toBe("after");
});

test("a row that cannot be deleted keeps nobody else's messages from being stored", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  await away(broker, { clientId: "sink" });
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  publisher.publish("t/1", "x", { qos: 1 });
  await publisher.next(PUBACK);
  await poison(database, "deliveries", "tg_op = 'DELETE'");
  const sink = await TestClient.connect(broker, { ...persistent, clientId: "sink" });
  expect((await sink.message()).topic).toBe("t/1");
  await expect.poll(() => broker.journal.counters.refused).toBe(1);
  await sink.closed();
  publisher.publish("t/2", "x", { qos: 1 });
  expect((await publisher.next(PUBACK)).reasonCode).toBe(0);
  const back = await TestClient.connect(broker, { ...persistent, clientId: "sink", autoAck: false });
  expect((await back.message()).topic).toBe("t/2");
});
