import { expect, test } from "vitest";
import { PUBACK, PUBCOMP, PUBLISH, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import type { TraceRecord } from "#core/trace.ts";
import { findTrace } from "#server/trace/find-trace.ts";
import { listTraces } from "#server/trace/list-traces.ts";
import { FakeClock, rule, startBroker, type TestBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

/** What the broker remembers, the newest first, in full. */
async function tracesOf(broker: TestBroker): Promise<TraceRecord[]> {
  const { traces } = listTraces(broker.tenant(), { tenantId: "acme", limit: 200 });
  const found = await Promise.all(traces.map(({ id }) => findTrace(broker.tenant(), { tenantId: "acme", id })));
  return found.flatMap(({ trace }) => trace ?? []);
}

async function latest(broker: TestBroker): Promise<TraceRecord> {
  const [trace] = await tracesOf(broker);
  if (trace === undefined) throw new Error("nothing was traced");
  return trace;
}

test("a message on its way: who sent it, whom it matched, sent, acknowledged", async () => {
  await using broker = await startBroker();
  const receiver = await TestClient.connect(broker, { clientId: "r", autoAck: false });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  await receiver.subscribe("a/+", { qos: 1 });
  await receiver.subscribe("a/b", { qos: 1 });
  publisher.publish("a/b", "hello", { qos: 2 });
  await publisher.next(PUBREC);
  const { packet } = await receiver.message();
  const sent = await latest(broker);
  expect(sent).toMatchObject({
    kind: "sampled",
    source: "client",
    publisher: { deviceId: "p", clientId: "p", address: "127.0.0.1", transport: "tcp", protocolVersion: 5 },
    topic: "a/b",
    qos: 2,
    payloadBytes: 5,
    outcome: "waiting",
    matched: 1,
    answer: 0,
    oneIn: 1,
    receivers: [{ clientId: "r", filters: ["a/+", "a/b"], qos: 1, online: true, state: "sent", acknowledgedAt: null }],
  });
  receiver.ack(PUBACK, packet.packetId);
  await receiver.settled();
  const [done] = await tracesOf(broker);
  expect(done).toMatchObject({ id: sent.id, outcome: "arrived", receivers: [{ state: "acknowledged" }] });
  expect(done?.receivers[0]?.acknowledgedAt).not.toBeNull();
});

test("QoS 2 is received with PUBREC and acknowledged with PUBCOMP", async () => {
  await using broker = await startBroker();
  const receiver = await TestClient.connect(broker, { clientId: "r", autoAck: false });
  await receiver.subscribe("a", { qos: 2 });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("a", "x", { qos: 2 });
  const { packet } = await receiver.message();
  receiver.ack(PUBREC, packet.packetId);
  await receiver.next(PUBREL);
  const [received] = (await latest(broker)).receivers;
  expect(received).toMatchObject({ state: "sent", acknowledgedAt: null });
  expect(received?.receivedAt).not.toBeNull();
  receiver.ack(PUBCOMP, packet.packetId);
  await receiver.settled();
  expect((await latest(broker)).outcome).toBe("arrived");
});

test("a PUBLISH that the rules forbid, with the rule; a hundred alike are one", async () => {
  const rules = { p: [rule("allow", "both", "mine/#"), rule("deny", "publish", "a/#")] };
  await using broker = await startBroker({ rules });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 0; i < 100; i++) publisher.publish("a/b", "no");
  publisher.publish("elsewhere", "no", { qos: 1 });
  await publisher.next(PUBACK);
  expect(await tracesOf(broker)).toMatchObject([
    { topic: "elsewhere", outcome: "refused", refusal: { reason: "denied", rule: null }, count: 1 },
    { topic: "a/b", kind: "always", refusal: { reason: "denied", rule: { filter: "a/#" } }, count: 100, matched: 0 },
  ]);
});

test("nobody subscribed: the subscriptions that nearly match, the likeliest slip first", async () => {
  const rules = { denied: [rule("allow", "both", "mine/#")] };
  await using broker = await startBroker({ rules });
  const receiver = await TestClient.connect(broker, { clientId: "r" });
  for (const filter of ["/site/a/temperature", "site/a/temprature", "site/b/temperature", "other/a/humidity/x"]) {
    await receiver.subscribe(filter);
  }
  const denied = await TestClient.connect(broker, { clientId: "denied" });
  await denied.subscribe("site/#");
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("site/a/temperature", "21", { qos: 1 });
  await publisher.next(PUBACK);
  const { id, outcome, answer } = await latest(broker);
  expect({ outcome, answer }).toEqual({ outcome: "nobody", answer: 0x10 });
  const { nearMisses } = await findTrace(broker.tenant(), { tenantId: "acme", id });
  expect(nearMisses).toMatchObject([
    { kind: "denied", filter: "site/#", deviceId: "denied" },
    { kind: "slash", filter: "/site/a/temperature", deviceId: "r" },
    { kind: "spelling", filter: "site/a/temprature", level: 3 },
    { kind: "level", filter: "site/b/temperature", level: 2 },
  ]);
});

test("others subscribed, and the device that was asked about did not", async () => {
  await using broker = await startBroker();
  const receiver = await TestClient.connect(broker, { clientId: "r" });
  await receiver.subscribe("a/b");
  const asked = await TestClient.connect(broker, { clientId: "asked" });
  await asked.subscribe("A/b");
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("a/b", "x");
  await receiver.message();
  const { id } = await latest(broker);
  const answer = await findTrace(broker.tenant(), { tenantId: "acme", id, receiverId: "asked" });
  expect(answer.nearMisses).toMatchObject([{ kind: "case", filter: "A/b", level: 1 }]);
  const list = (receiverId: string) => listTraces(broker.tenant(), { tenantId: "acme", limit: 1, receiverId }).traces;
  expect(list("asked")).toMatchObject([{ outcome: "arrived", receiver: "noMatch" }]);
  expect(list("r")).toMatchObject([{ outcome: "arrived", receiver: "sent" }]);
  const other = await findTrace(broker.tenant(), { tenantId: "acme", id, receiverId: "r" });
  expect(other.nearMisses).toEqual([]);
});

test("QoS 0 is not kept for a client that is away; QoS 1 is, and goes when the session does", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const away = await TestClient.connect(broker, {
    clientId: "away",
    cleanStart: false,
    properties: { sessionExpiryInterval: 60 },
  });
  await away.subscribe("a", { qos: 1 });
  await away.disconnect();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("a", "zero");
  publisher.publish("a", "one", { qos: 1 });
  await publisher.next(PUBACK);
  expect(await tracesOf(broker)).toMatchObject([
    { outcome: "waiting", receivers: [{ state: "queued", online: false }] },
    { outcome: "lost", lost: 1, receivers: [{ state: "notKept", online: false }] },
  ]);
  clock.advance(61);
  expect(await latest(broker)).toMatchObject({ outcome: "lost", receivers: [{ state: "sessionEnded" }] });
});

