import { expect, test, vi } from "vitest";
import { CONNACK, PUBACK, PUBCOMP, PUBREC } from "#core/mqtt/packets.ts";
import type { Transport } from "#server/transport/transport.ts";
import type { TestBroker } from "#test/broker/broker.ts";
import { type ConnectOptions, TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";

const database = await testDatabase();

const persistent: ConnectOptions = { cleanStart: false, properties: { sessionExpiryInterval: 3600 } };

test("what is acknowledged while the subscriber is away is delivered after the broker died", async () => {
  const first = await startStoredBroker(database);
  const away = await TestClient.connect(first, { ...persistent, clientId: "away" });
  await away.subscribe("t/#", { qos: 1 });
  await away.kill();
  const publisher = await TestClient.connect(first, { clientId: "publisher" });
  for (let i = 0; i < 20; i++) {
    publisher.publish(`t/${i % 3}`, `message ${i}`, { qos: 1 });
    await publisher.next(PUBACK);
  }
  await first.crash();

  await using second = await startStoredBroker(database);
  expect(second.recovered).toMatchObject({ sessions: 1, subscriptions: 1, queued: 20, setAside: 0 });
  const back = await TestClient.connect(second, { ...persistent, clientId: "away" });
  expect(back.connack.sessionPresent).toBe(true);
  expect(await back.messages(20)).toEqual(Array.from({ length: 20 }, (_, i) => `message ${i}`));
  await back.settled();
  await second.journal.flush();
  const [left] = await database.sql`select count(*)::int as n from deliveries`;
  expect(left?.n).toBe(0);
});

test("a batch of one delivery and a batch of many write the same rows", async () => {
  const database = await testDatabase();
  const first = await startStoredBroker(database);
  for (const clientId of ["lone", "many"]) {
    const client = await TestClient.connect(first, { ...persistent, clientId });
    await client.subscribe(`$share/${clientId}/q/${clientId}/#`, { qos: 1, identifier: 7 });
    await client.kill();
  }
  const publisher = await TestClient.connect(first, { clientId: "p" });
  await first.journal.flush();
  const batchesBefore = first.journal.counters.batches;
  publisher.publish("q/lone/a", "body", { qos: 1, properties: { messageExpiryInterval: 600 } });
  await publisher.next(PUBACK);
  publisher.socket.cork();
  publisher.publish("q/many/a", "body", { qos: 1, properties: { messageExpiryInterval: 600 } });
  publisher.publish("q/many/b", "body", { qos: 1, properties: { messageExpiryInterval: 600 } });
  publisher.socket.uncork();
  await publisher.next(PUBACK);
  await publisher.next(PUBACK);
  expect(first.journal.counters.batches - batchesBefore).toBe(2);
  const [lone, many] = await database.sql`
    select packet_id, released, qos, retain, message_qos, bytes, replace(share, 'lone', 'many') as share, identifiers,
      message_id, topic_bytes, properties_bytes, replace(convert_from(body, 'UTF8'), 'lone', 'many') as body
    from deliveries order by seq limit 2`;
  expect(lone).toEqual(many);
  expect(lone).toMatchObject({
    share: "$share/many/q/many/#",
    identifiers: "7",
    body: expect.stringContaining("body"),
  });
  await first.crash();
});

test("nothing is written to a publisher whose acknowledgement waits for its commit", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  const away = await TestClient.connect(broker, { ...persistent, clientId: "away" });
  await away.subscribe("t", { qos: 1 });
  await away.kill();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  const connection = [...broker.broker.connections].find((candidate) => candidate.session?.clientId === "p");
  const write = vi.spyOn(connection?.transport as Transport, "write");
  publisher.publish("t", "x", { qos: 1 });
  await publisher.next(PUBACK);
  expect(write.mock.calls.map(([, , bytes]) => bytes)).toEqual([4]);
});

test("QoS 2 is received once, whenever the broker dies", async () => {
  const first = await startStoredBroker(database);
  const receiver = await TestClient.connect(first, { ...persistent, clientId: "receiver" });
  await receiver.subscribe("q2", { qos: 2 });
  receiver.autoAck = false;
  const publisher = await TestClient.connect(first, { ...persistent, clientId: "sender" });
  const packetId = publisher.publish("q2", "once", { qos: 2 });
  await publisher.next(PUBREC);
  const { packet } = await receiver.message();
  await first.crash();

  const second = await startStoredBroker(database);
  const sender = await TestClient.connect(second, { ...persistent, clientId: "sender" });
  sender.publish("q2", "once", { qos: 2, packetId, dup: true });
  await sender.next(PUBREC);
  sender.ack(6, packetId);
  expect(await sender.next(PUBCOMP)).toMatchObject({ packetId, reasonCode: 0 });
  const again = await silentClient(second, "receiver");
  expect((await again.message()).packet).toMatchObject({ packetId: packet.packetId, dup: true, qos: 2 });
  again.ack(PUBREC, packet.packetId);
  expect(await again.next(6)).toMatchObject({ packetId: packet.packetId });
  await second.crash();

  await using third = await startStoredBroker(database);
  const last = await silentClient(third, "receiver");
  // The client has the message: it is not sent again, only released.
  expect(await last.next(6)).toMatchObject({ packetId: packet.packetId });
  last.ack(PUBCOMP, packet.packetId);
  expect(await last.settled()).toEqual([]);
});

/** A client that acknowledges nothing by itself, from the first packet on. */
async function silentClient(broker: TestBroker, clientId: string): Promise<TestClient> {
  const client = new TestClient(broker.port);
  client.autoAck = false;
  client.sendConnect({ ...persistent, clientId });
  expect(await client.next(CONNACK)).toMatchObject({ sessionPresent: true });
  return client;
}

test("a window of QoS 2 is on disk, packet identifiers and all, before it is sent", async () => {
  await using broker = await startStoredBroker(database);
  const away = await TestClient.connect(broker, { ...persistent, clientId: "window" });
  await away.subscribe("w", { qos: 2 });
  await away.kill();
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  for (let i = 0; i < 100; i++) {
    publisher.ack(6, publisher.publish("w", `${i}`, { qos: 2 }));
    await publisher.next(PUBREC);
    await publisher.next(PUBCOMP);
  }
  const back = await silentClient(broker, "window");
  const sent = [];
  for (let i = 0; i < 64; i++) sent.push((await back.message()).packet.packetId);
  const rows = await database.sql<{ packet_id: number }[]>`
    select d.packet_id from deliveries d join sessions s on s.id = d.session_id where s.client_id = 'window' order by seq`;
  expect(rows.length).toBe(100);
  expect(rows.slice(0, 64).map((row) => row.packet_id)).toEqual(sent);
});
