import type { MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { EVERYTHING } from "#app/_client/message-filter.ts";
import { ANYBODY, connectDevice, READER, RestartingBroker, TOKEN } from "./broker.ts";
import { FakePage } from "./fake-page.ts";

const broker = new RestartingBroker();
const pages: FakePage[] = [];
const devices: MqttClient[] = [];

beforeAll(() => broker.start());
afterEach(async () => {
  broker.expiresAtMs = undefined;
  await Promise.all(pages.splice(0).map((page) => page.leave()));
  await Promise.all(devices.splice(0).map((device) => device.endAsync(true)));
});
afterAll(() => broker.stop());

function aPage(options?: ConstructorParameters<typeof FakePage>[0]): FakePage {
  const page = new FakePage(options);
  pages.push(page);
  return page;
}

async function aDevice(): Promise<MqttClient> {
  const device = await connectDevice(broker.url);
  devices.push(device);
  return device;
}

test("connects with fresh credentials, subscribes, shows what a device publishes", async () => {
  const page = aPage();
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "sensor/+/temperature", qos: 1 } });
  page.connect(broker.url);
  const { connection } = await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  expect(connection.status).toBe("online");
  expect(page.credentialsAsked).toBe(1);

  const device = await aDevice();
  await device.publishAsync("sensor/1/temperature", '{"msg":"17.2"}', { qos: 1 });
  await device.publishAsync("sensor/1/humidity", "not asked for", { qos: 1 });
  await device.publishAsync("sensor/2/temperature", "鳩", { qos: 1, retain: true });
  const { list, traffic } = await page.until(({ list }) => list.rows.length === 2);
  expect(list.rows).toMatchObject([
    { seq: 0, direction: "received", topic: "sensor/1/temperature", preview: '{"msg":"17.2"}', kind: "json", qos: 1 },
    { seq: 1, topic: "sensor/2/temperature", preview: "鳩", payloadBytes: 3, subscriptionId: 1, retain: false },
  ]);
  expect(traffic).toMatchObject({ received: 2, stored: 2, skipped: 0, evicted: 0, oneIn: 1 });

  // A later subscriber gets it with the retain flag.
  const later = aPage();
  later.host.receive({ type: "subscribe", wish: { id: 1, filter: "sensor/+/temperature", qos: 0 } });
  later.connect(broker.url);
  expect((await later.untilRow(() => true)).retain).toBe(true);
  await device.publishAsync("sensor/2/temperature", "", { qos: 1, retain: true });
});

test("what is published shows its fate: how long, nobody listening, or refused and why", async () => {
  const page = aPage();
  page.answer = () => ({ ok: true, credentials: { username: READER, password: TOKEN, expiresAt: undefined } });
  page.publish("before/connecting", "x");
  expect((await page.untilRow(() => true)).delivery).toEqual({ state: "notSent" });
  page.connect(broker.url);
  await page.until(({ connection }) => connection.status === "online");
  page.publish("a/b", '{"msg":"no"}', 1);
  page.publish("a/b", '{"msg":"no"}', 2);
  page.publish("a/b", "who knows", 0);
  const { list } = await page.until(
    ({ list }) => list.rows.length === 4 && list.rows.every(({ delivery }) => delivery?.state !== "waiting"),
  );
  expect(list.rows.map(({ delivery }) => delivery)).toMatchObject([
    { state: "notSent" },
    { state: "refused", reasonCode: 0x87 },
    { state: "refused", reasonCode: 0x87 },
    { state: "unacknowledged" },
  ]);
});

test("an allowed publish of every QoS arrives, bytes as they were", async () => {
  const page = aPage();
  page.connect(broker.url);
  await page.until(({ connection }) => connection.status === "online");
  const device = await aDevice();
  await device.subscribeAsync("bytes/#", { qos: 2 });
  const received: Buffer[] = [];
  const three = new Promise<void>((resolve) => {
    device.on("message", (_topic, payload) => {
      received.push(payload);
      if (received.length === 3) resolve();
    });
  });
  const payload = Uint8Array.from([0, 0xff, 0xc0, 0x80, 0x0a]);
  for (const qos of [0, 1, 2] as const) {
    page.host.receive({ type: "publish", message: { topic: `bytes/${qos}`, payload, qos, retain: false } });
  }
  await three;
  for (const bytes of received) expect([...bytes]).toEqual([...payload]);
  const settled = ["accepted", "unacknowledged"];
  const { list } = await page.until(
    ({ list: { rows } }) => rows.length === 3 && rows.every(({ delivery }) => settled.includes(delivery?.state ?? "")),
  );
  expect(list.rows.map(({ qos, delivery }) => [qos, delivery?.state])).toEqual([
    [0, "unacknowledged"],
    [1, "accepted"],
    [2, "accepted"],
  ]);
});

