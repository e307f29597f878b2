import type { MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { connectDevice, RestartingBroker } from "./broker.ts";
import { FakePage } from "./fake-page.ts";

/** The subscriptions of a session against the real broker: options, pause, change, counts. */

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

async function onlinePage(): Promise<FakePage> {
  const page = new FakePage();
  pages.push(page);
  page.host.receive({ type: "watchPackets", watch: true });
  page.connect(broker.url);
  await page.until(({ connection }) => connection.status === "online");
  return page;
}

const previews = (page: FakePage) => page.state.list.rows.map(({ preview }) => preview);

/** SUBSCRIBE and UNSUBSCRIBE packets sent so far, by name. */
const asked = (page: FakePage) =>
  page.state.packets
    .filter(({ direction, name }) => direction === "sent" && /SUBSCRIBE/.test(name))
    .map(({ name }) => name);

test("paused it is kept and not asked for; resumed it is asked for again", async () => {
  const page = await onlinePage();
  const wish = { id: 1, filter: "pause/#", qos: 1 } as const;
  page.host.receive({ type: "subscribe", wish });
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  page.host.receive({ type: "subscribe", wish: { ...wish, paused: true } });
  await page.until(({ packets }) => packets.some(({ name }) => name === "UNSUBACK"));
  expect(page.state.subscriptions).toMatchObject([{ paused: true, status: { kind: "idle" } }]);
  await device.publishAsync("pause/1", "unheard", { qos: 1 });
  page.host.receive({ type: "subscribe", wish });
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  await device.publishAsync("pause/1", "heard", { qos: 1 });
  await page.untilRow(({ preview }) => preview === "heard");
  expect(previews(page)).toEqual(["heard"]);
  expect(page.state.subscriptionCounts).toEqual({ 1: 1 });
});

test("paused, a reconnect does not bring it back; the others come back", async () => {
  const page = await onlinePage();
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "a", qos: 0, paused: true } });
  page.host.receive({ type: "subscribe", wish: { id: 2, filter: "b", qos: 0 } });
  await page.until(({ subscriptions }) => subscriptions[1]?.status.kind === "granted");
  page.connect(broker.url);
  await page.until(({ packets }) => packets.filter(({ name }) => name === "SUBACK").length === 2);
  expect(asked(page)).toEqual(["SUBSCRIBE", "SUBSCRIBE"]);
  expect(page.state.subscriptions[0]?.status.kind).toBe("idle");
});

test("changed to another filter, the new one is asked for before the old one is given up", async () => {
  const page = await onlinePage();
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "edit/old", qos: 1 } });
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  page.host.receive({ type: "subscribe", wish: { id: 1, filter: "edit/#", qos: 1 } });
  await page.until(({ packets }) => packets.some(({ name }) => name === "UNSUBACK"));
  expect(asked(page)).toEqual(["SUBSCRIBE", "SUBSCRIBE", "UNSUBSCRIBE"]);
});

test("with the same filter one SUBSCRIBE puts it in the place of the other; a name alone asks for nothing", async () => {
  const page = await onlinePage();
  const wish = { id: 1, filter: "same/#", qos: 0 } as const;
  page.host.receive({ type: "subscribe", wish });
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  page.host.receive({ type: "subscribe", wish: { ...wish, alias: "Same", colour: "#336699", decodeAs: "hex" } });
  await page.until(({ subscriptions }) => subscriptions[0]?.alias === "Same");
  expect(page.state.subscriptions[0]?.status.kind).toBe("granted");
  page.host.receive({ type: "subscribe", wish: { ...wish, alias: "Same", qos: 2 } });
  await page.until(({ subscriptions }) => {
    const status = subscriptions[0]?.status;
    return status?.kind === "granted" && status.qos === 2;
  });
  expect(asked(page)).toEqual(["SUBSCRIBE", "SUBSCRIBE"]);
});

test("the options of 5.0: own messages left out, retain as it was published, retained messages never, an identifier", async () => {
  await device.publishAsync("options/kept", "kept", { qos: 1, retain: true });
  const page = await onlinePage();
  page.host.receive({
    type: "subscribe",
    wish: {
      id: 1,
      filter: "options/#",
      qos: 1,
      noLocal: true,
      retainAsPublished: true,
      retainHandling: 2,
      subscriptionIdentifier: 77,
    },
  });
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  page.publish("options/own", "own");
  await page.until(({ lastSent }) => lastSent?.delivery?.state === "accepted");
  await device.publishAsync("options/kept", "kept again", { qos: 1, retain: true });
  const row = await page.untilRow(({ preview }) => preview === "kept again");
  expect(row.retain).toBe(true);
  expect(page.state.list.rows.filter(({ direction }) => direction === "received")).toHaveLength(1);
  page.host.receive({ type: "inspect", seq: row.seq });
  const { detail } = await page.until(({ detail }) => detail !== undefined);
  expect(detail?.properties?.subscriptionIdentifiers).toEqual([77]);
  await device.publishAsync("options/kept", "", { qos: 1, retain: true });
});

test("a shared subscription's messages count for it", async () => {
  const page = await onlinePage();
  page.host.receive({ type: "subscribe", wish: { id: 4, filter: "$share/g/shared/+", qos: 1 } });
  await page.until(({ subscriptions }) => subscriptions[0]?.status.kind === "granted");
  await device.publishAsync("shared/1", "one", { qos: 1 });
  await page.untilRow(({ subscriptionId }) => subscriptionId === 4);
  expect(page.state.subscriptionCounts).toEqual({ 4: 1 });
  page.host.receive({ type: "clear" });
  await page.until(({ subscriptionCounts }) => subscriptionCounts[4] === 0);
});
