import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { PUBACK } from "#core/mqtt/packets.ts";
import { TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";

const database = await testDatabase();
/** As long as MQTT allows, and nothing that compresses: a B-tree takes keys of 2 704 bytes. */
const long = (bytes = 65_000) => randomBytes(bytes).toString("base64url").slice(0, bytes);

test("the longest client id, filter and topic are kept like any other, and hold nobody up", async () => {
  const clientId = long();
  const username = "acme/device";
  const persistent = { cleanStart: false, clientId, username, properties: { sessionExpiryInterval: 3600 } };
  const [filter, topic] = [`${long()}/#`, long()];
  {
    await using broker = await startStoredBroker(database);
    const hostile = await TestClient.connect(broker, persistent);
    expect((await hostile.subscribe(filter, { qos: 1 })).reasonCodes).toEqual([1]);
    hostile.publish(topic, "kept", { qos: 1, retain: true });
    await hostile.next(PUBACK);
    await hostile.kill();
    const bystander = await TestClient.connect(broker, { ...persistent, clientId: "c", username: "acme/bystander" });
    await bystander.subscribe("t", { qos: 1 });
    bystander.publish("t", "stored", { qos: 1 });
    expect((await bystander.message()).text).toBe("stored");
    await bystander.next(PUBACK);
    expect(broker.problems).toEqual([]);
  }
  await using broker = await startStoredBroker(database);
  expect(broker.recovered).toMatchObject({ sessions: 2, subscriptions: 2, retained: 1, setAside: 0 });
  const again = await TestClient.connect(broker, persistent);
  expect(again.connack.sessionPresent).toBe(true);
  await again.unsubscribe(filter);
  expect((await again.subscribe(topic)).reasonCodes).toEqual([0]);
  expect((await again.message()).text).toBe("kept");
  await again.unsubscribe(topic);
  again.publish(topic, "", { qos: 1, retain: true });
  await again.next(PUBACK);
  await again.disconnect(0, { sessionExpiryInterval: 0 });
  await broker.journal.flush();
  expect(await database.sql`select 1 from retained`).toEqual([]);
  expect((await database.sql`select client_id from sessions`).map((row) => row.client_id)).toEqual(["c"]);
  expect((await database.sql`select name from subscriptions`).map((row) => row.name)).toEqual(["t"]);
});