test("a message can be looked at in full", async () => {
  const page = aPage();
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "big/#", qos: 0 } });
  page.connect(broker.url);
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  const device = await aDevice();
  await device.publishAsync("big/one", '{"serial":12345678901234567890}');
  const { seq } = await page.untilRow(() => true);
  page.host.receive({ type: "inspect", seq });
  const { detail } = await page.until(({ detail }) => detail !== undefined);
  expect(Buffer.from(detail?.payload ?? []).toString()).toBe('{"serial":12345678901234567890}');
  page.host.receive({ type: "clear" });
  await page.until(({ detail, list }) => detail === undefined && list.rows.length === 0);
});

test("the properties of MQTT 5 are kept, and so is the message before on the same topic", async () => {
  const page = aPage();
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "told/#", qos: 1 } });
  page.connect(broker.url);
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  const device = await aDevice();
  await device.publishAsync("told/one", "before");
  await device.publishAsync("told/one", "after", {
    qos: 1,
    properties: {
      contentType: "text/plain",
      responseTopic: "answer/here",
      correlationData: Buffer.from([1, 2, 3]),
      messageExpiryInterval: 60,
      userProperties: { site: ["a", "b"], unit: "°C" },
    },
  });
  const { seq } = await page.untilRow(({ preview }) => preview === "after");
  page.host.receive({ type: "inspect", seq });
  const { detail } = await page.until(({ detail }) => detail !== undefined);
  expect(detail?.properties).toMatchObject({
    contentType: "text/plain",
    responseTopic: "answer/here",
    correlationData: Uint8Array.of(1, 2, 3),
    userProperties: [
      ["site", "a"],
      ["site", "b"],
      ["unit", "°C"],
    ],
  });
  expect(detail?.properties?.messageExpiryIntervalSeconds).toBeLessThanOrEqual(60);
  expect(new TextDecoder().decode(detail?.previous?.payload)).toBe("before");
});

test("an export of what is filtered comes as a file; a subscription that changes changes its filter", async () => {
  const page = aPage();
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "out/a", qos: 0 } });
  page.connect(broker.url);
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  for (const [topic, text] of [
    ["out/a", "one"],
    ["out/b", "two"],
    ["out/a", "three"],
  ] as const) {
    page.publish(topic, text, 1);
  }
  await page.until(({ list }) => list.rows.length === 5);
  page.host.receive({ type: "filter", filter: { ...EVERYTHING, subscriptionId: 1 } });
  await page.until(({ list }) => list.end - list.first === 2);
  page.host.receive({ type: "export", id: 1, format: "jsonl", ranges: "all" });
  const { exporting } = await page.until(({ exporting }) => exporting?.file !== undefined);
  const lines = (await exporting?.file?.text())?.trimEnd().split("\n") ?? [];
  expect(lines.map((line) => JSON.parse(line).payload)).toEqual(["one", "three"]);
  page.host.receive({ type: "export", id: 2, format: "jsonl", ranges: [{ from: 1, to: 2 }] });
  const second = await page.until(({ exporting }) => exporting?.id === 2 && exporting.file !== undefined);
  expect(JSON.parse((await second.exporting?.file?.text()) ?? "")).toMatchObject({ payload: "three" });
  page.host.receive({ type: "endExport" });
  await page.until(({ exporting }) => exporting === undefined);

  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "nothing/here", qos: 0 } });
  await page.until(({ list }) => list.end - list.first === 0);
});

