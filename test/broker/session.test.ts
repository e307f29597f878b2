import { expect, test } from "vitest";
import { DISCONNECT, PUBACK, PUBCOMP, PUBLISH, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import { FakeClock, startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

const LASTING = { clientId: "s", cleanStart: false, properties: { sessionExpiryInterval: 3600 } } as const;

test("a session that lasts keeps subscriptions and queued messages, and says so", async () => {
  await using broker = await startBroker();
  const first = await TestClient.connect(broker, LASTING);
  expect(first.connack.sessionPresent).toBe(false);
  await first.subscribe("t", { qos: 1 });
  await first.disconnect();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (const text of ["1", "2", "3"]) publisher.publish("t", text, { qos: 1 });
  publisher.publish("t", "at most once", { qos: 0 });
  await publisher.settled();
  const second = await TestClient.connect(broker, LASTING);
  expect(second.connack.sessionPresent).toBe(true);
  expect(await second.messages(3)).toEqual(["1", "2", "3"]);
  expect(await second.settled()).toEqual([]);
});

test("v3.1.1: Clean Session 0 resumes, Clean Session 1 forgets", async () => {
  await using broker = await startBroker();
  const options = { version: 4, clientId: "s", cleanStart: false } as const;
  const first = await TestClient.connect(broker, options);
  await first.subscribe("t", { qos: 1 });
  await first.disconnect();
  const second = await TestClient.connect(broker, options);
  expect(second.connack.sessionPresent).toBe(true);
  await second.disconnect();
  const clean = await TestClient.connect(broker, { ...options, cleanStart: true });
  expect(clean.connack.sessionPresent).toBe(false);
  await clean.disconnect();
  const third = await TestClient.connect(broker, options);
  expect(third.connack.sessionPresent).toBe(false);
});

test("without an expiry the session ends with its connection", async () => {
  await using broker = await startBroker();
  const first = await TestClient.connect(broker, { clientId: "s", cleanStart: false });
  await first.subscribe("t");
  await first.disconnect();
  expect(broker.tenant().sessions.size).toBe(0);
  const second = await TestClient.connect(broker, { clientId: "s", cleanStart: false });
  expect(second.connack.sessionPresent).toBe(false);
});

test("a session expires when its interval has passed, and not before", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const client = await TestClient.connect(broker, { ...LASTING, properties: { sessionExpiryInterval: 10 } });
  await client.subscribe("t", { qos: 1 });
  await client.kill();
  await expect.poll(() => broker.tenant().sessions.online).toBe(0);
  clock.advance(9);
  expect(broker.tenant().sessions.size).toBe(1);
  clock.advance(2);
  expect(broker.tenant().sessions.size).toBe(0);
  expect(broker.tenant().receivers.tree.size).toBe(0);
});

test("a longer expiry than we grant is answered with ours", async () => {
  await using broker = await startBroker({ limits: { sessionExpirySecondsMax: 60 } });
  const client = await TestClient.connect(broker, { properties: { sessionExpiryInterval: 0xffff_ffff } });
  expect(client.connack.properties.sessionExpiryInterval).toBe(60);
});

test("DISCONNECT changes the expiry; from zero it must not", async () => {
  await using broker = await startBroker();
  const shortened = await TestClient.connect(broker, LASTING);
  await shortened.disconnect(0, { sessionExpiryInterval: 0 });
  expect(broker.tenant().sessions.size).toBe(0);
  const zero = await TestClient.connect(broker, { clientId: "zero" });
  zero.send({ type: DISCONNECT, reasonCode: 0, properties: { sessionExpiryInterval: 5 } });
  expect((await zero.next(DISCONNECT)).reasonCode).toBe(0x82);
  await zero.closed();
});

test("a second connection takes the client id over, and the first is told", async () => {
  await using broker = await startBroker();
  const first = await TestClient.connect(broker, LASTING);
  await first.subscribe("t", { qos: 1 });
  const second = await TestClient.connect(broker, LASTING);
  expect((await first.next(DISCONNECT)).reasonCode).toBe(0x8e);
  await first.closed();
  expect(second.connack.sessionPresent).toBe(true);
  second.publish("t", "mine now", { qos: 1 });
  expect((await second.settled()).map(({ type }) => type).sort()).toEqual([PUBLISH, PUBACK]);
  expect(broker.tenant().sessions.online).toBe(1);
});

test("another device with the same client id has a session of its own", async () => {
  await using broker = await startBroker();
  const mine = await TestClient.connect(broker, { clientId: "same", username: "acme/one" });
  const theirs = await TestClient.connect(broker, { clientId: "same", username: "acme/two" });
  await mine.subscribe("t");
  theirs.publish("t", "hello");
  expect((await mine.message()).text).toBe("hello");
  expect(await theirs.settled()).toEqual([]);
});

test("what was not acknowledged comes again in its order, with DUP and its old packet id", async () => {
  await using broker = await startBroker();
  const first = await TestClient.connect(broker, { ...LASTING, autoAck: false });
  await first.subscribe("t", { qos: 2 });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("t", "1", { qos: 1 });
  publisher.publish("t", "2", { qos: 2 });
  publisher.publish("t", "3", { qos: 2 });
  publisher.publish("t", "4", { qos: 1 });
  const sent = [await first.message(), await first.message(), await first.message(), await first.message()];
  expect(sent.map(({ packet }) => packet.dup)).toEqual([false, false, false, false]);
  const released = sent[2]?.packet.packetId ?? 0;
  first.ack(PUBREC, released);
  expect((await first.next(PUBREL)).packetId).toBe(released);
  await first.kill();
  const second = await TestClient.connect(broker, { ...LASTING, autoAck: false });
  // The third is beyond its PUBLISH: only its PUBREL is repeated [MQTT-4.3.3-6].
  expect((await second.next(PUBREL)).packetId).toBe(released);
  const again = [await second.message(), await second.message(), await second.message()];
  expect(again.map(({ text, packet }) => [text, packet.dup, packet.packetId])).toEqual(
    [sent[0], sent[1], sent[3]].map((message) => [message?.text, true, message?.packet.packetId]),
  );
  second.ack(PUBCOMP, released);
  second.ack(PUBACK, again[0]?.packet.packetId ?? 0);
  expect(await second.settled()).toEqual([]);
});

test("a QoS 2 packet id received stays received across a reconnect", async () => {
  await using broker = await startBroker();
  const subscriber = await TestClient.connect(broker, { clientId: "sub" });
  await subscriber.subscribe("t", { qos: 2 });
  const first = await TestClient.connect(broker, LASTING);
  const packetId = first.publish("t", "once", { qos: 2 });
  await first.next(PUBREC);
  await first.kill();
  const second = await TestClient.connect(broker, LASTING);
  second.publish("t", "once", { qos: 2, packetId, dup: true });
  await second.next(PUBREC);
  second.ack(PUBREL, packetId);
  await second.next(PUBCOMP);
  expect(await subscriber.messages(1)).toEqual(["once"]);
  expect(await subscriber.settled()).toEqual([]);
});

test("the queue of a client that is away is bounded: the oldest go, counted and told", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock, limits: { queuedMessagesMax: 3 } });
  const tenant = broker.tenant();
  const away = await TestClient.connect(broker, LASTING);
  await away.subscribe("t", { qos: 1 });
  await away.disconnect();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 1; i <= 5; i++) publisher.publish("t", String(i), { qos: 1 });
  await publisher.settled();
  expect(tenant.counters.dropped.queueFull).toBe(2);
  const events: unknown[] = [];
  tenant.events.subscribe((event) => events.push(event));
  clock.advance(1);
  expect(events.at(-1)).toMatchObject({ type: "dropped", reason: "queueFull", count: 2, topic: "t", clientId: "s" });
  const back = await TestClient.connect(broker, LASTING);
  expect(await back.messages(3)).toEqual(["3", "4", "5"]);
});

