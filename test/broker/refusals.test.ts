import { expect, test } from "vitest";
import type { BrokerEvent } from "#core/control.ts";
import { CONNACK, DISCONNECT, PUBACK } from "#core/mqtt/packets.ts";
import { FakeClock, rule, startBroker, type TestBrokerOptions } from "./broker.ts";
import { TestClient } from "./client.ts";

/** Whatever the broker refuses, its owner sees: each kind of refusal, and the event that it makes. */

async function broker(options: TestBrokerOptions = {}) {
  const started = await startBroker({ clock: new FakeClock(), ...options });
  const events: BrokerEvent[] = [];
  started.tenant().events.subscribe((event) => events.push(event));
  return Object.assign(started, {
    /** The last event of this type. */
    told: (type: BrokerEvent["type"]) => events.findLast((event) => event.type === type),
  });
}

test("a will that is denied at CONNECT is told with its topic and the rule", async () => {
  const deny = rule("deny", "publish", "secret/#");
  await using hato = await broker({ rules: { d: [deny] } });
  const client = new TestClient(hato.port);
  client.sendConnect({ username: "acme/d", will: { topic: "secret/a", qos: 1, retain: true } });
  expect((await client.next(CONNACK)).reasonCode).toBe(0x87);
  expect(hato.told("connectRefused")).toMatchObject({
    refusal: "willDenied",
    will: { topic: "secret/a", qos: 1, retain: true, rule: { filter: "secret/#" } },
  });
});

test("a connection too many is told with the limit", async () => {
  await using hato = await broker({ limits: { connectionsPerTenantMax: 1 } });
  await TestClient.connect(hato, { clientId: "first" });
  await TestClient.connect(hato, { clientId: "second" });
  expect(hato.told("connectRefused")).toMatchObject({
    refusal: "quotaExceeded",
    limit: { limit: "connectionsPerTenantMax" },
  });
});

test("a CONNECT that cannot be served is told to the tenant that it names, if that is known", async () => {
  await using hato = await broker({ limits: { clientIdBytesMax: 30, topicLevelsMax: 2 } });
  await TestClient.connect(hato, { username: "acme/known" });
  const client = new TestClient(hato.port);
  client.sendConnect({ username: "acme/d", clientId: "x".repeat(31) });
  expect((await client.next(CONNACK)).reasonCode).toBe(0x85);
  expect(hato.told("connectRefused")).toMatchObject({
    refusal: "clientIdInvalid",
    deviceName: "d",
    deviceId: undefined,
    detail: "client id of more than 30 bytes",
  });
  const wild = new TestClient(hato.port);
  wild.sendConnect({ username: "acme/d", will: { topic: "a/b/c" } });
  await wild.next(CONNACK);
  expect(hato.told("connectRefused")).toMatchObject({ refusal: "protocolError", reasonCode: 0x90 });
});

test("a breach of the protocol and a takeover are told as the end of the connection", async () => {
  await using hato = await broker();
  const client = await TestClient.connect(hato, { clientId: "c" });
  await TestClient.connect(hato, { clientId: "c" });
  expect((await client.next(DISCONNECT)).reasonCode).toBe(0x8e);
  expect(hato.told("disconnected")).toMatchObject({ reasonCode: 0x8e, clientId: "c" });
  const breaching = await TestClient.connect(hato, { clientId: "b" });
  breaching.publish("a/#", "x");
  expect((await breaching.next(DISCONNECT)).reasonCode).toBe(0x90);
  expect(hato.told("disconnected")).toMatchObject({ reasonCode: 0x90, detail: expect.stringContaining("wildcard") });
});

test("a subscription that is none, or one too many, is told as what it is", async () => {
  await using hato = await broker({ limits: { subscriptionsPerSessionMax: 1 } });
  const client = await TestClient.connect(hato);
  expect((await client.subscribe("a/#/b")).reasonCodes).toEqual([0x8f]);
  expect(hato.told("subscribeDenied")).toMatchObject({ filter: "a/#/b", rule: undefined, fault: "hashNotLast" });
  await client.subscribe("first");
  expect((await client.subscribe("second")).reasonCodes).toEqual([0x97]);
  expect(hato.told("limitReached")).toMatchObject({ limit: "subscriptionsPerSessionMax", topic: "second" });
});

test("a message that is not the text it says it is, and one that cannot be retained, are told as drops", async () => {
  const clock = new FakeClock();
  await using hato = await broker({ clock, limits: { retainedPerTenantMax: 0 } });
  const client = await TestClient.connect(hato);
  const properties = { payloadFormatIndicator: 1 } as const;
  client.publish("text", Buffer.from([0xff]), { qos: 1, properties });
  expect((await client.next(PUBACK)).reasonCode).toBe(0x99);
  client.publish("kept", "x", { qos: 1, retain: true });
  expect((await client.next(PUBACK)).reasonCode).toBe(0x97);
  clock.advance(1);
  expect(hato.told("dropped")).toMatchObject({ reason: "retainedQuota", topic: "kept" });
});

test("what waits for a client is dropped when it may not have it any more, and told with the rule", async () => {
  const clock = new FakeClock();
  await using hato = await broker({ clock });
  const lasting = { username: "acme/d", clientId: "d", cleanStart: false, properties: { sessionExpiryInterval: 60 } };
  const first = await TestClient.connect(hato, lasting);
  await first.subscribe("a/#", { qos: 1 });
  await first.disconnect();
  const other = await TestClient.connect(hato, { username: "acme/other", clientId: "o" });
  other.publish("a/b", "x", { qos: 1 });
  await other.next(PUBACK);
  hato.tenant().replaceRules("d", [rule("deny", "both", "a/#")]);
  expect(hato.told("subscriptionCut")).toMatchObject({ filter: "a/#", qos: 1, rule: { filter: "a/#" } });
});

test("what a cut member of a shared subscription was to have goes to another", async () => {
  await using hato = await broker();
  const lasting = { cleanStart: false, properties: { sessionExpiryInterval: 60 } };
  const away = await TestClient.connect(hato, { ...lasting, username: "acme/away", clientId: "away" });
  await away.subscribe("$share/g/jobs", { qos: 1 });
  await away.disconnect();
  const other = await TestClient.connect(hato, { username: "acme/other", clientId: "other" });
  other.publish("jobs", "waiting", { qos: 1 });
  await other.next(PUBACK);
  const worker = await TestClient.connect(hato, { username: "acme/worker", clientId: "worker" });
  await worker.subscribe("$share/g/jobs", { qos: 1 });
  hato.tenant().replaceRules("away", []);
  expect((await worker.message()).text).toBe("waiting");
});