test("the broker's restart is waited out, the reason stays in sight, subscriptions come back by themselves", async () => {
  const page = aPage();
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "sensor/#", qos: 1 } });
  page.connect(broker.url);
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  const before = page.patches.length;
  await broker.restart();
  const { problem } = await page.until(
    (state) =>
      state.problem?.recoveredAt !== undefined &&
      state.connection.status === "online" &&
      state.subscriptions[0]?.status.kind === "granted",
  );
  expect(problem?.problem).toMatchObject({ kind: "disconnected", reasonCode: 0x8b });
  const waiting = page.patches.slice(before).find(({ connection }) => connection?.status === "waiting")?.connection;
  expect(waiting).toMatchObject({ status: "waiting", attempt: 1 });
  expect(page.credentialsAsked).toBeGreaterThan(1);

  const device = await aDevice();
  await device.publishAsync("sensor/1", "back", { qos: 1 });
  await page.untilRow(({ preview }) => preview === "back");
});

test("where nothing listens it tries again, later each time, and stops when told", async () => {
  const page = aPage();
  page.connect("ws://127.0.0.1:9/mqtt");
  await page.until(({ connection }) => connection.status === "waiting" && connection.attempt >= 3);
  expect(page.state.problem?.problem).toEqual({ kind: "unreachable" });
  page.host.receive({ type: "disconnect" });
  await page.until(({ connection, problem }) => connection.status === "idle" && problem === undefined);
});

test("taken over by another client of the same id: said, and not fought", async () => {
  const page = aPage();
  page.connect(broker.url, "one-and-only");
  await page.until(({ connection }) => connection.status === "online");
  const other = aPage();
  other.connect(broker.url, "one-and-only");
  const { connection } = await page.until(({ problem }) => problem !== undefined);
  expect(page.state.problem?.problem).toMatchObject({ kind: "disconnected", reasonCode: 0x8e });
  expect(connection.status).toBe("stopped");
});

test("signed out at the console: stopped, with that reason", async () => {
  const page = aPage();
  page.answer = () => ({ ok: false, fault: "signedOut" });
  page.connect(broker.url);
  const { connection, problem } = await page.until(({ problem }) => problem !== undefined);
  expect(problem?.problem).toEqual({ kind: "credentials", fault: "signedOut" });
  expect(connection.status).toBe("stopped");
});

test("the console away: the last credentials serve while they hold", async () => {
  const page = aPage();
  page.connect(broker.url);
  await page.until(({ connection }) => connection.status === "online");
  page.answer = () => ({ ok: false, fault: "unreachable" });
  await broker.restart();
  await page.until(({ connection, problem }) => connection.status === "online" && problem?.recoveredAt !== undefined);
});

test("a filter that is not allowed says so at its subscription; the others are not touched", async () => {
  const page = aPage();
  page.answer = () => ({ ok: true, credentials: { username: READER, password: TOKEN, expiresAt: undefined } });
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "secret/plan", qos: 1 } });
  page.host.receive({ type: "subscribe", wish: { id: 2, filter: "open/#", qos: 1 } });
  page.connect(broker.url);
  const { subscriptions } = await page.until(({ subscriptions }) => subscriptions[1]?.status.kind === "granted");
  expect(subscriptions[0]?.status).toMatchObject({ kind: "refused", reasonCode: 0x87 });
  // Changed to what is allowed, it is asked for again.
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "open/plan", qos: 0 } });
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  page.host.receive({ type: "unsubscribe", id: 2 });
  await page.until(({ subscriptions }) => subscriptions.length === 1);
});

test("a token that is refused is renewed once; refused again, the connection stops with the reason", async () => {
  const page = aPage();
  page.answer = () => ({ ok: true, credentials: { username: ANYBODY, password: "forged", expiresAt: undefined } });
  page.connect(broker.url);
  const { problem } = await page.until(({ connection }) => connection.status === "stopped");
  expect(problem?.problem).toMatchObject({ kind: "refused", reasonCode: 0x86 });
  expect(page.credentialsAsked).toBe(2);
});

test("a password that a person typed is not tried twice", async () => {
  const page = aPage();
  const credentials = { username: ANYBODY, password: "wrong", expiresAt: undefined, typed: true };
  page.answer = () => ({ ok: true, credentials });
  page.connect(broker.url);
  const { problem } = await page.until(({ connection }) => connection.status === "stopped");
  expect(problem).toMatchObject({ problem: { kind: "refused", reasonCode: 0x86 }, typedCredentials: true });
  expect(page.credentialsAsked).toBe(1);
});

