import { expect, test } from "vitest";
import { PUBACK, PUBLISH, PUBREC, type PublishPacket, SUBACK, SUBSCRIBE } from "#core/mqtt/packets.ts";
import { startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

test("overlapping subscriptions cause one delivery, at the highest QoS, with every identifier", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker);
  await client.subscribe("a/#", { qos: 0, identifier: 1 });
  await client.subscribe("a/b", { qos: 2, identifier: 268_435_455 });
  await client.subscribe("+/b", { qos: 1 });
  await client.subscribe("a/+", { qos: 1, identifier: 7 });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("a/b", "x", { qos: 2, properties: { contentType: "t", messageExpiryInterval: 9 } });
  const { packet } = await client.message();
  expect(packet.qos).toBe(2);
  expect(packet.properties.subscriptionIdentifiers?.sort()).toEqual([1, 268_435_455, 7]);
  expect(packet.properties).toMatchObject({ contentType: "t", messageExpiryInterval: 9 });
  expect(await client.settled()).toEqual([]);
  publisher.publish("a/c", "y");
  expect((await client.message()).packet.properties.subscriptionIdentifiers?.sort()).toEqual([1, 7]);
});

test("subscribing again replaces the subscription", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker);
  await client.subscribe("t", { qos: 2, identifier: 1 });
  await client.subscribe("t", { qos: 0, identifier: 2 });
  client.publish("t", "x", { qos: 0 });
  expect((await client.message()).packet.properties.subscriptionIdentifiers).toEqual([2]);
  expect(broker.tenant().receivers.tree.size).toBe(1);
});

test("no local keeps a client's own messages from it, not those of others, nor other subscriptions", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker, { clientId: "c" });
  const other = await TestClient.connect(broker, { clientId: "o" });
  await client.subscribe("t/#", { noLocal: true });
  client.publish("t/1", "mine");
  expect(await client.settled()).toEqual([]);
  other.publish("t/1", "theirs");
  expect((await client.message()).text).toBe("theirs");
  await client.subscribe("t/2", { identifier: 5 });
  client.publish("t/2", "both");
  expect((await client.message()).packet.properties.subscriptionIdentifiers).toEqual([5]);
});

test("UNSUBSCRIBE stops deliveries and says what did not exist", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker);
  await client.subscribe("t");
  expect((await client.unsubscribe("t", "never")).reasonCodes).toEqual([0x00, 0x11]);
  client.publish("t", "x");
  expect(await client.settled()).toEqual([]);
});

test("each filter of a SUBSCRIBE is answered by itself", async () => {
  await using broker = await startBroker({ limits: { subscriptionsPerSessionMax: 2, topicLevelsMax: 3 } });
  const request = { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  const filters = ["ok", "bad#", "a/+b", "$share/", "$share/g/", "1/2/3/4", "$share/g/t", "third"];
  const codes = [1, 0x8f, 0x8f, 0x8f, 0x8f, 0x8f, 1, 0x97];
  for (const version of [5, 4] as const) {
    const client = await TestClient.connect(broker, { version, clientId: `v${version}` });
    client.send({
      type: SUBSCRIBE,
      packetId: 77,
      requests: filters.map((filter) => ({ filter, ...request })),
      properties: {},
    });
    const suback = await client.next(SUBACK);
    expect(suback.packetId).toBe(77);
    expect(suback.reasonCodes).toEqual(version === 5 ? codes : codes.map((code) => (code > 2 ? 0x80 : code)));
  }
});

test("a bridge (3.1.1 with the bridge bit) gets no echo, and RETAIN as published", async () => {
  await using broker = await startBroker();
  const bridge = await TestClient.connect(broker, { version: 4, clientId: "b", bridge: true });
  await bridge.subscribe("t", { qos: 1 });
  bridge.publish("t", "echo");
  expect(await bridge.settled()).toEqual([]);
  const other = await TestClient.connect(broker, { clientId: "o" });
  other.publish("t", "x", { retain: true });
  expect((await bridge.message()).packet.retain).toBe(true);
});

test("a shared subscription gives each message to one member, in turn", async () => {
  await using broker = await startBroker();
  const members = [];
  for (const clientId of ["a", "b", "c"]) {
    const member = await TestClient.connect(broker, { clientId });
    await member.subscribe("$share/g/t/#", { qos: 1, identifier: 3 });
    members.push(member);
  }
  const onlooker = await TestClient.connect(broker, { clientId: "onlooker" });
  await onlooker.subscribe("t/#");
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 0; i < 6; i++) publisher.publish(`t/${i}`, String(i));
  expect(await onlooker.messages(6)).toEqual(["0", "1", "2", "3", "4", "5"]);
  const got: string[] = [];
  for (const member of members) {
    const packets = (await member.settled()) as PublishPacket[];
    expect(packets.length).toBe(2);
    expect(packets[0]?.properties.subscriptionIdentifiers).toEqual([3]);
    got.push(...packets.map(({ payload }) => payload.toString()));
  }
  expect(got.sort()).toEqual(["0", "1", "2", "3", "4", "5"]);
});

