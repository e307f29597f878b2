import { expect, test } from "vitest";
import { PUBACK } from "#core/mqtt/packets.ts";
import { FakeClock } from "#test/broker/broker.ts";
import { type ConnectOptions, TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";

const database = await testDatabase();
const persistent: ConnectOptions = { cleanStart: false, properties: { sessionExpiryInterval: 3600 } };

async function rows(table: string): Promise<number> {
  const [row] = await database.sql`select count(*)::int as n from ${database.sql(table)}`;
  return row?.n;
}

test("a message for several stands once, outlives a restart, and goes when the last of them has it", async () => {
  const first = await startStoredBroker(database);
  for (const clientId of ["a", "b", "c"]) {
    const client = await TestClient.connect(first, { ...persistent, clientId });
    await client.subscribe("all", { qos: 1 });
    await client.kill();
  }
  const publisher = await TestClient.connect(first, { clientId: "p" });
  publisher.publish("all", "for three", { qos: 1 });
  await publisher.next(PUBACK);
  expect([await rows("messages"), await rows("deliveries")]).toEqual([1, 3]);
  await first.crash();

  await using second = await startStoredBroker(database);
  for (const clientId of ["a", "b", "c"]) {
    await second.store.sweep();
    expect(await rows("messages")).toBe(1);
    const client = await TestClient.connect(second, { ...persistent, clientId });
    expect((await client.message()).text).toBe("for three");
    await client.settled();
    await second.journal.flush();
  }
  await second.store.sweep();
  expect([await rows("messages"), await rows("deliveries")]).toEqual([0, 0]);
});

test("the queue of a session that ended, and what expired in a queue, are cleared away", async () => {
  const clock = new FakeClock();
  await using broker = await startStoredBroker(database, { clock });
  for (const clientId of ["ends", "stays"]) {
    const client = await TestClient.connect(broker, { ...persistent, clientId });
    await client.subscribe(clientId, { qos: 1 });
    await client.kill();
  }
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  publisher.publish("ends", "x", { qos: 1 });
  publisher.publish("stays", "short", { qos: 1, properties: { messageExpiryInterval: 5 } });
  publisher.publish("stays", "long", { qos: 1 });
  for (let i = 0; i < 3; i++) await publisher.next(PUBACK);
  expect(await rows("deliveries")).toBe(3);
  const fresh = await TestClient.connect(broker, { ...persistent, clientId: "ends", cleanStart: true });
  expect(fresh.connack.sessionPresent).toBe(false);
  clock.advance(120);
  await broker.store.sweep();
  expect(await rows("deliveries")).toBe(1);
  expect(broker.tenant().counters.dropped.expired).toBe(1);
  const back = await TestClient.connect(broker, { ...persistent, clientId: "stays" });
  expect((await back.message()).text).toBe("long");
});

test("space is given back once it is quiet: tables are cut short, indexes that are empty pages are made anew", async () => {
  await using broker = await startStoredBroker(database);
  const sizes = async (): Promise<number[]> => {
    const [row] =
      await database.sql`select pg_relation_size('deliveries')::int as heap, pg_indexes_size('deliveries')::int as indexes`;
    return [row?.heap, row?.indexes];
  };
  await database.sql`insert into deliveries (tenant_id, session_id, seq, packet_id, released, qos, retain, message_qos, bytes,
      expires_at_ms, topic_bytes, properties_bytes, body)
    select 'acme', 1 + i % 100, i, 0, false, 1, false, 1, 4, 0, 1, 0, 'body' from generate_series(1, 250000) i`;
  await database.sql`create index deliveries_left_ccnew on deliveries (seq)`;
  await database.sql`update pg_index set indisvalid = false where indexrelid = 'deliveries_left_ccnew'::regclass`;
  await database.sql`delete from deliveries`;
  const [heap, indexes] = await sizes();
  expect(heap).toBeGreaterThan(10_000_000);
  expect(indexes).toBeGreaterThan(16 * 1024 * 1024);
  await broker.store.giveSpaceBack();
  const [heapAfter, indexesAfter] = await sizes();
  expect(heapAfter).toBeLessThan(100_000);
  expect(indexesAfter).toBeLessThan(100_000);
  const [left] = await database.sql`select to_regclass('deliveries_left_ccnew') as name`;
  expect(left?.name).toBeNull();
});
