import { expect, test } from "vitest";
import { PUBACK, type PublishPacket } from "#core/mqtt/packets.ts";
import { FakeClock, startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

test("the last retained message of each topic comes with RETAIN at subscribe; an empty one deletes it", async () => {
  await using broker = await startBroker();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("a/1", "old", { retain: true });
  publisher.publish("a/1", "new", { retain: true, qos: 1 });
  publisher.publish("a/2", "two", { retain: true });
  publisher.publish("a/3", "gone", { retain: true });
  publisher.publish("a/3", "", { retain: true });
  publisher.publish("$a/4", "hidden", { retain: true });
  await publisher.settled();
  const subscriber = await TestClient.connect(broker, { clientId: "s" });
  await subscriber.subscribe("#", { qos: 1 });
  const packets = (await subscriber.settled()) as PublishPacket[];
  expect(packets.map(({ topic, payload, qos, retain }) => [topic, payload.toString(), qos, retain]).sort()).toEqual([
    ["a/1", "new", 1, true],
    ["a/2", "two", 0, true],
  ]);
});

test("an established subscription sees RETAIN 0, unless it asked for it as published", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker);
  await client.subscribe("plain");
  await client.subscribe("kept", { retainAsPublished: true });
  client.publish("plain", "x", { retain: true });
  expect((await client.message()).packet.retain).toBe(false);
  client.publish("kept", "x", { retain: true });
  expect((await client.message()).packet.retain).toBe(true);
  client.publish("kept", "x", { retain: false });
  expect((await client.message()).packet.retain).toBe(false);
});

test("retain handling: always, only when the subscription is new, never", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker);
  client.publish("t", "r", { retain: true });
  await client.subscribe("t", { retainHandling: 2 });
  expect(await client.settled()).toEqual([]);
  await client.subscribe("t", { retainHandling: 1 });
  expect(await client.settled()).toEqual([]);
  await client.subscribe("t", { retainHandling: 0 });
  expect(await client.messages(1)).toEqual(["r"]);
  await client.unsubscribe("t");
  await client.subscribe("t", { retainHandling: 1 });
  expect(await client.messages(1)).toEqual(["r"]);
});

test("a shared subscription gets no retained messages", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker);
  client.publish("t", "r", { retain: true });
  await client.subscribe("$share/g/t");
  expect(await client.settled()).toEqual([]);
});

test("a retained message expires, and says how long it still has", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const client = await TestClient.connect(broker);
  client.publish("t", "r", { retain: true, properties: { messageExpiryInterval: 10 } });
  await client.settled();
  clock.advance(4);
  await client.subscribe("t");
  expect((await client.message()).packet.properties.messageExpiryInterval).toBe(6);
  clock.advance(7);
  expect(broker.tenant().retained.size).toBe(0);
  await client.subscribe("t");
  expect(await client.settled()).toEqual([]);
});

test("at the tenant's quota a retained message is routed but not kept, and 5.0 is told", async () => {
  await using broker = await startBroker({ limits: { retainedPerTenantMax: 2 } });
  const client = await TestClient.connect(broker);
  await client.subscribe("#");
  for (const topic of ["1", "2", "3"]) client.publish(topic, "x", { retain: true });
  await client.messages(3);
  client.publish("4", "x", { retain: true, qos: 1 });
  expect((await client.next(PUBACK)).reasonCode).toBe(0x97);
  client.publish("1", "replaced", { retain: true });
  await client.messages(1);
  expect(broker.tenant().retained.size).toBe(2);
  expect(broker.tenant().counters.dropped.retainedQuota).toBe(2);
});

test("properties and topics count towards the quota of retained bytes, not the payload alone", async () => {
  await using broker = await startBroker({ limits: { retainedBytesPerTenantMax: 10_000 } });
  const client = await TestClient.connect(broker);
  const heavy = { retain: true, qos: 1, properties: { userProperties: [["k", "v".repeat(6_000)]] } } as const;
  client.publish("a", "1", heavy);
  expect((await client.next(PUBACK)).reasonCode).toBe(0x10);
  client.publish("b", "1", heavy);
  expect((await client.next(PUBACK)).reasonCode).toBe(0x97);
  client.publish("a", "2", heavy);
  expect((await client.next(PUBACK)).reasonCode).toBe(0x10);
  client.publish("a", "", { retain: true, qos: 1 });
  expect((await client.next(PUBACK)).reasonCode).toBe(0x10);
  expect(broker.tenant().retained.bytes).toBe(0);
});

test("many retained messages reach a subscriber through a window of one, none lost", async () => {
  await using broker = await startBroker();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 0; i < 700; i++) publisher.publish(`t/${i}`, String(i), { retain: true, qos: 1 });
  await publisher.settled();
  const subscriber = await TestClient.connect(broker, { clientId: "s", properties: { receiveMaximum: 1 } });
  await subscriber.subscribe("t/#", { qos: 1 });
  expect(new Set(await subscriber.messages(700)).size).toBe(700);
});

test("unsubscribing stops the retained messages still to come", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker, { properties: { receiveMaximum: 1 }, autoAck: false });
  for (let i = 0; i < 10; i++) client.publish(`t/${i}`, String(i), { retain: true, qos: 1 });
  await client.settled();
  await client.subscribe("t/#", { qos: 1 });
  const { packet } = await client.message();
  await client.unsubscribe("t/#");
  client.ack(PUBACK, packet.packetId);
  expect(await client.settled()).toEqual([]);
});
