import { expect, test } from "vitest";
import { PUBACK, PUBLISH } from "#core/mqtt/packets.ts";
import { EVERYTHING, FakeClock, rule, startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

const READS_STATISTICS = [...EVERYTHING, rule("allow", "subscribe", "$SYS/#")];
const rules = { watcher: READS_STATISTICS, "watcher-2": READS_STATISTICS };

/** What came, by topic; the last of each. */
async function told(client: TestClient): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const packet of await client.settled()) {
    if (packet.type === PUBLISH) values[packet.topic.replace("$SYS/broker/", "")] = packet.payload.toString();
  }
  return values;
}

test("a tenant's numbers are told to who subscribes, at once and then at the interval", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock, rules });
  const busy = await TestClient.connect(broker, { clientId: "busy" });
  await busy.subscribe("t");
  busy.publish("t", "1", { retain: true });
  busy.publish("t", "2");
  await busy.messages(2);
  const watcher = await TestClient.connect(broker, { clientId: "watcher" });
  await watcher.subscribe("$SYS/#");
  clock.advance(1);
  const first = await told(watcher);
  expect(first).toMatchObject({
    version: "Hato test",
    uptime: "1 seconds",
    "clients/connected": "2",
    "clients/disconnected": "0",
    "clients/total": "2",
    "messages/received": "2",
    "publish/messages/sent": "2",
    "messages/dropped": "0",
    "retained messages/count": "1",
    "subscriptions/count": "2",
    "load/messages/received/1min": "0.00",
  });
  expect(Number(first["bytes/received"])).toBeGreaterThan(10);
  clock.advance(8);
  expect(await told(watcher)).toEqual({});
  clock.advance(1);
  const second = await told(watcher);
  expect(second.uptime).toBe("10 seconds");
  // Two in ten seconds are twelve a minute; one sixth of a minute counts for 1 − e^(−1/6) in the average of one.
  expect(second["load/messages/received/1min"]).toBe((12 * (1 - Math.exp(-1 / 6))).toFixed(2));
  expect(Object.keys(second)).toHaveLength(15 + 18);
});

test("nothing is published while nobody listens, nor what nobody asked for", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock, rules });
  const everything = await TestClient.connect(broker, { clientId: "everything" });
  await everything.subscribe("#");
  await everything.subscribe("+/broker/uptime");
  clock.advance(10);
  expect(await told(everything)).toEqual({});
  const watcher = await TestClient.connect(broker, { clientId: "watcher" });
  await watcher.subscribe("$SYS/broker/uptime");
  clock.advance(10);
  expect(await told(watcher)).toEqual({ uptime: "20 seconds" });
  expect(broker.tenant().counters.unrouted).toBe(0);
  await watcher.unsubscribe("$SYS/broker/uptime");
  clock.advance(10);
  expect(await told(watcher)).toEqual({});
});

test("no tenant sees another's numbers", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock, rules });
  const rival = await TestClient.connect(broker, { clientId: "busy", username: "rival/busy" });
  rival.publish("t", "x", { retain: true });
  await rival.settled();
  const watcher = await TestClient.connect(broker, { clientId: "watcher" });
  await watcher.subscribe("$SYS/#");
  clock.advance(10);
  expect(await told(watcher)).toMatchObject({
    "clients/total": "1",
    "messages/received": "0",
    "retained messages/count": "0",
    "subscriptions/count": "1",
    "load/messages/received/1min": "0.00",
  });
});

test("it takes a rule to read them, and none lets a client publish them", async () => {
  const clock = new FakeClock();
  const all = [...EVERYTHING, rule("allow", "both", "$SYS/#")];
  await using broker = await startBroker({ clock, rules: { ...rules, bold: all } });
  const plain = await TestClient.connect(broker, { clientId: "plain" });
  expect((await plain.subscribe("$SYS/#")).reasonCodes).toEqual([0x87]);
  expect((await plain.subscribe("$share/g/$SYS/#")).reasonCodes).toEqual([0x87]);
  const watcher = await TestClient.connect(broker, { clientId: "watcher" });
  await watcher.subscribe("$SYS/#");
  const bold = await TestClient.connect(broker, { clientId: "bold" });
  for (const topic of ["$SYS/broker/uptime", "$SYS/anything", "$SYS"]) {
    bold.publish(topic, "forged", { qos: 1 });
    expect((await bold.next(PUBACK)).reasonCode).toBe(0x87);
  }
  expect(await told(watcher)).toEqual({});
  const will = await TestClient.connect(broker, { clientId: "bold", will: { topic: "$SYS/broker/uptime" } });
  expect(will.connack.reasonCode).toBe(0x87);
});

test("a shared subscription gets each number once", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock, rules });
  const one = await TestClient.connect(broker, { clientId: "watcher" });
  const two = await TestClient.connect(broker, { clientId: "watcher-2" });
  await one.subscribe("$share/g/$SYS/broker/uptime");
  await two.subscribe("$share/g/$SYS/broker/uptime");
  clock.advance(10);
  const both = [await told(one), await told(two)];
  expect(both.filter(({ uptime }) => uptime !== undefined)).toHaveLength(1);
  expect(broker.tenant().receivers.size).toBe(2);
});