test("a full queue: the message that gave way, by its own trace", async () => {
  await using broker = await startBroker({ limits: { queuedMessagesMax: 1 } });
  const away = await TestClient.connect(broker, {
    clientId: "away",
    cleanStart: false,
    properties: { sessionExpiryInterval: 60 },
  });
  await away.subscribe("+", { qos: 1 });
  await away.disconnect();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (const topic of ["first", "second"]) {
    publisher.publish(topic, "x", { qos: 1 });
    await publisher.next(PUBACK);
  }
  expect(await tracesOf(broker)).toMatchObject([
    { topic: "second", outcome: "waiting" },
    {
      topic: "first",
      outcome: "lost",
      receivers: [{ state: "dropped", reason: "queueFull", limit: { limit: "queuedMessagesMax", max: 1 } }],
    },
  ]);
});

test("too large for its receiver, expired in the queue, no own message wanted", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const small = await TestClient.connect(broker, { clientId: "small", properties: { maximumPacketSize: 32 } });
  await small.subscribe("big");
  await small.subscribe("own", { noLocal: true });
  small.publish("big", "x".repeat(100));
  small.publish("own", "x");
  await small.settled();
  expect(await tracesOf(broker)).toMatchObject([
    { topic: "own", outcome: "nobody", receivers: [{ state: "noLocal", filters: ["own"] }] },
    { topic: "big", outcome: "lost", receivers: [{ state: "dropped", reason: "packetTooLarge" }] },
  ]);
  const lasting = { clientId: "away", cleanStart: false, properties: { sessionExpiryInterval: 600 } };
  const away = await TestClient.connect(broker, lasting);
  await away.subscribe("soon", { qos: 1 });
  await away.disconnect();
  small.publish("soon", "x", { qos: 1, properties: { messageExpiryInterval: 5 } });
  await small.next(PUBACK);
  clock.advance(6);
  const back = await TestClient.connect(broker, lasting);
  await back.settled();
  expect(await latest(broker)).toMatchObject({ outcome: "lost", receivers: [{ reason: "expired" }] });
});