test("the least loaded member gets the next message", async () => {
  await using broker = await startBroker();
  const busy = await TestClient.connect(broker, { clientId: "busy", autoAck: false });
  const idle = await TestClient.connect(broker, { clientId: "idle" });
  await busy.subscribe("$share/g/t", { qos: 1 });
  await idle.subscribe("$share/g/t", { qos: 1 });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 0; i < 5; i++) {
    publisher.publish("t", String(i), { qos: 1 });
    await publisher.next(PUBACK);
    await idle.settled();
  }
  expect((await busy.settled()).length).toBe(1);
});

test("what a dead member did not acknowledge goes to another: QoS 1, and QoS 2 not begun", async () => {
  await using broker = await startBroker();
  const dying = await TestClient.connect(broker, {
    clientId: "dying",
    autoAck: false,
    properties: { receiveMaximum: 2 },
  });
  await dying.subscribe("$share/g/t", { qos: 2 });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("t", "one", { qos: 1 });
  publisher.publish("t", "begun", { qos: 2 });
  publisher.publish("t", "queued", { qos: 2 });
  expect(await dying.messages(2)).toEqual(["one", "begun"]);
  const heir = await TestClient.connect(broker, { clientId: "heir" });
  await heir.subscribe("$share/g/t", { qos: 2 });
  await dying.kill();
  // A QoS 2 message that was begun goes to nobody else [MQTT-4.8.2-5].
  expect(await heir.messages(2)).toEqual(["one", "queued"]);
  expect(await heir.settled()).toEqual([]);
});

test("with no member online a QoS 1 message waits with one whose session lasts", async () => {
  await using broker = await startBroker();
  const lasting = { clientId: "m", cleanStart: false, properties: { sessionExpiryInterval: 60 } };
  const member = await TestClient.connect(broker, lasting);
  await member.subscribe("$share/g/t", { qos: 1 });
  await member.disconnect();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("t", "waits", { qos: 1 });
  expect((await publisher.next(PUBACK)).reasonCode).toBe(0);
  const back = await TestClient.connect(broker, lasting);
  expect(await back.messages(1)).toEqual(["waits"]);
});

test("a PUBREC that refuses ends the delivery: no PUBREL, no other member", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker, { autoAck: false });
  const other = await TestClient.connect(broker, { clientId: "other", autoAck: false });
  await client.subscribe("$share/g/t", { qos: 2 });
  client.publish("t", "x", { qos: 2 });
  const before = await client.settled();
  const delivered = before.find((packet) => packet.type === PUBLISH) as PublishPacket;
  await other.subscribe("$share/g/t", { qos: 2 });
  client.ack(PUBREC, delivered.packetId, 0x99);
  expect(await client.settled()).toEqual([]);
  expect(await other.settled()).toEqual([]);
});

test("with no other member a dead one's messages wait for it, and come again under their packet id", async () => {
  await using broker = await startBroker();
  const lasting = { clientId: "m", cleanStart: false, properties: { sessionExpiryInterval: 60 }, autoAck: false };
  const member = await TestClient.connect(broker, lasting);
  await member.subscribe("$share/g/t", { qos: 1 });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("t", "x", { qos: 1 });
  const { packet } = await member.message();
  await member.kill();
  await publisher.settled();
  const back = await TestClient.connect(broker, lasting);
  expect((await back.message()).packet).toMatchObject({ packetId: packet.packetId, dup: true });
});

test("subscriptions are bounded by what they take, in a session and in the tenant, and what goes makes room", async () => {
  const limits = { subscriptionBytesPerSessionMax: 20_000, subscriptionBytesPerTenantMax: 50_000 };
  await using broker = await startBroker({ limits });
  const { receivers } = broker.tenant();
  const codes = async (client: TestClient, filter: string) => (await client.subscribe(filter)).reasonCodes[0];
  const long = "x".repeat(15_000);
  const deep = `${"a/".repeat(100)}#`;
  const one = await TestClient.connect(broker, { clientId: "one" });
  expect(await codes(one, `${long}1`)).toBe(0);
  expect(await codes(one, `${long}1`)).toBe(0);
  expect(await codes(one, `${long}2`)).toBe(0x97);
  expect(await codes(one, deep)).toBe(0x97);
  await one.unsubscribe(`${long}1`);
  expect(receivers.weight).toBe(0);
  expect(await codes(one, `$share/g/${deep}`)).toBe(0);
  expect(await codes(one, `$share/g/${deep}`)).toBe(0);
  const others = await Promise.all(["2", "3", "4"].map((clientId) => TestClient.connect(broker, { clientId })));
  const answers = [];
  for (const other of others) answers.push(await codes(other, long));
  expect(answers).toEqual([0, 0, 0x97]);
  await Promise.all([one, ...others].map((client) => client.disconnect()));
  await expect.poll(() => receivers.weight).toBe(0);
});

test("asking for retained messages again and again without taking any leaves one request", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker, { properties: { receiveMaximum: 1 }, autoAck: false });
  for (let i = 0; i < 3; i++) client.publish(`t/${i}`, "x", { qos: 1, retain: true });
  await client.settled();
  await client.subscribe("t/#", { qos: 1 });
  await client.message();
  for (let i = 0; i < 50; i++) await client.subscribe("t/#", { qos: 1 });
  for (let i = 0; i < 50; i++) {
    await client.subscribe(`t/+/${i}/#`, { qos: 1 });
    await client.unsubscribe(`t/+/${i}/#`);
  }
  const [session] = broker.tenant().sessions.values();
  expect([...(session?.feeds?.keys() ?? [])]).toEqual(["t/#"]);
});
