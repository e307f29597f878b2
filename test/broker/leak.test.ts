import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { Connection } from "#server/connection.ts";
import { startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

const CLIENTS = 50;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

test("of a client that is cut off nothing stays in memory: neither its connection nor its session", async () => {
  await using broker = await startBroker();
  const clients: TestClient[] = [];
  for (let i = 0; i < CLIENTS; i++) {
    const client = await TestClient.connect(broker, { clientId: `c${i}`, cleanStart: true });
    await client.subscribe(`news/${i}`, { qos: 1 });
    clients.push(client);
  }
  const publisher = clients[0];
  for (let i = 0; i < CLIENTS; i++) publisher?.publish(`news/${i}`, "x", { qos: 1 });
  for (const client of clients) await client.message();
  const left = referencesTo(broker.broker.connections);
  expect(left).toHaveLength(3 * CLIENTS);
  await Promise.all(clients.map((client) => client.kill()));
  while (broker.broker.connections.size > 0) await new Promise((resolve) => setImmediate(resolve));
  // A WeakRef holds on to what it was made of until its turn of the loop is over.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  const held = left.map((reference) => reference.deref()?.constructor.name).filter((name) => name !== undefined);
  // The matcher remembers its last two results.
  expect(held.filter((name) => name !== "Session")).toEqual([]);
  expect(held.length).toBeLessThanOrEqual(2);
});

/** In a function of its own, whose variables are gone afterwards. */
function referencesTo(connections: Iterable<Connection>): WeakRef<object>[] {
  return [...connections].flatMap((connection) => {
    const { outbound, session } = connection;
    return [connection, outbound, ...(session === undefined ? [] : [session])].map((object) => new WeakRef(object));
  });
}