test("the queue is bounded in bytes too", async () => {
  await using broker = await startBroker({ limits: { queuedBytesMax: 2_500 } });
  const away = await TestClient.connect(broker, LASTING);
  await away.subscribe("t", { qos: 1 });
  await away.disconnect();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 0; i < 4; i++) publisher.publish("t", Buffer.alloc(1_000, String(i)), { qos: 1 });
  await publisher.settled();
  const back = await TestClient.connect(broker, LASTING);
  expect((await back.messages(2)).map((text) => text[0])).toEqual(["2", "3"]);
  expect(await back.settled()).toEqual([]);
});

test("no more QoS 1 and 2 PUBLISHes are on their way than the client's Receive Maximum", async () => {
  await using broker = await startBroker();
  const slow = await TestClient.connect(broker, { clientId: "s", properties: { receiveMaximum: 2 }, autoAck: false });
  await slow.subscribe("t", { qos: 2 });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 1; i <= 5; i++) publisher.publish("t", String(i), { qos: 1 });
  await publisher.settled();
  const received = [await slow.message(), await slow.message()];
  expect(received.map(({ text }) => text)).toEqual(["1", "2"]);
  expect(await slow.settled()).toEqual([]);
  for (let i = 3; i <= 5; i++) {
    slow.ack(PUBACK, received.shift()?.packet.packetId ?? 0);
    received.push(await slow.message());
    expect(received.at(-1)?.text).toBe(String(i));
  }
});

test("a session resumed with a smaller window is resent no more than fits", async () => {
  await using broker = await startBroker();
  const first = await TestClient.connect(broker, { ...LASTING, autoAck: false });
  await first.subscribe("t", { qos: 1 });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 1; i <= 4; i++) publisher.publish("t", String(i), { qos: 1 });
  await first.messages(4);
  await first.kill();
  const second = await TestClient.connect(broker, {
    ...LASTING,
    properties: { sessionExpiryInterval: 60, receiveMaximum: 1 },
    autoAck: false,
  });
  for (let i = 1; i <= 4; i++) {
    const { text, packet } = await second.message();
    expect([text, packet.dup]).toEqual([String(i), true]);
    expect(await second.settled()).toEqual([]);
    second.ack(PUBACK, packet.packetId);
  }
});

test("a client that never completes its QoS 2 deliveries fills its window once, however often it comes back", async () => {
  await using broker = await startBroker({ limits: { inflightMax: 4 } });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  const first = await TestClient.connect(broker, LASTING);
  await first.subscribe("t", { qos: 2 });
  await first.kill();
  for (let i = 0; i < 20; i++) publisher.publish("t", String(i), { qos: 2 });
  await publisher.settled();
  const got: string[] = [];
  for (let round = 0; round < 3; round++) {
    const client = await TestClient.connect(broker, { ...LASTING, autoAck: false });
    for (const packet of await client.settled()) {
      if (packet.type !== PUBLISH) continue;
      got.push(packet.payload.toString());
      client.ack(PUBREC, packet.packetId);
    }
    await client.settled();
    await client.kill();
  }
  expect(got).toEqual(["0", "1", "2", "3"]);
  // Whoever completes them gets the rest.
  const good = await TestClient.connect(broker, LASTING);
  expect(await good.messages(16)).toEqual(Array.from({ length: 16 }, (_, i) => String(i + 4)));
});
