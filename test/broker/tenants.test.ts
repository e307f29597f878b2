import { connect } from "node:net";
import { expect, test, vi } from "vitest";
import type { BrokerEvent } from "#core/control.ts";
import { CONNACK, DISCONNECT, PUBACK } from "#core/mqtt/packets.ts";
import { startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

test("two tenants with the same device, client id and topics never see each other", async () => {
  await using broker = await startBroker();
  const ours = await TestClient.connect(broker, { clientId: "sensor-1", username: "ours/sensor-1" });
  const theirs = await TestClient.connect(broker, { clientId: "sensor-1", username: "theirs/sensor-1" });
  for (const client of [ours, theirs]) {
    await client.subscribe("#", { qos: 2 });
    await client.subscribe("$share/g/t", { qos: 2 });
  }
  ours.publish("t", "ours", { retain: true });
  theirs.publish("t", "theirs", { retain: true });
  expect(new Set(await ours.messages(2))).toEqual(new Set(["ours"]));
  expect(new Set(await theirs.messages(2))).toEqual(new Set(["theirs"]));
  await ours.subscribe("t");
  expect(await ours.messages(1)).toEqual(["ours"]);
  expect(await ours.settled()).toEqual([]);
  expect(await theirs.settled()).toEqual([]);
  expect(broker.tenant("ours").counters.messagesReceived).toBe(1);
});

test("events tell what happened to whom, the ring tells those who come later", async () => {
  await using broker = await startBroker();
  const tenant = broker.tenant();
  const client = await TestClient.connect(broker, { clientId: "c", username: "acme/d" });
  await client.disconnect();
  const events: BrokerEvent[] = [];
  const stop = tenant.events.subscribe((event) => events.push(event));
  expect(events).toMatchObject([
    {
      type: "connected",
      seq: 1,
      tenantId: "acme",
      deviceId: "d",
      deviceName: "d",
      clientId: "c",
      transport: "tcp",
      address: "127.0.0.1",
      protocolVersion: 5,
      sessionPresent: false,
    },
    { type: "disconnected", seq: 2, reasonCode: 0 },
  ]);
  const after: BrokerEvent[] = [];
  tenant.events.subscribe((event) => after.push(event), { after: 1 });
  expect(after.map(({ seq }) => seq)).toEqual([2]);
  // Whoever names a number that was not given yet means a broker before this one.
  const restarted: BrokerEvent[] = [];
  tenant.events.subscribe((event) => restarted.push(event), { after: 60 })();
  expect(restarted.map(({ seq }) => seq)).toEqual([1, 2]);
  stop();
  await TestClient.connect(broker, { clientId: "c2" });
  expect(events.length).toBe(2);
  expect(after.length).toBe(2);
});

test("what a client chose to call itself or its topic is told in part, so that the ring stays small", async () => {
  await using broker = await startBroker({ rules: { denied: [] } });
  const events: BrokerEvent[] = [];
  broker.tenant().events.subscribe((event) => events.push(event));
  const stranger = new TestClient(broker.port);
  stranger.sendConnect({ clientId: "c".repeat(65_000), username: `acme/${"d".repeat(60_000)}`, password: "wrong" });
  await stranger.next(CONNACK);
  const client = await TestClient.connect(broker, { clientId: "e".repeat(60_000), username: "acme/denied" });
  client.publish("t".repeat(60_000), "x", { qos: 1 });
  await client.next(PUBACK);
  await client.subscribe("f".repeat(60_000));
  expect(events.map(({ type }) => type)).toEqual(["connectRefused", "connected", "publishDenied", "subscribeDenied"]);
  // The id is our own, here made of the name.
  for (const event of events) expect(JSON.stringify({ ...event, deviceId: "" }).length).toBeLessThan(2_000);
  expect(events[0]?.clientId).toMatch(/^c{255}…$/);
});

test("PUBLISHes are told only while somebody listens for their device", async () => {
  await using broker = await startBroker();
  const tenant = broker.tenant();
  const client = await TestClient.connect(broker, { clientId: "c", username: "acme/d" });
  const all: BrokerEvent[] = [];
  tenant.events.subscribe((event) => all.push(event));
  client.publish("t", "unseen");
  await client.settled();
  const watched: BrokerEvent[] = [];
  const stop = tenant.events.subscribe((event) => watched.push(event), { deviceId: "d", after: 1 });
  client.publish("t", "seen", { qos: 1 });
  await client.settled();
  const other = await TestClient.connect(broker, { clientId: "o", username: "acme/other" });
  other.publish("t", "another's");
  await other.settled();
  const second = await TestClient.connect(broker, { clientId: "c2", username: "acme/d" });
  second.publish("u", "from a later connection");
  await second.settled();
  expect(watched.map(({ type }) => type)).toEqual(["published", "connected", "published"]);
  expect(watched[0]).toMatchObject({
    topic: "t",
    qos: 1,
    retain: false,
    payloadBytes: 4,
    payloadBase64: Buffer.from("seen").toString("base64"),
    receivers: 0,
    deviceId: "d",
  });
  expect(all.some(({ type }) => type === "published")).toBe(false);
  stop();
  client.publish("t", "unseen again");
  await client.settled();
  expect(watched.length).toBe(3);
});

test("presence tells who is connected; a device, or one credential of it, can be disconnected", async () => {
  await using broker = await startBroker();
  const tenant = broker.tenant();
  const one = await TestClient.connect(broker, { clientId: "one", username: "acme/d", version: 4 });
  const two = await TestClient.connect(broker, { clientId: "two", username: "acme/d" });
  await TestClient.connect(broker, { clientId: "x", username: "acme/other" });
  await TestClient.connect(broker, { username: null });
  expect(tenant.presence().map(({ deviceId }) => deviceId)).toEqual(["d", "other"]);
  expect(tenant.presence(["d", "nobody"])).toMatchObject([
    { deviceId: "d", connections: 2, clientId: "two", transport: "tcp", address: "127.0.0.1", protocolVersion: 5 },
  ]);
  expect(tenant.disconnectCredential("d", "another")).toBe(0);
  expect(tenant.disconnectDevice("d", 0x98)).toBe(2);
  expect((await two.next(DISCONNECT)).reasonCode).toBe(0x98);
  await one.closed();
  await two.closed();
  expect(tenant.presence(["d"])).toEqual([]);
});

test("a forgotten device leaves no session behind", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker, { properties: { sessionExpiryInterval: 100 } });
  await client.subscribe("t");
  broker.tenant().forgetDevice("client");
  await client.closed();
  expect(broker.tenant().sessions.size).toBe(0);
  expect(broker.tenant().receivers.tree.size).toBe(0);
});

