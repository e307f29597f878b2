import { expect, test } from "vitest";
import { CONNACK, DISCONNECT, PUBACK, PUBCOMP, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import { UNSPECIFIED_ERROR } from "#core/mqtt/reason-codes.ts";
import { TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";
import { HOLDS_POISON, leave, persistent, poison, queuedTopics } from "./poison.ts";

test("a row that Postgres will not have is refused to its publisher; all else is stored, in order", async () => {
  const database = await testDatabase();
  await database.sql`insert into tenants (id, slug, name) values ('other', 'other', 'Other')`;
  await using broker = await startStoredBroker(database);
  await leave(broker, "sink");
  await leave(broker, "sink2");
  await leave(broker, "healthy", { username: "other/healthy" });
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
  expect(await queuedTopics(database, "sink")).toEqual(good);
  expect(await queuedTopics(database, "sink2")).toEqual(good);
  expect(await queuedTopics(database, "healthy")).toHaveLength(300);
  expect(broker.tenant().counters.dropped.storeRefused).toBe(6);
  expect(broker.tenant("other").counters.dropped.storeRefused).toBe(0);
  expect(broker.journal.counters.refused).toBe(6);
  expect(broker.problems.filter(({ message }) => message.includes("refuses a part"))).not.toHaveLength(0);
  expect([broker.journal.pressure.pending, broker.journal.trouble]).toEqual([0, undefined]);
});

test("a refused QoS 2 message frees its packet identifier, before and after a reconnect", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  await leave(broker, "sink");
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
  expect(await queuedTopics(database, "sink")).toEqual(["t/good"]);
});

test("before 5.0 nothing says no but the end of the connection", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  await leave(broker, "sink");
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
  await leave(broker, "sink");
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
