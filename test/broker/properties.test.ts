import { expect, test } from "vitest";
import { CONNACK, DISCONNECT, PUBACK, PUBREC } from "#core/mqtt/packets.ts";
import { FakeClock, startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

test("properties reach 5.0 receivers as they were sent, and 3.1.1 receivers not at all", async () => {
  await using broker = await startBroker();
  const five = await TestClient.connect(broker, { clientId: "five" });
  const four = await TestClient.connect(broker, { version: 4, clientId: "four" });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  await five.subscribe("t", { qos: 1 });
  await four.subscribe("t", { qos: 1 });
  const properties = {
    payloadFormatIndicator: 1 as const,
    contentType: "application/json",
    responseTopic: "reply/é",
    correlationData: Buffer.from([0, 1, 255]),
    userProperties: [
      ["k", "2"],
      ["k", "1"],
      ["", ""],
    ] as const,
  };
  for (const qos of [0, 1] as const) {
    publisher.publish("t", "{}", { qos, properties });
    expect((await five.message()).packet.properties).toEqual(properties);
    expect(await four.message()).toMatchObject({ text: "{}", packet: { qos, properties: {} } });
  }
});

test("a message's expiry counts down in the queue; expired ones are dropped and counted", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const lasting = { clientId: "s", cleanStart: false, properties: { sessionExpiryInterval: 600 } };
  const first = await TestClient.connect(broker, lasting);
  await first.subscribe("t", { qos: 1 });
  await first.disconnect();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("t", "short", { qos: 1, properties: { messageExpiryInterval: 5 } });
  publisher.publish("t", "long", { qos: 1, properties: { messageExpiryInterval: 100 } });
  publisher.publish("t", "for ever", { qos: 1 });
  await publisher.settled();
  clock.advance(30);
  const second = await TestClient.connect(broker, lasting);
  expect(await second.message()).toMatchObject({ text: "long", packet: { properties: { messageExpiryInterval: 70 } } });
  expect(await second.message()).toMatchObject({ text: "for ever", packet: { properties: {} } });
  expect(broker.tenant().counters.dropped.expired).toBe(1);
});

test("a client's topic aliases are learnt, changed, and refused beyond our maximum or unknown", async () => {
  await using broker = await startBroker({ limits: { topicAliasMaximum: 2 } });
  const client = await TestClient.connect(broker);
  expect(client.connack.properties.topicAliasMaximum).toBe(2);
  await client.subscribe("#");
  client.publish("first", "1", { properties: { topicAlias: 1 } });
  client.publish("", "2", { properties: { topicAlias: 1 } });
  client.publish("second", "3", { properties: { topicAlias: 1 } });
  client.publish("", "4", { properties: { topicAlias: 1 } });
  const topics = [];
  for (let i = 0; i < 4; i++) topics.push((await client.message()).topic);
  expect(topics).toEqual(["first", "first", "second", "second"]);
  client.publish("third", "x", { properties: { topicAlias: 3 } });
  expect((await client.next(DISCONNECT)).reasonCode).toBe(0x94);
  const other = await TestClient.connect(broker);
  other.publish("", "x", { properties: { topicAlias: 2 } });
  expect((await other.next(DISCONNECT)).reasonCode).toBe(0x82);
});

test("a client that allows topic aliases is sent them, up to its maximum, afresh on each connection", async () => {
  await using broker = await startBroker();
  const lasting = {
    clientId: "s",
    cleanStart: false,
    properties: { topicAliasMaximum: 2, sessionExpiryInterval: 60 },
  };
  const first = await TestClient.connect(broker, lasting);
  await first.subscribe("#", { qos: 1 });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  const seen = [];
  for (const topic of ["a", "a", "b", "c", "b", "a"]) {
    publisher.publish(topic, topic, { qos: topic === "b" ? 1 : 0 });
    const { text, packet } = await first.message();
    seen.push([packet.topic, packet.properties.topicAlias ?? 0, text]);
  }
  expect(seen).toEqual([
    ["a", 1, "a"],
    ["", 1, "a"],
    ["b", 2, "b"],
    ["c", 0, "c"],
    ["", 2, "b"],
    ["", 1, "a"],
  ]);
  await first.kill();
  const second = await TestClient.connect(broker, lasting);
  publisher.publish("b", "b");
  const { packet } = await second.message();
  expect([packet.topic, packet.properties.topicAlias]).toEqual(["b", 1]);
});

