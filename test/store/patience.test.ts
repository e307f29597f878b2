import { expect, test } from "vitest";
import { encodeConnect } from "#core/mqtt/encode.ts";
import { CONNECT } from "#core/mqtt/packets.ts";
import { MemoryTransport } from "#server/transport/memory.ts";
import { PASSWORD } from "#test/broker/broker.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";

const database = await testDatabase();
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test("a client that repeats itself while Postgres hangs is read no more, and is answered in the end", async () => {
  await using broker = await startStoredBroker(database);
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
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  // Whoever holds the journal's row holds the journal.
  const holding = database.sql.begin(async (sql) => {
    await sql`select 1 from journal for update`;
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  const publishQos2 = Buffer.from("34050001740001", "hex");
  const chunk = Buffer.concat(new Array(1_000).fill(publishQos2));
  let sent = 0;
  try {
    for (; sent < 100_000 && !client.paused; sent += 1_000) {
      client.connection?.receive(Buffer.from(chunk));
      await turn();
    }
    expect(client.paused).toBe(true);
    expect(client.connection?.acks.size).toBeLessThan(70_000);
  } finally {
    release.resolve();
    await holding;
  }
  await expect.poll(() => Buffer.concat(client.written).length).toBe(4 + 4 * sent);
  expect(client.paused).toBe(false);
});
