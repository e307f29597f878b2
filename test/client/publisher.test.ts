import type { IPublishPacket, MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { FIRST_DRAFT, type PublishDraft } from "#app/_client/publish/draft.ts";
import { ANYBODY, connectDevice, READER, RestartingBroker, TOKEN } from "./broker.ts";
import { FakePage } from "./fake-page.ts";

/** What goes out of a session against the real broker: properties, requests and their answers, repetitions. */

const broker = new RestartingBroker();
const pages: FakePage[] = [];
let device: MqttClient;

beforeAll(async () => {
  await broker.start();
  device = await connectDevice(broker.url);
});
afterEach(() => Promise.all(pages.splice(0).map((page) => page.leave())));
afterAll(async () => {
  await device.endAsync(true);
  await broker.stop();
});

async function onlinePage(username = ANYBODY): Promise<FakePage> {
  const page = new FakePage();
  pages.push(page);
  page.answer = () => ({ ok: true, credentials: { username, password: TOKEN, expiresAt: undefined } });
  page.connect(broker.url);
  await page.until(({ connection }) => connection.status === "online");
  return page;
}

const repeat = (page: FakePage, part: Partial<PublishDraft>, intervalMs: number, count: number) =>
  page.host.receive({
    type: "repeat",
    repeat: { draft: { ...FIRST_DRAFT, ...part }, variables: {}, intervalMs, count },
  });

test("the properties of 5.0 arrive as they were given", async () => {
  const page = await onlinePage();
  await device.subscribeAsync("properties", { qos: 1 });
  const arrived = new Promise<IPublishPacket>((resolve) =>
    device.once("message", (_topic, _payload, packet) => resolve(packet)),
  );
  page.host.receive({
    type: "publish",
    message: {
      topic: "properties",
      payload: new TextEncoder().encode("x"),
      qos: 1,
      retain: false,
      properties: {
        contentType: "text/plain",
        payloadIsUtf8: true,
        messageExpiryIntervalSeconds: 60,
        topicAlias: 3,
        responseTopic: "answers",
        correlationData: Uint8Array.of(1, 2),
        userProperties: [
          ["a", "1"],
          ["a", "2"],
        ],
      },
    },
  });
  const { properties } = await arrived;
  expect(properties).toMatchObject({
    contentType: "text/plain",
    payloadFormatIndicator: true,
    messageExpiryInterval: 60,
    responseTopic: "answers",
    userProperties: { a: ["1", "2"] },
  });
  expect([...(properties?.correlationData ?? [])]).toEqual([1, 2]);
});

test("what the broker grants is known: how large a packet, how many aliases", async () => {
  const page = await onlinePage();
  const { connection } = page.state;
  expect(connection.status === "online" && connection.granted).toMatchObject({
    protocolVersion: 5,
    maximumPacketSizeBytes: 1024 * 1024,
    topicAliasMaximum: 32,
    maximumQos: 2,
    retainAvailable: true,
  });
});

test("an answer is tied to its request, with the time between", async () => {
  const page = await onlinePage();
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "answers/#", qos: 1 } });
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  await device.subscribeAsync("questions", { qos: 1 });
  device.once("message", (_topic, payload, { properties }) => {
    device.publish(properties?.responseTopic ?? "", `${payload} is 42`, {
      qos: 1,
      properties: { correlationData: properties?.correlationData },
    });
  });
  page.host.receive({
    type: "publish",
    message: {
      topic: "questions",
      payload: new TextEncoder().encode("the answer"),
      qos: 1,
      retain: false,
      properties: { responseTopic: "answers/1", correlationData: Uint8Array.of(7) },
    },
  });
  const { requests } = await page.until(({ requests }) => requests[0]?.answer !== undefined);
  expect(requests).toMatchObject([{ topic: "questions", answer: { preview: "the answer is 42" } }]);
  expect(requests[0]?.answer?.roundTripMs).toBeGreaterThan(0);
  page.host.receive({ type: "clearRequests" });
  await page.until(({ requests }) => requests.length === 0);
});

test("a repetition sends its count, each with its own values, and is done", async () => {
  const page = await onlinePage();
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "repeat", qos: 1 } });
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  repeat(page, { topic: "repeat", payload: '{"n":{{count}}}' }, 10, 5);
  await page.until(({ repeat }) => repeat?.ended === "done");
  expect(page.state.repeat).toMatchObject({ sent: 5, count: 5 });
  await page.until(({ list: { rows } }) => rows.filter(({ direction }) => direction === "received").length === 5);
  const received = page.state.list.rows.filter(({ direction }) => direction === "received");
  expect(received.map(({ preview }) => preview)).toEqual([1, 2, 3, 4, 5].map((n) => `{"n":${n}}`));
});

test("a repetition is stopped by hand, by a refusal, and by the connection's end", async () => {
  const page = await onlinePage();
  repeat(page, { topic: "by-hand" }, 10, 100_000);
  await page.until(({ repeat }) => (repeat?.sent ?? 0) >= 2);
  page.host.receive({ type: "stopRepeat" });
  await page.until(({ repeat }) => repeat?.ended === "stopped");

  repeat(page, { topic: "lost" }, 10, 100_000);
  await page.until(({ repeat }) => repeat?.topic === "lost" && repeat.sent >= 1);
  page.host.receive({ type: "disconnect" });
  await page.until(({ repeat }) => repeat?.ended === "connectionLost");

  const reader = await onlinePage(READER);
  repeat(reader, { topic: "denied" }, 10, 100_000);
  await reader.until(({ repeat }) => repeat?.ended === "refused");
});
