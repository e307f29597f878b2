import { expect, test } from "vitest";
import { encodeConnect, encodePacket } from "#core/mqtt/encode.ts";
import { CONNECT, SUBSCRIBE } from "#core/mqtt/packets.ts";
import { MemoryTransport } from "#server/transport/memory.ts";
import { PASSWORD, type TestBroker } from "#test/broker/broker.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker, whileHanging } from "./broker.ts";

const database = await testDatabase();
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** A 3.1.1 client with a session that lasts. */
async function connectMemory(broker: TestBroker): Promise<MemoryTransport> {
  const client = MemoryTransport.connect(broker.broker);
  client.connection?.receive(
    encodeConnect({
      type: CONNECT,
      protocolVersion: 4,
      bridge: false,
      cleanStart: false,
      keepAlive: 0,
      clientId: "c",
      will: undefined,
      username: "acme/c",
      password: Buffer.from(PASSWORD),
      properties: {},
    }),
  );
  await expect.poll(() => Buffer.concat(client.written).length).toBe(4);
  return client;
}

test("a client that repeats itself while Postgres hangs is read no more, and is answered in the end", async () => {
  await using broker = await startStoredBroker(database);
  const client = await connectMemory(broker);
  const publishQos2 = Buffer.from("34050001740001", "hex");
  const chunk = Buffer.concat(new Array(1_000).fill(publishQos2));
  let sent = 0;
  await whileHanging(database, async () => {
    for (; sent < 100_000 && !client.paused; sent += 1_000) {
      client.connection?.receive(Buffer.from(chunk));
      await turn();
    }
    expect(client.paused).toBe(true);
    expect(sent).toBeLessThan(70_000);
  });
  await expect.poll(() => Buffer.concat(client.written).length).toBe(4 + 4 * sent);
  expect(client.paused).toBe(false);
});

test("a client that subscribes to ever more while Postgres hangs is read no more either", async () => {
  await using broker = await startStoredBroker(database, {
    limits: { subscriptionBytesPerSessionMax: 2 ** 30, storeWaitSecondsMax: 600 },
  });
  const client = await connectMemory(broker);
  let sent = 0;
  await whileHanging(database, async () => {
    for (; sent < 2_000 && !client.paused; sent++) {
      const filter = `${sent}/${"x".repeat(60_000)}`;
      const request = { filter, qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
      client.connection?.receive(
        encodePacket({ type: SUBSCRIBE, packetId: 1, requests: [request], properties: {} }, 4),
      );
      await turn();
    }
    expect(client.paused).toBe(true);
    expect(broker.journal.pressure.pendingBytes).toBeLessThan(50 * 1024 * 1024);
  });
  await expect.poll(() => Buffer.concat(client.written).length, { timeout: 15_000 }).toBe(4 + 5 * sent);
  expect([client.paused, broker.journal.pressure.pending, broker.journal.pressure.pendingBytes]).toEqual([false, 0, 0]);
});
