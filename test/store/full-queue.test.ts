import { expect, test } from "vitest";
import { PUBACK, PUBREC } from "#core/mqtt/packets.ts";
import { QUOTA_EXCEEDED } from "#core/mqtt/reason-codes.ts";
import type { Session } from "#server/session.ts";
import type { TestBroker } from "#test/broker/broker.ts";
import { TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";
import { leave, persistent, queuedTopics } from "./poison.ts";

/** As the console would set it. */
function refuseNewest({ broker }: TestBroker, limits: Readonly<Record<string, number>>): void {
  broker.settings.put("acme", { tenantId: "acme", limits, policies: { fullQueue: "refuseNewest" } });
  broker.ensureTenant("acme").applySettings();
}

async function codes(publisher: TestClient, type: typeof PUBACK | typeof PUBREC, count: number): Promise<number[]> {
  const all: number[] = [];
  while (all.length < count) all.push((await publisher.next(type)).reasonCode);
  return all;
}

const drops = (broker: TestBroker) => broker.tenant().counters.dropped.queueFull;
const NO = QUOTA_EXCEEDED;

test("a full queue may refuse the newest: its publisher is told, who has room gets it, and room is made by reading", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  refuseNewest(broker, { queuedMessagesMax: 3 });
  const events: unknown[] = [];
  broker.tenant().events.subscribe((event) => events.push(event));
  await leave(broker, "sink");
  const live = await TestClient.connect(broker, { clientId: "live" });
  await live.subscribe("t/#", { qos: 1 });
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  for (let i = 0; i < 5; i++) publisher.publish(`t/${i}`, `${i}`, { qos: 1 });
  expect(await codes(publisher, PUBACK, 5)).toEqual([0, 0, 0, NO, NO]);
  expect(await live.messages(5)).toEqual(["0", "1", "2", "3", "4"]);
  expect(await queuedTopics(database, "sink")).toEqual(["t/0", "t/1", "t/2"]);
  expect(drops(broker)).toBe(2);
  broker.tenant().drops.tell();
  expect(events).toContainEqual(
    expect.objectContaining({ type: "dropped", reason: "queueFull", clientId: "sink", count: 2 }),
  );
  const sink = await TestClient.connect(broker, { ...persistent, clientId: "sink" });
  expect(await sink.messages(3)).toEqual(["0", "1", "2"]);
  await sink.settled();
  publisher.publish("t/5", "5", { qos: 1 });
  expect(await codes(publisher, PUBACK, 1)).toEqual([0]);
  expect(await sink.messages(1)).toEqual(["5"]);
});

test("by bytes as well, and as soon as the tenant says so", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database, { limits: { queuedMessagesMax: 3 } });
  await leave(broker, "sink");
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  for (let i = 0; i < 4; i++) publisher.publish(`t/${i}`, "x".repeat(400), { qos: 1 });
  expect(await codes(publisher, PUBACK, 4)).toEqual([0, 0, 0, 0]);
  await broker.journal.flush();
  expect(await queuedTopics(database, "sink")).toEqual(["t/1", "t/2", "t/3"]);
  refuseNewest(broker, { queuedBytesMax: 1_500, queuedMessagesMax: 10 });
  publisher.publish("t/4", "x".repeat(400), { qos: 1 });
  publisher.publish("t/5", "x".repeat(4), { qos: 1 });
  expect(await codes(publisher, PUBACK, 2)).toEqual([NO, NO]);
  expect(drops(broker)).toBe(3);
  expect(await queuedTopics(database, "sink")).toEqual(["t/1", "t/2", "t/3"]);
});

test("QoS 2 reaches all or nobody, so that it may be sent again", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  refuseNewest(broker, { queuedMessagesMax: 1 });
  await leave(broker, "sink");
  const live = await TestClient.connect(broker, { clientId: "live" });
  await live.subscribe("t/#", { qos: 2 });
  const publisher = await TestClient.connect(broker, { ...persistent, clientId: "publisher" });
  publisher.publish("t/0", "0", { qos: 2 });
  publisher.publish("t/1", "1", { qos: 2, packetId: 9 });
  expect(await codes(publisher, PUBREC, 2)).toEqual([0, NO]);
  expect(await live.messages(1)).toEqual(["0"]);
  expect(await live.settled()).toEqual([]);
  const sink = await TestClient.connect(broker, { ...persistent, clientId: "sink" });
  expect(await sink.messages(1)).toEqual(["0"]);
  await sink.settled();
  // Its identifier is free, and the message is no repetition.
  publisher.publish("t/1", "1", { qos: 2, packetId: 9 });
  expect(await codes(publisher, PUBREC, 1)).toEqual([0]);
  expect([await live.messages(1), await sink.messages(1)]).toEqual([["1"], ["1"]]);
});

test("before 5.0 the connection ends, after what is owed", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  refuseNewest(broker, { queuedMessagesMax: 2 });
  await leave(broker, "sink");
  const publisher = await TestClient.connect(broker, { clientId: "publisher", version: 4 });
  for (let i = 0; i < 4; i++) publisher.publish(`t/${i}`, "x", { qos: 1 });
  expect(await codes(publisher, PUBACK, 2)).toHaveLength(2);
  await expect(publisher.any()).rejects.toThrow("closed");
  expect(await queuedTopics(database, "sink")).toEqual(["t/0", "t/1"]);
});

test("a session that ends with its connection promises nothing, and refuses nobody", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database);
  refuseNewest(broker, { queuedMessagesMax: 2, inflightMax: 1 });
  const slow = await TestClient.connect(broker, { clientId: "slow", autoAck: false });
  await slow.subscribe("t/#", { qos: 1 });
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  for (let i = 0; i < 5; i++) publisher.publish(`t/${i}`, `${i}`, { qos: 1 });
  expect((await codes(publisher, PUBACK, 5)).every((code) => code < 0x80)).toBe(true);
  expect(drops(broker)).toBe(2);
  const [session] = [...broker.tenant().sessions.values()].filter(({ clientId }: Session) => clientId === "slow");
  expect(session?.queue.length).toBe(2);
});
