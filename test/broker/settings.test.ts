import { expect, test } from "vitest";
import { CONNACK, DISCONNECT, PUBACK } from "#core/mqtt/packets.ts";
import { FakeClock, startBroker, type TestBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

/** As a notice from the database would. */
function set(
  { broker }: TestBroker,
  limits: Readonly<Record<string, unknown>>,
  policies: Readonly<Record<string, unknown>> = {},
  tenantId = "acme",
): void {
  broker.settings.put(tenantId, { tenantId, limits, policies });
  broker.tenant(tenantId)?.applySettings();
}

test("a tenant's own limits hold from its first client on, and for nobody else", async () => {
  await using broker = await startBroker();
  set(broker, { receiveMaximum: 7, maximumPacketSizeBytes: 2_000, topicAliasMaximum: 3, keepAliveSecondsMax: 60 });
  const ours = await TestClient.connect(broker, { keepAlive: 600 });
  expect(ours.connack.properties).toMatchObject({
    receiveMaximum: 7,
    maximumPacketSize: 2_000,
    topicAliasMaximum: 3,
    serverKeepAlive: 60,
  });
  ours.publish("t", "x".repeat(2_000));
  expect((await ours.next(DISCONNECT)).reasonCode).toBe(0x95);
  const theirs = await TestClient.connect(broker, { username: "rival/client" });
  expect(theirs.connack.properties).toMatchObject({ receiveMaximum: 1_024, maximumPacketSize: 1_048_576 });
});

test("nothing a tenant sets lifts it above the installation", async () => {
  await using broker = await startBroker({ limits: { receiveMaximum: 10, publishesPerSecondMax: 5 } });
  set(broker, { receiveMaximum: 1_000, publishesPerSecondMax: 0, clientIdBytesMax: 23, connectTimeoutSeconds: 1 });
  expect(broker.tenant().limits).toEqual(broker.broker.limits);
});

test("what a client was told holds for it until it comes again", async () => {
  await using broker = await startBroker();
  const client = await TestClient.connect(broker, { autoAck: false });
  await client.subscribe("t");
  set(broker, { receiveMaximum: 1, topicAliasMaximum: 0 });
  client.publish("t", "x", { properties: { topicAlias: 32 } });
  await client.message();
  // Two QoS 2 PUBLISHes that are not released are one more than a newcomer may have.
  client.publish("u", "x", { qos: 2 });
  client.publish("u", "x", { qos: 2 });
  await client.any();
  await client.any();
  expect(await client.settled()).toEqual([]);
  const again = await TestClient.connect(broker, { clientId: "again", autoAck: false });
  again.publish("u", "x", { qos: 2 });
  await again.any();
  again.publish("u", "x", { qos: 2 });
  expect((await again.next(DISCONNECT)).reasonCode).toBe(0x93);
});

test("a lower number of connections ends those that came last, and tells them", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const clients: TestClient[] = [];
  for (const clientId of ["a", "b", "c"]) {
    clients.push(await TestClient.connect(broker, { clientId }));
    clock.advance(1);
  }
  const [first, ...others] = clients as [TestClient, TestClient, TestClient];
  set(broker, { connectionsPerTenantMax: 1 });
  for (const client of others) expect((await client.next(DISCONNECT)).reasonCode).toBe(0x97);
  expect(await first.settled()).toEqual([]);
  expect((await TestClient.connect(broker, { clientId: "d" })).connack.reasonCode).toBe(0x97);
  set(broker, {});
  expect((await TestClient.connect(broker, { clientId: "d" })).connack.reasonCode).toBe(0);
});

test("a rate that is set holds for open connections at once, and one that is lifted lets go at once", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const client = await TestClient.connect(broker);
  await client.subscribe("t");
  set(broker, { publishesPerSecondMax: 2 });
  for (let i = 0; i < 5; i++) client.publish("t", String(i));
  expect(await client.messages(2)).toEqual(["0", "1"]);
  const other = await TestClient.connect(broker, { clientId: "other" });
  await other.settled();
  expect(broker.tenant().counters.messagesReceived).toBe(2);
  set(broker, {});
  expect(await client.messages(3)).toEqual(["2", "3", "4"]);
});

test("who publishes above the rate is disconnected, where the tenant wants that", async () => {
  await using broker = await startBroker({ clock: new FakeClock(), limits: { publishesPerSecondMax: 3 } });
  set(broker, {}, { overRate: "disconnect" });
  const client = await TestClient.connect(broker);
  for (let i = 0; i < 3; i++) {
    client.publish("t", "x", { qos: 1 });
    await client.next(PUBACK);
  }
  client.publish("t", "x", { qos: 1 });
  expect((await client.next(DISCONNECT)).reasonCode).toBe(0x96);
  await client.closed();
  const old = new TestClient(broker.port);
  old.sendConnect({ version: 4, clientId: "old" });
  await old.next(CONNACK);
  for (let i = 0; i < 4; i++) old.publish("t", "x");
  await old.closed();
});

test("settings of no known name or shape change nothing", async () => {
  await using broker = await startBroker();
  set(broker, { receiveMaximum: "7", inflightMax: -1, nonsense: 1 }, { overRate: "explode", __proto__: "x" });
  expect(broker.tenant().limits).toEqual(broker.broker.limits);
  expect(broker.tenant().policies).toMatchObject({ overRate: "slow" });
});
