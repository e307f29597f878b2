import { expect, test } from "vitest";
import { CONNACK, PUBLISH } from "#core/mqtt/packets.ts";
import { FakeClock, rule, startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

const WILL = { topic: "will/a", payload: Buffer.from("gone") };

async function witness(broker: Awaited<ReturnType<typeof startBroker>>): Promise<TestClient> {
  const client = await TestClient.connect(broker, { clientId: "witness" });
  await client.subscribe("will/#", { qos: 2 });
  return client;
}

for (const version of [3, 4, 5] as const) {
  test(`v${version}: a cut connection publishes the will, DISCONNECT discards it`, async () => {
    await using broker = await startBroker();
    const witnessing = await witness(broker);
    const polite = await TestClient.connect(broker, { version, clientId: "polite", will: WILL });
    await polite.disconnect();
    const cut = await TestClient.connect(broker, {
      version,
      clientId: "cut",
      will: { ...WILL, topic: "will/b", qos: 1 },
    });
    await cut.kill();
    expect(await witnessing.message()).toMatchObject({
      topic: "will/b",
      text: "gone",
      packet: { qos: 1, retain: false },
    });
    expect(await witnessing.settled()).toEqual([]);
  });
}

test("DISCONNECT 0x04 and a breach of the protocol publish the will", async () => {
  await using broker = await startBroker();
  const witnessing = await witness(broker);
  const wanting = await TestClient.connect(broker, { clientId: "wanting", will: WILL });
  await wanting.disconnect(0x04);
  expect((await witnessing.message()).text).toBe("gone");
  const broken = await TestClient.connect(broker, { clientId: "broken", will: WILL });
  broken.sendBytes("00 00");
  expect((await witnessing.message()).text).toBe("gone");
});

test("the will's properties are passed on, and it may be retained", async () => {
  await using broker = await startBroker();
  const properties = {
    contentType: "text/plain",
    responseTopic: "answer/here",
    correlationData: Buffer.from("42"),
    payloadFormatIndicator: 1 as const,
    messageExpiryInterval: 60,
    userProperties: [
      ["a", "1"],
      ["a", "2"],
    ] as const,
  };
  const client = await TestClient.connect(broker, { clientId: "c", will: { ...WILL, retain: true, properties } });
  await client.kill();
  await expect.poll(() => broker.tenant().retained.size).toBe(1);
  const witnessing = await witness(broker);
  const { packet } = await witnessing.message();
  expect(packet.retain).toBe(true);
  expect(packet.properties).toEqual(properties);
});

test("a delayed will waits; the client's return cancels it", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const witnessing = await witness(broker);
  const options = {
    clientId: "c",
    cleanStart: false,
    properties: { sessionExpiryInterval: 100 },
    will: { ...WILL, properties: { willDelayInterval: 10 } },
  };
  const first = await TestClient.connect(broker, options);
  await first.kill();
  await expect.poll(() => broker.tenant().sessions.online).toBe(1);
  clock.advance(9);
  expect(await witnessing.settled()).toEqual([]);
  const second = await TestClient.connect(broker, options);
  clock.advance(5);
  expect(await witnessing.settled()).toEqual([]);
  await second.kill();
  await expect.poll(() => broker.tenant().sessions.online).toBe(1);
  clock.advance(11);
  expect((await witnessing.message()).text).toBe("gone");
});

test("a delayed will does not outwait its session", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const witnessing = await witness(broker);
  const options = { clientId: "c", will: { ...WILL, properties: { willDelayInterval: 1000 } } };
  const client = await TestClient.connect(broker, { ...options, properties: { sessionExpiryInterval: 5 } });
  await client.kill();
  await expect.poll(() => broker.tenant().sessions.online).toBe(1);
  clock.advance(6);
  expect((await witnessing.message()).text).toBe("gone");
});

test("takeover: with clean start the delayed will goes out, without it is cancelled", async () => {
  await using broker = await startBroker();
  const witnessing = await witness(broker);
  const will = { ...WILL, properties: { willDelayInterval: 1000 } };
  const properties = { sessionExpiryInterval: 100 };
  await TestClient.connect(broker, { clientId: "c", cleanStart: false, properties, will });
  await TestClient.connect(broker, { clientId: "c", cleanStart: false, properties, will });
  expect(await witnessing.settled()).toEqual([]);
  await TestClient.connect(broker, { clientId: "c", cleanStart: true, properties });
  expect((await witnessing.message()).text).toBe("gone");
});

test("a will that the rules forbid stops the CONNECT; so does a will topic that is none", async () => {
  const rules = { limited: [rule("allow", "both", "mine/#")] };
  const clock = new FakeClock();
  await using broker = await startBroker({ rules, clock });
  const events: { type: string }[] = [];
  broker.tenant().events.subscribe((event) => events.push(event));
  const five = new TestClient(broker.port);
  five.sendConnect({ clientId: "limited", will: WILL });
  expect((await five.next(CONNACK)).reasonCode).toBe(0x87);
  await five.closed();
  const four = new TestClient(broker.port);
  four.sendConnect({ version: 4, clientId: "limited", will: WILL });
  expect((await four.next(CONNACK)).reasonCode).toBe(5);
  clock.advance(1);
  const will = { topic: WILL.topic, rule: undefined };
  const refused = { type: "connectRefused", refusal: "willDenied", reasonCode: 0x87, count: 1, will };
  expect(events).toMatchObject([refused, refused]);
  const wild = new TestClient(broker.port);
  wild.sendConnect({ clientId: "wild", will: { topic: "a/#" } });
  expect((await wild.next(CONNACK)).reasonCode).toBe(0x90);
});

test("a will is published with the rights its client has when it is cut", async () => {
  await using broker = await startBroker();
  const witnessing = await witness(broker);
  const client = await TestClient.connect(broker, { clientId: "c", will: WILL });
  broker.tenant().replaceRules("c", [rule("allow", "both", "elsewhere")]);
  await client.kill();
  await expect.poll(() => broker.tenant().counters.publishDenied).toBe(1);
  const events: { type: string }[] = [];
  broker.tenant().events.subscribe((event) => events.push(event));
  expect(events.at(-1)).toMatchObject({ type: "willDenied", topic: WILL.topic });
  expect((await witnessing.settled()).filter(({ type }) => type === PUBLISH)).toEqual([]);
});