test("a shared subscription: the member that was chosen, and the one that took it over", async () => {
  await using broker = await startBroker();
  const first = await TestClient.connect(broker, { clientId: "first", autoAck: false });
  await first.subscribe("$share/g/a", { qos: 1 });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("a", "x", { qos: 1 });
  await first.message();
  const second = await TestClient.connect(broker, { clientId: "second" });
  await second.subscribe("$share/g/a", { qos: 1 });
  await first.kill();
  await second.message();
  await second.settled();
  expect(await latest(broker)).toMatchObject({
    outcome: "arrived",
    receivers: [
      { clientId: "first", state: "handedOn", filters: ["$share/g/a"] },
      { clientId: "second", state: "acknowledged", filters: ["$share/g/a"] },
    ],
  });
});

test("a will, and what the retained store does with a message", async () => {
  await using broker = await startBroker({ limits: { retainedPerTenantMax: 1 } });
  const willing = await TestClient.connect(broker, { clientId: "w", will: { topic: "gone", retain: true } });
  const watcher = await TestClient.connect(broker, { clientId: "watcher" });
  await watcher.subscribe("gone");
  await willing.kill();
  await watcher.message();
  expect(await latest(broker)).toMatchObject({ source: "will", publisher: { clientId: "w" }, retained: "set" });
  watcher.publish("more", "x", { retain: true });
  watcher.publish("gone", "", { retain: true });
  await watcher.next(PUBLISH);
  expect(await tracesOf(broker)).toMatchObject([
    { topic: "gone", retained: "cleared" },
    { topic: "more", kind: "always", retained: "noRoom", outcome: "nobody" },
    {},
  ]);
});

test("fast traffic is sampled, and each sample says for how many it stands", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  const seconds = 5;
  for (let second = 0; second < seconds; second++) {
    for (let i = 0; i < 400; i++) publisher.publish("a", `${i}`);
    await publisher.settled();
    clock.advance(1);
  }
  const traces = await tracesOf(broker);
  expect(traces.length).toBeLessThanOrEqual(seconds * 8);
  expect(traces.length).toBeGreaterThanOrEqual(seconds * 4);
  const stoodFor = traces.reduce((sum, { oneIn }) => sum + (oneIn ?? 0), 0);
  expect(stoodFor).toBeLessThanOrEqual(seconds * 400);
  expect(stoodFor).toBeGreaterThan((seconds - 1) * 400);
  expect(listTraces(broker.tenant(), { tenantId: "acme", limit: 1 }).oneIn).toBe(100);
});