test("a client that would take any number of topic aliases gets no more than we keep", async () => {
  await using broker = await startBroker({ limits: { topicAliasMaximum: 3 } });
  const client = await TestClient.connect(broker, { properties: { topicAliasMaximum: 65_535 } });
  await client.subscribe("#");
  const aliases: unknown[] = [];
  for (const topic of ["a", "b", "c", "d", "a"]) {
    client.publish(topic);
    aliases.push((await client.message()).packet.properties.topicAlias);
  }
  expect(aliases).toEqual([1, 2, 3, undefined, 1]);
});

test("a message too large for a client is dropped for it alone, counted, and its window goes on", async () => {
  await using broker = await startBroker();
  const small = await TestClient.connect(broker, {
    clientId: "small",
    properties: { maximumPacketSize: 100, receiveMaximum: 1, topicAliasMaximum: 5 },
  });
  const large = await TestClient.connect(broker, { clientId: "large" });
  await small.subscribe("t", { qos: 1 });
  await large.subscribe("t", { qos: 1 });
  for (const qos of [0, 1] as const) {
    large.publish("t", Buffer.alloc(200, "x"), { qos });
    large.publish("t", "fits", { qos });
  }
  expect(await small.messages(2)).toEqual(["fits", "fits"]);
  expect(broker.tenant().counters.dropped.packetTooLarge).toBe(2);
  expect((await large.settled()).filter(({ type }) => type === 3).length).toBe(4);
});

test("a payload said to be UTF-8 that is not is refused", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker);
  await client.subscribe("t");
  const bad = { properties: { payloadFormatIndicator: 1 as const } };
  client.publish("t", Buffer.from([0xc3, 0x28]), { qos: 1, ...bad });
  expect((await client.next(PUBACK)).reasonCode).toBe(0x99);
  const packetId = client.publish("t", Buffer.from([0xc3, 0x28]), { qos: 2, ...bad });
  expect((await client.next(PUBREC)).reasonCode).toBe(0x99);
  // Over with that answer: the same packet id is a new message [MQTT-4.3.3-9].
  client.publish("t", "good", { qos: 2, packetId, ...bad });
  expect((await client.message()).text).toBe("good");
});

test("CONNACK tells what was granted other than asked, and assigns a client id", async () => {
  await using broker = await startBroker({ limits: { keepAliveSecondsMax: 60 } });
  const client = await TestClient.connect(broker, {
    clientId: "",
    keepAlive: 100,
    properties: { requestResponseInformation: 1 },
  });
  const { properties } = client.connack;
  expect(properties.assignedClientIdentifier).toMatch(/^auto-/);
  expect(properties).toMatchObject({
    serverKeepAlive: 60,
    receiveMaximum: broker.broker.limits.receiveMaximum,
    maximumPacketSize: broker.broker.limits.maximumPacketSizeBytes,
    responseInformation: "device/response",
  });
  const modest = await TestClient.connect(broker, { clientId: "m", keepAlive: 30 });
  expect(modest.connack.properties.serverKeepAlive).toBeUndefined();
  expect(modest.connack.properties.responseInformation).toBeUndefined();
});

test("an empty client id: fine in 5.0 and in 3.1.1 with Clean Session, refused otherwise", async () => {
  await using broker = await startBroker();
  const clean = await TestClient.connect(broker, { version: 4, clientId: "" });
  expect(clean.connack.reasonCode).toBe(0);
  const cases = [
    { version: 4, cleanStart: false },
    { version: 3, cleanStart: true },
  ] as const;
  for (const options of cases) {
    const client = new TestClient(broker.port);
    client.sendConnect({ ...options, clientId: "" });
    expect((await client.next(CONNACK)).reasonCode).toBe(2);
    await client.closed();
  }
});

test("reason strings come only to those who want problem information", async () => {
  await using broker = await startBroker();
  for (const requestProblemInformation of [0, 1] as const) {
    const client = await TestClient.connect(broker, { properties: { requestProblemInformation } });
    client.sendBytes("00 00");
    const { properties } = await client.next(DISCONNECT);
    expect(properties.reasonString !== undefined).toBe(requestProblemInformation === 1);
  }
});

test("an authentication method that we do not speak is refused with 0x8C", async () => {
  await using broker = await startBroker();
  const client = new TestClient(broker.port);
  client.sendConnect({ properties: { authenticationMethod: "SCRAM-SHA-1", authenticationData: Buffer.from("n,,") } });
  expect((await client.next(CONNACK)).reasonCode).toBe(0x8c);
  await client.closed();
});
