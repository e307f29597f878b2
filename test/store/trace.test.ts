import { expect, test } from "vitest";
import { PUBACK } from "#core/mqtt/packets.ts";
import type { TraceRecord } from "#core/trace.ts";
import type { TestBroker } from "#test/broker/broker.ts";
import { TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";
import { leave, persistent } from "./poison.ts";

const database = await testDatabase();

function latest(broker: TestBroker): TraceRecord {
  const [trace] = broker.tenant().traces.list();
  if (trace === undefined) throw new Error("nothing was traced");
  return trace.record();
}

test("queued on disk for a client that is away, then read, sent and acknowledged: one way", async () => {
  await using broker = await startStoredBroker(database);
  await leave(broker, "away");
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("t/a", "kept", { qos: 1 });
  await publisher.next(PUBACK);
  const waiting = latest(broker);
  expect(waiting).toMatchObject({
    outcome: "waiting",
    answer: 0,
    answeredOnceStored: true,
    receivers: [{ clientId: "away", online: false, persistent: true, state: "queued", sentAt: null }],
  });
  const { stored, queuedAt } = waiting.receivers[0] ?? {};
  expect(queuedAt).not.toBeNull();
  const rows = await database.sql`select seq from deliveries where session_id = ${stored?.sessionId ?? 0}`;
  expect(rows.map(({ seq }) => Number(seq))).toEqual([stored?.seq]);

  const back = await TestClient.connect(broker, { ...persistent, clientId: "away" });
  expect((await back.message()).text).toBe("kept");
  await back.settled();
  expect(latest(broker)).toMatchObject({ id: waiting.id, outcome: "arrived", receivers: [{ state: "acknowledged" }] });
});

test("what lay on disk unread and gave way to newer messages is told as a number", async () => {
  await using broker = await startStoredBroker(database, { limits: { queuedMessagesMax: 2 } });
  await leave(broker, "full");
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 0; i < 4; i++) {
    publisher.publish(`t/${i}`, "x", { qos: 1 });
    await publisher.next(PUBACK);
    await broker.journal.flush();
  }
  const lost = broker
    .tenant()
    .traces.list()
    .map((trace) => trace.summary());
  expect(lost.find(({ kind }) => kind === "always")).toMatchObject({
    topic: null,
    outcome: "lost",
    whole: false,
    count: 2,
  });
});

test("a receiver whose queue is full and refuses the newest is why a QoS 2 message is not let in", async () => {
  // Those of the other tests subscribed to the same.
  await using broker = await startStoredBroker(await testDatabase());
  const limits = { queuedMessagesMax: 1 };
  broker.broker.settings.put("acme", { tenantId: "acme", limits, policies: { fullQueue: "refuseNewest" } });
  broker.broker.ensureTenant("acme").applySettings();
  await leave(broker, "stubborn", { clientId: "stubborn" });
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("t/1", "x", { qos: 1 });
  publisher.publish("t/2", "x", { qos: 1 });
  publisher.publish("t/3", "x", { qos: 2 });
  const codes = [await publisher.any(), await publisher.any(), await publisher.any()];
  expect(codes.map((packet) => "reasonCode" in packet && packet.reasonCode)).toEqual([0, 0x97, 0x97]);
  const [third, second, first] = broker
    .tenant()
    .traces.list()
    .map((trace) => trace.record());
  expect(first).toMatchObject({ outcome: "waiting", answer: 0 });
  const dropped = { clientId: "stubborn", state: "dropped", reason: "queueFull" };
  expect(second).toMatchObject({ outcome: "lost", answer: 0x97, receivers: [dropped] });
  expect(third).toMatchObject({ outcome: "refused", refusal: { reason: "queueFull" }, receivers: [dropped] });
});
