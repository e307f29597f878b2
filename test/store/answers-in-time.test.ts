import { expect, test } from "vitest";
import { CONNACK, DISCONNECT, PUBACK, SUBACK, SUBSCRIBE, UNSUBSCRIBE } from "#core/mqtt/packets.ts";
import { IMPLEMENTATION_SPECIFIC_ERROR, SERVER_BUSY, SERVER_UNAVAILABLE } from "#core/mqtt/reason-codes.ts";
import { type ConnectOptions, TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker, whileHanging } from "./broker.ts";
import { persistent } from "./poison.ts";

const impatient = { limits: { storeWaitSecondsMax: 1 } };
const v3: ConnectOptions = { version: 4, cleanStart: false };

function request(filter: string) {
  return { filter, qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
}

test("while Postgres is away a CONNECT of a lasting session is refused in time, and leaves nothing behind", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database, impatient);
  const known = await TestClient.connect(broker, { ...persistent, clientId: "known" });
  await known.kill();
  const witness = await TestClient.connect(broker, { clientId: "witness" });
  const refused: unknown[] = [];
  broker.tenant().events.subscribe((event) => {
    if (event.type === "connectRefused") refused.push([event.clientId, event.refusal]);
  });
  await witness.subscribe("will");
  await whileHanging(database, async () => {
    const will = { topic: "will", qos: 1 } as const;
    const answers = await Promise.all([
      TestClient.connect(broker, { ...persistent, clientId: "new", will }),
      TestClient.connect(broker, { ...v3, clientId: "old", will }),
      TestClient.connect(broker, { ...persistent, clientId: "known", will }),
    ]);
    expect(answers.map(({ connack }) => connack.reasonCode)).toEqual([SERVER_UNAVAILABLE, 3, SERVER_UNAVAILABLE]);
    for (const client of answers) await client.closed();
    expect([...broker.tenant().sessions.values()].map(({ clientId }) => clientId).sort()).toEqual(["known", "witness"]);
    // By now it is known: the next one need not wait, and nothing of it is begun.
    const { seq } = broker.journal;
    const late = await TestClient.connect(broker, { ...persistent, clientId: "late" });
    expect(late.connack.reasonCode).toBe(SERVER_UNAVAILABLE);
    expect(broker.journal.seq).toBe(seq);
    expect(refused.sort()).toEqual(["known", "late", "new", "old"].map((clientId) => [clientId, "databaseAway"]));
  });
  expect(await witness.settled()).toEqual([]);
  const back = await TestClient.connect(broker, { ...persistent, clientId: "known" });
  expect(back.connack).toMatchObject({ reasonCode: 0, sessionPresent: true });
  const fresh = await TestClient.connect(broker, { ...persistent, clientId: "new" });
  expect(fresh.connack).toMatchObject({ reasonCode: 0, sessionPresent: false });
});

test("a SUBSCRIBE is refused in time, and then there is no such subscription", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database, impatient);
  const client = await TestClient.connect(broker, { ...persistent, clientId: "five" });
  await client.subscribe("kept", { qos: 1, identifier: 7 });
  await client.subscribe("$share/g/kept", { qos: 1 });
  const old = await TestClient.connect(broker, { ...v3, clientId: "four" });
  const oldest = await TestClient.connect(broker, { ...v3, version: 3, clientId: "three" });
  const limits: unknown[] = [];
  broker.tenant().events.subscribe((event) => {
    if (event.type === "limitReached") limits.push([event.topic, event.limit]);
  });
  await whileHanging(database, async () => {
    const requests = ["new", "kept", "$share/g/kept", "$share/g/new", "new", "bad/#/filter"].map(request);
    client.send({ type: SUBSCRIBE, packetId: 9, requests, properties: {} });
    old.send({ type: SUBSCRIBE, packetId: 9, requests: [request("new")], properties: {} });
    oldest.send({ type: SUBSCRIBE, packetId: 9, requests: [request("new")], properties: {} });
    const no = IMPLEMENTATION_SPECIFIC_ERROR;
    expect((await client.next(SUBACK)).reasonCodes).toEqual([no, no, no, no, no, no]);
    expect((await old.next(SUBACK)).reasonCodes).toEqual([0x80]);
    await oldest.closed();
    // The connection lives on, and the next refusal comes at once.
    await client.settled();
    expect((await client.subscribe("later")).reasonCodes).toEqual([no]);
    const alsoOldest = await TestClient.connect(broker, { version: 3, clientId: "also three" });
    await alsoOldest.subscribe("ephemeral");
    expect(limits).toContainEqual(["new", "storeWaitSecondsMax"]);
    expect(limits).toContainEqual(["later", "storeWaitSecondsMax"]);
  });
  await broker.journal.flush();
  const rows = await database.sql`
    select s.client_id, u.name, u.identifier from subscriptions u join sessions s on s.id = u.session_id order by 1, 2`;
  expect(rows).toMatchObject([
    { client_id: "five", name: "$share/g/kept", identifier: 0 },
    { client_id: "five", name: "kept", identifier: 7 },
    // 3.1 has no word for a refusal: the client that was cut off asks again, and has it by then.
    { client_id: "three", name: "new" },
  ]);
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  publisher.publish("new", "x", { qos: 1 });
  await publisher.next(PUBACK);
  publisher.publish("kept", "x", { qos: 1 });
  await publisher.next(PUBACK);
  expect((await client.message()).packet).toMatchObject({ topic: "kept" });
  expect(await old.settled()).toEqual([]);
});

test("an UNSUBSCRIBE that waits too long ends its connection: what was taken away meanwhile cannot be given back", async () => {
  const database = await testDatabase();
  await using broker = await startStoredBroker(database, impatient);
  const client = await TestClient.connect(broker, { ...persistent, clientId: "five" });
  await client.subscribe("kept", { qos: 1 });
  await whileHanging(database, async () => {
    client.send({ type: UNSUBSCRIBE, packetId: 9, filters: ["kept"], properties: {} });
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: SERVER_BUSY });
  });
});

test("a client whose messages cannot be read yet is told to come again", async () => {
  const database = await testDatabase();
  const first = await startStoredBroker(database);
  const client = await TestClient.connect(first, { ...persistent, clientId: "queued" });
  await client.subscribe("t", { qos: 1 });
  await client.kill();
  const publisher = await TestClient.connect(first, { clientId: "publisher" });
  publisher.publish("t", "waits", { qos: 1 });
  await publisher.next(PUBACK);
  await first.crash();
  await using broker = await startStoredBroker(database, impatient);
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = database.sql.begin(async (sql) => {
    await sql`lock table deliveries in access exclusive mode`;
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  const refused = new TestClient(broker.port);
  refused.sendConnect({ ...persistent, clientId: "queued" });
  expect((await refused.next(CONNACK)).reasonCode).toBe(SERVER_UNAVAILABLE);
  release.resolve();
  await holding;
  await expect
    .poll(async () => (await TestClient.connect(broker, { ...persistent, clientId: "queued" })).connack.reasonCode)
    .toBe(0);
});
