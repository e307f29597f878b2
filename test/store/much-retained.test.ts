import { expect, test } from "vitest";
import { Message } from "#server/message.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";

const database = await testDatabase();
const MIB = 1024 * 1024;

test("retained messages that come by the hundred MiB go to Postgres in parts, and hold back who waits for them", async () => {
  await using broker = await startStoredBroker(database);
  const tenant = broker.tenant();
  const publish = (topic: string, qos: 0 | 1) => {
    const { clock } = broker.broker;
    const payload = Buffer.alloc(MIB, topic);
    tenant.publish(Message.fromParts(topic, payload, qos, true, Buffer.alloc(0), undefined, clock), undefined);
  };
  const before = broker.journal.counters.batches;
  for (let i = 0; i < 40; i++) publish(`lazy/${i}`, 0);
  await broker.journal.flush();
  expect(broker.journal.counters.batches - before).toBeGreaterThanOrEqual(3);
  for (let i = 0; i < 47; i++) publish(`awaited/${i}`, 1);
  expect(broker.journal.pressure.full).toBe(false);
  publish("awaited/47", 1);
  expect(broker.journal.pressure.full).toBe(true);
  await broker.journal.flush();
  expect([broker.journal.pressure.full, broker.journal.pressure.pending, broker.journal.pressure.pendingBytes]).toEqual(
    [false, 0, 0],
  );
  const [row] = await database.sql`select count(*)::int as count, sum(octet_length(body))::int as bytes from retained`;
  expect(row).toEqual({ count: 88, bytes: 88 * MIB });
});