test("armed, every message of the topic or of the device is kept: until its time or its number is up", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const { traces } = broker.tenant();
  const receiver = await TestClient.connect(broker, { clientId: "r" });
  await receiver.subscribe("for/r");
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  // The sample of this second is used up.
  for (let i = 0; i < 50; i++) publisher.publish("noise", "x");
  await publisher.settled();
  traces.arm({ topic: "a/#", by: "Ada" });
  traces.arm({ deviceId: "r", by: "Ada" });
  for (let i = 0; i < 20; i++) publisher.publish(`a/${i}`, "x");
  publisher.publish("for/r", "x");
  publisher.publish("noise", "x");
  await receiver.message();
  await publisher.settled();
  const armed = (await tracesOf(broker)).filter(({ kind }) => kind === "armed");
  expect(armed.map(({ topic }) => topic)).toEqual(["for/r", ...Array.from({ length: 20 }, (_, i) => `a/${19 - i}`)]);
  expect(traces.standing().armings).toMatchObject([
    { topic: "a/#", by: "Ada", kept: 20 },
    { deviceId: "r", kept: 1 },
  ]);
  for (let i = 0; i < 1_200; i++) publisher.publish("a/x", "x");
  await publisher.settled();
  expect(traces.standing().armings).toMatchObject([{ deviceId: "r" }]);
  clock.advance(15 * 60);
  expect(traces.standing().armings).toEqual([]);
  expect(traces.arm({ deviceId: "r", by: "Ada" })).toBeDefined();
  for (let i = 0; i < 4; i++) traces.arm({ topic: `t/${i}`, by: "Ada" });
  expect(traces.arm({ topic: "one too many", by: "Ada" })).toBeUndefined();
});

test("a loss is kept though its message is none of the sample: who lost it, why, and whose it was", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const small = await TestClient.connect(broker, { clientId: "small", properties: { maximumPacketSize: 32 } });
  const other = await TestClient.connect(broker, { clientId: "other" });
  for (const client of [small, other]) await client.subscribe("big");
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 0; i < 50; i++) publisher.publish("noise", "x");
  for (let i = 0; i < 3; i++) publisher.publish("big", "x".repeat(100));
  await other.messages(3);
  const [lost] = await tracesOf(broker);
  expect(lost).toMatchObject({
    kind: "always",
    outcome: "lost",
    publisher: { clientId: "p" },
    topic: "big",
    whole: false,
    matched: 0,
    lost: 1,
    count: 3,
    receivers: [{ clientId: "small", state: "dropped", reason: "packetTooLarge" }],
  });
});

test("a retained message that comes by again, to whoever subscribes later, adds nothing to the way it took", async () => {
  await using broker = await startBroker();
  const first = await TestClient.connect(broker, { clientId: "first", autoAck: false });
  await first.subscribe("a", { qos: 1 });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("a", "x", { qos: 1, retain: true });
  await first.message();
  const later = await TestClient.connect(broker, { clientId: "later" });
  await later.subscribe("a", { qos: 1 });
  await later.message();
  await later.settled();
  expect(await latest(broker)).toMatchObject({ outcome: "waiting", matched: 1, receivers: [{ clientId: "first" }] });
});

test("a flood of refusals from one device neither hides what befalls another, nor is lost count of", async () => {
  const clock = new FakeClock();
  const rules = Object.fromEntries(["loud", "quiet"].map((name) => [name, [rule("allow", "both", "mine/#")]]));
  await using broker = await startBroker({ clock, rules, limits: { retainedPerTenantMax: 0 } });
  const quiet = await TestClient.connect(broker, { clientId: "quiet" });
  const loud = await TestClient.connect(broker, { clientId: "loud" });
  quiet.publish("elsewhere", "no");
  await quiet.settled();
  const floods = 100;
  for (let i = 0; i < floods; i++) {
    for (let j = 0; j < 20; j++) loud.publish(`no/${i}/${j}`, "no");
    for (let j = 0; j < 20; j++) loud.publish("mine/kept", "x", { retain: true });
    await loud.settled();
    clock.advance(1);
  }
  const traces = broker
    .tenant()
    .traces.list()
    .map((trace) => trace.summary());
  expect(traces.some(({ publisher }) => publisher?.clientId === "quiet")).toBe(true);
  const told = traces.filter(({ kind }) => kind === "always").reduce((sum, { count }) => sum + count, 0);
  expect(told + broker.tenant().traces.standing().notKept).toBe(1 + 40 * floods);
});