test("a connection ends with its credential", async () => {
  await using broker = await startBroker();
  const { authenticate } = broker.broker;
  Object.assign(broker.broker, {
    authenticate: async (request: Parameters<typeof authenticate>[0]) => ({
      ...(await authenticate(request)),
      expiresAtMs: Date.now() + 1,
    }),
  });
  const client = await TestClient.connect(broker);
  expect((await client.next(DISCONNECT)).reasonCode).toBe(0xa0);
});

test("draining tells 5.0 clients, closes all, and publishes no will", async () => {
  const broker = await startBroker();
  const witness = await TestClient.connect(broker, { clientId: "w" });
  await witness.subscribe("will");
  const five = await TestClient.connect(broker, { clientId: "five", will: { topic: "will" } });
  const four = await TestClient.connect(broker, { clientId: "four", version: 4, will: { topic: "will" } });
  await broker.broker.drain();
  expect((await five.next(DISCONNECT)).reasonCode).toBe(0x8b);
  await four.closed();
  expect((await witness.next(DISCONNECT)).reasonCode).toBe(0x8b);
  await expect(TestClient.connect(broker)).rejects.toThrow();
});

test("draining does not wait long for a client that never closes its side", async () => {
  const broker = await startBroker();
  const gone = connect({ host: "127.0.0.1", port: broker.port, allowHalfOpen: true }).pause();
  await expect.poll(() => broker.broker.connections.size).toBe(1);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const drained = broker.broker.drain();
  vi.advanceTimersByTime(2_500);
  vi.useRealTimers();
  await drained;
  expect(broker.broker.connections.size).toBe(0);
  gone.destroy();
});
