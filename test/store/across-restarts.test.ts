import { expect, test } from "vitest";
import { PUBACK } from "#core/mqtt/packets.ts";
import { FakeClock, PASSWORD } from "#test/broker/broker.ts";
import { type ConnectOptions, TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";

const persistent: ConnectOptions = { cleanStart: false, properties: { sessionExpiryInterval: 3600 } };

test("subscriptions come back as they were acknowledged, with their options", async () => {
  const database = await testDatabase();
  const first = await startStoredBroker(database);
  const client = await TestClient.connect(first, { ...persistent, clientId: "s" });
  await client.subscribe("kept/#", { qos: 1, identifier: 7 });
  await client.subscribe("gone", { qos: 1 });
  await client.unsubscribe("gone");
  await first.crash();
  await using second = await startStoredBroker(database);
  const publisher = await TestClient.connect(second, { clientId: "p" });
  publisher.publish("kept/x", "here", { qos: 1 });
  publisher.publish("gone", "nobody", { qos: 1 });
  expect(await publisher.next(PUBACK)).toMatchObject({ reasonCode: 0 });
  expect(await publisher.next(PUBACK)).toMatchObject({ reasonCode: 0x10 });
  const back = await TestClient.connect(second, { ...persistent, clientId: "s" });
  expect((await back.message()).packet.properties.subscriptionIdentifiers).toEqual([7]);
});

test("who had to wait for its session is looked at once more: a change meanwhile found no connection", async () => {
  const database = await testDatabase();
  const first = await startStoredBroker(database);
  const again = { ...persistent, clientId: "s", username: "acme/pump", password: PASSWORD };
  const away = await TestClient.connect(first, again);
  await away.subscribe("t", { qos: 1 });
  await away.kill();
  const publisher = await TestClient.connect(first, { clientId: "p" });
  publisher.publish("t", "waits", { qos: 1 });
  await publisher.next(PUBACK);
  await first.crash();
  const late: (readonly [string, boolean])[] = [];
  await using second: Awaited<ReturnType<typeof startStoredBroker>> = await startStoredBroker(database, {
    onLateAdmission: ({ deviceName }) => {
      const [connection] = second.broker.connections;
      late.push([deviceName, connection?.session !== undefined]);
    },
  });
  const back = await TestClient.connect(second, again);
  await back.settled();
  expect(late).toEqual([["pump", true]]);
  await TestClient.connect(second, again);
  expect(late).toHaveLength(1);
});

test("retained messages come back, deleted and expired ones do not", async () => {
  const database = await testDatabase();
  const clock = new FakeClock();
  const first = await startStoredBroker(database, { clock });
  const publisher = await TestClient.connect(first, { clientId: "p" });
  publisher.publish("r/kept", "kept", { qos: 1, retain: true });
  publisher.publish("r/gone", "gone", { qos: 1, retain: true });
  publisher.publish("r/gone", "", { qos: 1, retain: true });
  publisher.publish("r/short", "short", { qos: 1, retain: true, properties: { messageExpiryInterval: 10 } });
  for (let i = 0; i < 4; i++) await publisher.next(PUBACK);
  await first.crash();
  clock.advance(11);
  await using second = await startStoredBroker(database, { clock });
  const client = await TestClient.connect(second, { clientId: "s" });
  await client.subscribe("r/#", { qos: 1 });
  const kept = await client.settled();
  expect(kept).toMatchObject([{ topic: "r/kept", retain: true }]);
});

test("session expiry goes on while the broker is away", async () => {
  const database = await testDatabase();
  const clock = new FakeClock();
  const first = await startStoredBroker(database, { clock });
  const short = await TestClient.connect(first, {
    clientId: "short",
    cleanStart: false,
    properties: { sessionExpiryInterval: 60 },
  });
  await short.subscribe("t", { qos: 1 });
  await short.kill();
  const long = await TestClient.connect(first, { ...persistent, clientId: "long" });
  await long.kill();
  await TestClient.connect(first, { clientId: "last" });
  await first.journal.flush();
  await first.crash();
  clock.advance(120);
  await using second = await startStoredBroker(database, { clock });
  expect((await TestClient.connect(second, { ...persistent, clientId: "long" })).connack.sessionPresent).toBe(true);
  expect((await TestClient.connect(second, { ...persistent, clientId: "short" })).connack.sessionPresent).toBe(false);
});

test("the will of a connection that died with the broker is published after the restart, once its delay is over", async () => {
  const database = await testDatabase();
  const clock = new FakeClock();
  const first = await startStoredBroker(database, { clock });
  const watcher = await TestClient.connect(first, { ...persistent, clientId: "watcher" });
  await watcher.subscribe("will/#", { qos: 1 });
  const will = (topic: string, willDelayInterval: number) => ({
    topic,
    qos: 1 as const,
    properties: { willDelayInterval },
  });
  await TestClient.connect(first, { ...persistent, clientId: "at-once", will: will("will/at-once", 0) });
  await TestClient.connect(first, { ...persistent, clientId: "later", will: will("will/later", 3_000) });
  await first.crash();
  await using second = await startStoredBroker(database, { clock });
  const back = await TestClient.connect(second, { ...persistent, clientId: "watcher" });
  expect((await back.message()).topic).toBe("will/at-once");
  expect(await back.settled()).toEqual([]);
});

test("a row that makes no sense is left out with a line in the log, and stops nothing", async () => {
  const database = await testDatabase();
  const first = await startStoredBroker(database);
  for (const clientId of ["good", "bad"]) {
    const client = await TestClient.connect(first, { ...persistent, clientId });
    await client.subscribe(`to/${clientId}`, { qos: 1 });
    await client.kill();
  }
  const publisher = await TestClient.connect(first, { clientId: "p" });
  for (const text of ["one", "two", "three"]) {
    publisher.publish("to/good", text, { qos: 1 });
    await publisher.next(PUBACK);
  }
  await first.crash();
  await database.sql`update sessions set identity = '{"deviceName": 5}' where client_id = 'bad'`;
  await database.sql`update deliveries set topic_bytes = 9999 where seq = (select min(seq) + 1 from deliveries)`;
  const second = await startStoredBroker(database);
  expect(second.recovered).toMatchObject({ sessions: 1, setAside: 1 });
  const good = await TestClient.connect(second, { ...persistent, clientId: "good" });
  expect(await good.messages(2)).toEqual(["one", "three"]);
  await second.broker.drain();
  await second.store.close();
  expect(second.problems.map(({ message }) => message)).toEqual([
    "a session in the database cannot be read and is left out",
    "a queued message cannot be read and is left out",
  ]);
});

test("a queue at its limit loses its oldest, on disk too, and each is counted", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database, { limits: { queuedMessagesMax: 10 } });
  const client = await TestClient.connect(broker, { ...persistent, clientId: "full" });
  await client.subscribe("t", { qos: 1 });
  await client.kill();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (let i = 0; i < 25; i++) {
    publisher.publish("t", `${i}`, { qos: 1 });
    await publisher.next(PUBACK);
  }
  await broker.journal.flush();
  expect(broker.tenant().counters.dropped.queueFull).toBe(15);
  const back = await TestClient.connect(broker, { ...persistent, clientId: "full" });
  expect(await back.messages(10)).toEqual(Array.from({ length: 10 }, (_, i) => `${i + 15}`));
  expect(await back.settled()).toEqual([]);
});
