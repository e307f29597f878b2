import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { PUBACK, PUBREC } from "#core/mqtt/packets.ts";
import { QUOTA_EXCEEDED } from "#core/mqtt/reason-codes.ts";
import { DatabaseInUseError, Store } from "#server/store/store.ts";
import { type ConnectOptions, TestClient } from "#test/broker/client.ts";
import { type TestDatabase, testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";

const database = await testDatabase();
const persistent: ConnectOptions = { cleanStart: false, properties: { sessionExpiryInterval: 3600 } };

/** A door in front of Postgres that can be shut: connections are cut, and new ones are refused. */
async function door(): Promise<{ database: TestDatabase; shut(): void; open(): void; close(): void }> {
  const { hostname, port, href } = new URL(database.url);
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer((inside) => {
    if (!isOpen) {
      inside.destroy();
      return;
    }
    const outside = connect(Number(port), hostname);
    for (const [from, to] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => {});
      from.on("close", () => to.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(href);
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    database: { ...database, url: url.href },
    shut() {
      isOpen = false;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    open() {
      isOpen = true;
    },
    close: () => void server.close(),
  };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("it never came true");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("while Postgres is away nothing is falsely acknowledged, the rest goes on, and on its return all resumes", async () => {
  const postgres = await door();
  await using broker = await startStoredBroker(postgres.database);
  const away = await TestClient.connect(broker, { ...persistent, clientId: "away" });
  await away.subscribe("durable", { qos: 1 });
  await away.kill();
  const live = await TestClient.connect(broker, { clientId: "live" });
  await live.subscribe("ephemeral", { qos: 1 });
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  postgres.shut();
  publisher.publish("durable", "waits", { qos: 1 });
  await until(() => broker.journal.trouble !== undefined);
  // Another connection's ephemeral traffic does not notice.
  const other = await TestClient.connect(broker, { clientId: "other" });
  other.publish("ephemeral", "goes on", { qos: 1 });
  expect((await live.message()).text).toBe("goes on");
  await other.next(PUBACK);
  expect(await publisher.settled()).toEqual([]);
  postgres.open();
  await publisher.next(PUBACK);
  expect(broker.journal.trouble).toBeUndefined();
  const rows = await database.sql`select count(*)::int as n from deliveries`;
  expect(rows[0]?.n).toBe(1);
  await broker[Symbol.asyncDispose]();
  postgres.close();
});

test("what cannot wait any more is refused with a reason", { timeout: 60_000 }, async () => {
  const postgres = await door();
  await using broker = await startStoredBroker(postgres.database);
  const away = await TestClient.connect(broker, { ...persistent, clientId: "full" });
  await away.subscribe("big/#", { qos: 1 });
  await away.kill();
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  postgres.shut();
  const payload = Buffer.alloc(1024 * 1024 - 100);
  let sent = 0;
  while (!broker.journal.pressure.full) {
    publisher.publish(`big/${sent++}`, payload, { qos: 1 });
    await publisher.settled();
  }
  await until(() => broker.journal.refusing);
  const refused = publisher.publish("big/refused", payload, { qos: 1 });
  publisher.publish("nobody", "is there", { qos: 1 });
  postgres.open();
  // In the order of the PUBLISHes, as ever.
  for (let i = 0; i < sent; i++) expect((await publisher.next(PUBACK)).reasonCode).toBe(0);
  expect(await publisher.next(PUBACK)).toMatchObject({ packetId: refused, reasonCode: QUOTA_EXCEEDED });
  await publisher.next(PUBACK);
  await broker[Symbol.asyncDispose]();
  postgres.close();
});

test("a commit whose answer was lost is not done twice", async () => {
  const postgres = await door();
  await using broker = await startStoredBroker(postgres.database);
  const receiver = await TestClient.connect(broker, { ...persistent, clientId: "twice" });
  await receiver.subscribe("once", { qos: 2 });
  await receiver.kill();
  const publisher = await TestClient.connect(broker, { ...persistent, clientId: "sender" });
  for (let i = 0; i < 30; i++) {
    publisher.publish("once", `${i}`, { qos: 2 });
    // Cut at whatever point the batch has reached.
    await new Promise((resolve) => setTimeout(resolve, i % 5));
    postgres.shut();
    postgres.open();
  }
  for (let i = 0; i < 30; i++) await publisher.next(PUBREC);
  const rows = await database.sql`
    select count(*)::int as n from deliveries d join sessions s on s.id = d.session_id where s.client_id = 'twice'`;
  expect(rows[0]?.n).toBe(30);
  await broker[Symbol.asyncDispose]();
  postgres.close();
});

test("a second broker is refused; one that was replaced writes nothing", async () => {
  await using broker = await startStoredBroker(database);
  const options = { url: database.url, log: () => {}, onLost: () => {} };
  await expect(Store.open(options)).rejects.toThrow(DatabaseInUseError);
  await database.sql`update journal set epoch = epoch + 1`;
  const client = await TestClient.connect(broker, { clientId: "late" });
  client.publish("kept", "x", { qos: 1, retain: true });
  await until(() => broker.problems.some(({ message }) => message === "lost"));
  expect(await client.settled()).toEqual([]);
  expect(await database.sql`select 1 from retained where topic = 'kept'`).toHaveLength(0);
});