test("before its token ends the session is handed over: still online, nothing retained comes twice", async () => {
  const page = aPage();
  const device = await aDevice();
  await device.publishAsync("handover/kept", "kept", { qos: 1, retain: true });
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "handover/#", qos: 1 } });
  page.host.receive({ type: "watchPackets", watch: true });
  page.answer = () => ({
    ok: true,
    credentials: {
      username: ANYBODY,
      password: TOKEN,
      expiresAt: page.credentialsAsked === 1 ? Date.now() + 2_000 : undefined,
    },
  });
  page.connect(broker.url);
  await page.untilRow(({ retain }) => retain);
  const before = page.patches.length;
  await page.until(
    ({ packets, connection }) =>
      packets.filter(({ name }) => name === "SUBACK").length === 2 && connection.status === "online",
  );
  expect(page.patches.slice(before).every(({ connection }) => (connection?.status ?? "online") === "online")).toBe(
    true,
  );
  await device.publishAsync("handover/next", "next", { qos: 1 });
  await page.untilRow(({ preview }) => preview === "next");
  expect(page.state.list.rows.map(({ preview }) => preview)).toEqual(["kept", "next"]);
  expect(page.state.problem).toBeUndefined();
  await device.publishAsync("handover/kept", "", { qos: 1, retain: true });
});

test("ended by the broker because its token has ended, the session comes back with a fresh one", async () => {
  const page = aPage();
  broker.expiresAtMs = Date.now() + 300;
  page.connect(broker.url);
  await page.until(({ connection }) => connection.status === "online");
  broker.expiresAtMs = undefined;
  const { problem } = await page.until(
    (state) => state.connection.status === "online" && state.problem?.recoveredAt !== undefined,
  );
  expect(problem?.problem).toMatchObject({ kind: "disconnected", reasonCode: 0xa0 });
  expect(page.credentialsAsked).toBe(2);
});

test("packets are told while somebody watches, and never the password", async () => {
  const page = aPage();
  page.host.receive({ type: "watchPackets", watch: true });
  page.connect(broker.url, "watched");
  const { packets } = await page.until(({ packets }) => packets.some(({ name }) => name === "CONNACK"));
  expect(packets.map(({ direction, name }) => `${direction} ${name}`)).toEqual([
    "local opening",
    "sent CONNECT",
    "local open",
    "received CONNACK",
  ]);
  expect(JSON.stringify(page.patches)).not.toContain(TOKEN);
  page.host.receive({ type: "watchPackets", watch: false });
  await page.until(({ packets }) => packets.length === 0);
});

test("a flood: nothing out of order, the ring within its bytes, sampling announced, gaps adding up", async () => {
  const page = aPage({ ringBytesMax: 256 * 1024, storedPerSecondMax: 500 });
  page.host.receive({ type: "window", window: { start: 0, rows: 400, follow: true } });
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "flood", qos: 0 } });
  page.connect(broker.url);
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  const device = await aDevice();
  const count = 20_000;
  // In bursts, each answered before the next, so that no broker has a reason to drop any of it.
  for (let i = 0; i < count; i++) {
    const message = JSON.stringify({ i, filler: "x".repeat(200) });
    if (i % 500 === 499) await device.publishAsync("flood", message, { qos: 1 });
    else device.publish("flood", message);
  }
  const { list, traffic } = await page.until(({ traffic }) => traffic.received === count);

  expect(traffic.storedBytes).toBeLessThanOrEqual(256 * 1024);
  expect(traffic.skipped).toBeGreaterThan(0);
  expect(traffic.stored + traffic.evicted + traffic.skipped).toBe(count);
  expect(page.patches.some(({ traffic }) => (traffic?.oneIn ?? 1) > 1)).toBe(true);

  const numbers = list.rows.map(({ preview }) => Number(/"i":(\d+)/.exec(preview)?.[1]));
  expect(numbers.length).toBeGreaterThan(100);
  for (const [row, number] of numbers.entries()) {
    const before = numbers[row - 1];
    if (before === undefined) continue;
    // Each row names exactly what is missing before it.
    expect(number - before - 1).toBe(list.rows[row]?.skippedBefore);
  }
}, 60_000);
