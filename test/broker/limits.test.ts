import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseConfig } from "#core/config.ts";
import type { BrokerEvent } from "#core/control.ts";
import type { LimitName } from "#core/limit-overrides.ts";
import { DEFAULT_LIMITS, LIMIT_RANGES, type Limits, limitVariable } from "#core/limits.ts";
import { DISCONNECT, PUBACK, PUBLISH, PUBREC, SUBACK } from "#core/mqtt/packets.ts";
import { Door } from "#server/door/door.ts";
import { EventLog } from "#server/event-log.ts";
import { silentLog } from "#server/log.ts";
import { anEvent } from "#test/console/an-event.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker, whileHanging } from "#test/store/broker.ts";
import { FakeClock, PASSWORD, startBroker, type TestBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

const db = await testDatabase();

/** How many of so many events at once are kept. */
async function keptOf(count: number, share: Pick<Limits, "eventsKeptDays" | "eventsKeptPerSecondMax">) {
  await db.sql`delete from events`;
  const log = new EventLog(db.sql, silentLog);
  for (let second = 0; second < count; second++) {
    log.keep(anEvent({ type: "disconnected", reasonCode: 0 }, second), share);
  }
  await log.close();
  return db.sql<{ type: string; rows: number; count: number }[]>`
    select type, count(*)::int as rows, sum(count)::int as count from events group by type order by type`;
}

/** Every limit at work: the answer below it, and the one above that its description promises. */
const PROOFS: Readonly<Record<keyof Limits, () => Promise<void>>> = {
  async maximumPacketSizeBytes() {
    await using broker = await startBroker({ limits: { maximumPacketSizeBytes: 1_000 } });
    for (const version of [5, 4] as const) {
      const client = await TestClient.connect(broker, { version });
      if (version === 5) expect(client.connack.properties.maximumPacketSize).toBe(1_000);
      await client.subscribe("t");
      client.publish("t", "x".repeat(980));
      await client.message();
      client.publish("t", "x".repeat(1_000));
      if (version === 5) expect((await client.next(DISCONNECT)).reasonCode).toBe(0x95);
      await client.closed();
    }
  },

  async connectPacketSizeBytes() {
    await using broker = await startBroker({ limits: { connectPacketSizeBytes: 1_024 } });
    const clients = (bytes: number) => ({ will: { topic: "t", payload: Buffer.alloc(bytes) } });
    expect((await TestClient.connect(broker, clients(900))).connack.reasonCode).toBe(0);
    const large = await TestClient.connect(broker, clients(1_000));
    expect(large.connack.reasonCode).toBe(0x95);
    await large.closed();
    const old = new TestClient(broker.port);
    old.sendConnect({ version: 4, ...clients(1_000) });
    await old.closed();
  },

  async topicLevelsMax() {
    await using broker = await startBroker({ limits: { topicLevelsMax: 3 } });
    const client = await TestClient.connect(broker);
    expect((await client.subscribe("a/b/c")).reasonCodes).toEqual([0]);
    expect((await client.subscribe("a/b/c/d")).reasonCodes).toEqual([0x8f]);
    client.publish("a/b/c", "x");
    await client.message();
    client.publish("a/b/c/d", "x");
    expect((await client.next(DISCONNECT)).reasonCode).toBe(0x90);
    expect((await TestClient.connect(broker, { will: { topic: "a/b/c/d" } })).connack.reasonCode).toBe(0x90);
  },

  async topicBytesMax() {
    await using broker = await startBroker({ limits: { topicBytesMax: 10 } });
    const client = await TestClient.connect(broker);
    expect((await client.subscribe("鳩鳩鳩x")).reasonCodes).toEqual([0]);
    expect((await client.subscribe("鳩鳩鳩鳩")).reasonCodes).toEqual([0x8f]);
    client.publish("鳩鳩鳩x", "x");
    await client.message();
    client.publish("鳩鳩鳩鳩", "x");
    expect((await client.next(DISCONNECT)).reasonCode).toBe(0x90);
    expect((await TestClient.connect(broker, { will: { topic: "12345678901" } })).connack.reasonCode).toBe(0x90);
  },

  async clientIdBytesMax() {
    await using broker = await startBroker({ limits: { clientIdBytesMax: 23 } });
    const connect = async (length: number, version: 4 | 5) =>
      (await TestClient.connect(broker, { version, clientId: "x".repeat(length), username: "acme/x" })).connack;
    expect((await connect(23, 5)).reasonCode).toBe(0);
    expect((await connect(24, 5)).reasonCode).toBe(0x85);
    expect((await connect(24, 4)).reasonCode).toBe(2);
  },

  async keepAliveSecondsMax() {
    const clock = new FakeClock();
    await using broker = await startBroker({ clock, limits: { keepAliveSecondsMax: 60 } });
    const serverKeepAlive = async (keepAlive: number) =>
      (await TestClient.connect(broker, { keepAlive })).connack.properties.serverKeepAlive;
    expect(await serverKeepAlive(60)).toBeUndefined();
    expect(await serverKeepAlive(61)).toBe(60);
    const client = await TestClient.connect(broker, { clientId: "none", keepAlive: 0 });
    expect(client.connack.properties.serverKeepAlive).toBe(60);
    clock.advance(95);
    expect((await client.next(DISCONNECT)).reasonCode).toBe(0x8d);
  },

  async connectTimeoutSeconds() {
    const clock = new FakeClock();
    await using broker = await startBroker({ clock, limits: { connectTimeoutSeconds: 3 } });
    const silent = new TestClient(broker.port);
    await expect.poll(() => broker.broker.connections.size).toBe(1);
    clock.advance(2);
    expect(broker.broker.connections.size).toBe(1);
    clock.advance(2);
    await silent.closed();
  },

  async unauthenticatedPerAddressMax() {
    await using broker = await startBroker({ limits: { unauthenticatedPerAddressMax: 1 } });
    const silent = new TestClient(broker.port);
    await expect.poll(() => broker.broker.arrivals.size).toBe(1);
    await new TestClient(broker.port).closed();
    await silent.kill();
    await expect.poll(() => broker.broker.arrivals.size).toBe(0);
    expect((await TestClient.connect(broker)).connack.reasonCode).toBe(0);
  },

  async receiveMaximum() {
    await using broker = await startBroker({ limits: { receiveMaximum: 2 } });
    const client = await TestClient.connect(broker);
    expect(client.connack.properties.receiveMaximum).toBe(2);
    for (let i = 0; i < 3; i++) client.publish("t", "x", { qos: 2 });
    await client.next(PUBREC);
    await client.next(PUBREC);
    expect((await client.next(DISCONNECT)).reasonCode).toBe(0x93);
  },

  async inflightMax() {
    await using broker = await startBroker({ limits: { inflightMax: 3 } });
    const client = await TestClient.connect(broker, { autoAck: false, properties: { receiveMaximum: 100 } });
    await client.subscribe("t", { qos: 1 });
    for (let i = 0; i < 5; i++) client.publish("t", String(i), { qos: 1 });
    const sent = (await client.settled()).filter(({ type }) => type === PUBLISH);
    expect(sent).toHaveLength(3);
    client.ack(PUBACK, (sent[0] as { packetId: number }).packetId);
    expect((await client.message()).text).toBe("3");
  },

  async topicAliasMaximum() {
    await using broker = await startBroker({ limits: { topicAliasMaximum: 1 } });
    const client = await TestClient.connect(broker, { properties: { topicAliasMaximum: 10 } });
    expect(client.connack.properties.topicAliasMaximum).toBe(1);
    await client.subscribe("#");
    client.publish("a", "x", { properties: { topicAlias: 1 } });
    client.publish("b", "x");
    // Nor do we use more towards a client that would take them.
    expect((await client.message()).packet.properties.topicAlias).toBe(1);
    expect((await client.message()).packet.properties.topicAlias).toBeUndefined();
    client.publish("a", "x", { properties: { topicAlias: 2 } });
    expect((await client.next(DISCONNECT)).reasonCode).toBe(0x94);
    await using without = await startBroker({ limits: { topicAliasMaximum: 0 } });
    expect((await TestClient.connect(without)).connack.properties.topicAliasMaximum ?? 0).toBe(0);
  },

  async queuedMessagesMax() {
    expect(await queuedWith({ queuedMessagesMax: 3 }, ["1", "2", "3", "4", "5"])).toEqual({
      received: ["3", "4", "5"],
      dropped: 2,
    });
  },

  async queuedBytesMax() {
    const large = (name: string) => name.repeat(400);
    expect(await queuedWith({ queuedBytesMax: 1_024 }, ["1", "2", "3"].map(large))).toEqual({
      received: [large("2"), large("3")],
      dropped: 1,
    });
  },

  async outboundBytesMax() {
    await using broker = await startBroker({ limits: { outboundBytesMax: 50_000 } });
    const slow = await TestClient.connect(broker, { clientId: "slow" });
    await slow.subscribe("t");
    slow.socket.pause();
    const publisher = await TestClient.connect(broker, { clientId: "p" });
    while (broker.tenant().counters.dropped.slowReceiver === 0) {
      for (let i = 0; i < 20; i++) publisher.publish("t", Buffer.alloc(32 * 1024));
      await publisher.settled();
    }
    const [connection] = [...broker.broker.connections].filter(({ clientId }) => clientId === "slow");
    expect(connection?.outbound.pendingBytes).toBeLessThan(50_000 + 2 * 64 * 1024);
  },

  async subscriptionsPerSessionMax() {
    await using broker = await startBroker({ limits: { subscriptionsPerSessionMax: 2 } });
    const client = await TestClient.connect(broker);
    const codes = [];
    for (const filter of ["a", "b", "c", "a"]) codes.push(...(await client.subscribe(filter)).reasonCodes);
    expect(codes).toEqual([0, 0, 0x97, 0]);
    await client.unsubscribe("a");
    expect((await client.subscribe("c")).reasonCodes).toEqual([0]);
    const old = await TestClient.connect(broker, { clientId: "old", version: 4 });
    for (const filter of ["a", "b"]) await old.subscribe(filter);
    expect((await old.subscribe("c")).reasonCodes).toEqual([0x80]);
  },

  async subscriptionBytesPerSessionMax() {
    await using broker = await startBroker({ limits: { subscriptionBytesPerSessionMax: 2_000 } });
    const client = await TestClient.connect(broker);
    expect((await client.subscribe("x".repeat(1_500))).reasonCodes).toEqual([0]);
    expect((await client.subscribe("y")).reasonCodes).toEqual([0x97]);
    await client.unsubscribe("x".repeat(1_500));
    expect((await client.subscribe("y")).reasonCodes).toEqual([0]);
  },

  async subscriptionBytesPerTenantMax() {
    await using broker = await startBroker({ limits: { subscriptionBytesPerTenantMax: 2_000 } });
    const [first, second] = [
      await TestClient.connect(broker, { clientId: "1" }),
      await TestClient.connect(broker, { clientId: "2" }),
    ];
    expect((await first.subscribe("x".repeat(1_500))).reasonCodes).toEqual([0]);
    expect((await second.subscribe("y")).reasonCodes).toEqual([0x97]);
    await first.disconnect();
    expect((await second.subscribe("y")).reasonCodes).toEqual([0]);
  },

  async filtersPerPacketMax() {
    await using broker = await startBroker({ limits: { filtersPerPacketMax: 2 } });
    const request = { qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
    const subscribe = (...filters: string[]) =>
      ({ type: 8, packetId: 1, requests: filters.map((filter) => ({ filter, ...request })), properties: {} }) as const;
    const client = await TestClient.connect(broker);
    client.send(subscribe("a", "b"));
    expect((await client.next(SUBACK)).reasonCodes).toEqual([0, 0]);
    client.send(subscribe("a", "b", "c"));
    expect((await client.next(DISCONNECT)).reasonCode).toBe(0x97);
    const again = await TestClient.connect(broker);
    again.send({ type: 10, packetId: 1, filters: ["a", "b", "c"], properties: {} });
    expect((await again.next(DISCONNECT)).reasonCode).toBe(0x97);
  },

  async retainedPerTenantMax() {
    await retainedWith({ retainedPerTenantMax: 1 }, "x", "x");
  },

  async retainedBytesPerTenantMax() {
    await retainedWith({ retainedBytesPerTenantMax: 1_000 }, "x".repeat(600), "x".repeat(600));
  },

  async connectionsPerTenantMax() {
    await using broker = await startBroker({ limits: { connectionsPerTenantMax: 1 } });
    const first = await TestClient.connect(broker, { clientId: "a" });
    expect((await TestClient.connect(broker, { clientId: "b" })).connack.reasonCode).toBe(0x97);
    expect((await TestClient.connect(broker, { clientId: "b", version: 4 })).connack.reasonCode).toBe(3);
    await first.disconnect();
    await expect.poll(() => broker.tenant().sessions.online).toBe(0);
    expect((await TestClient.connect(broker, { clientId: "b" })).connack.reasonCode).toBe(0);
  },

  async sessionExpirySecondsMax() {
    const clock = new FakeClock();
    await using broker = await startBroker({ clock, limits: { sessionExpirySecondsMax: 60 } });
    const granted = async (sessionExpiryInterval: number) => {
      const { connack } = await TestClient.connect(broker, { properties: { sessionExpiryInterval } });
      return connack.properties.sessionExpiryInterval;
    };
    expect(await granted(60)).toBeUndefined();
    expect(await granted(0xffff_ffff)).toBe(60);
    const old = await TestClient.connect(broker, { clientId: "old", version: 4, cleanStart: false });
    await old.disconnect();
    await expect.poll(() => broker.tenant().sessions.online).toBe(1);
    clock.advance(61);
    const again = await TestClient.connect(broker, { clientId: "old", version: 4, cleanStart: false });
    expect(again.connack.sessionPresent).toBe(false);
  },

  async sessionsPerTenantMax() {
    await using broker = await startBroker({ limits: { sessionsPerTenantMax: 1 } });
    const properties = { sessionExpiryInterval: 1_000 };
    const first = await TestClient.connect(broker, { clientId: "a", properties });
    await first.disconnect();
    await expect.poll(() => broker.tenant().sessions.online).toBe(0);
    expect((await TestClient.connect(broker, { clientId: "b" })).connack.reasonCode).toBe(0x97);
    const back = await TestClient.connect(broker, { clientId: "a", cleanStart: false, properties });
    expect(back.connack).toMatchObject({ reasonCode: 0, sessionPresent: true });
  },

  async publishesPerSecondMax() {
    const clock = new FakeClock();
    await using broker = await startBroker({ clock, limits: { publishesPerSecondMax: 5 } });
    const client = await TestClient.connect(broker);
    await client.subscribe("t");
    for (let i = 0; i < 8; i++) client.publish("t", String(i));
    expect(await client.messages(5)).toEqual(["0", "1", "2", "3", "4"]);
    const other = await TestClient.connect(broker, { clientId: "other" });
    await other.settled();
    expect(broker.tenant().counters.messagesReceived).toBe(5);
    clock.advance(1);
    expect(await client.messages(3)).toEqual(["5", "6", "7"]);
  },

  async storeWaitSecondsMax() {
    const database = await testDatabase();
    await using broker = await startStoredBroker(database, { limits: { storeWaitSecondsMax: 1 } });
    await whileHanging(database, async () => {
      const persistent = { cleanStart: false, properties: { sessionExpiryInterval: 60 } };
      expect((await TestClient.connect(broker, persistent)).connack.reasonCode).toBe(0x88);
      expect((await TestClient.connect(broker)).connack.reasonCode).toBe(0);
    });
  },

  async eventsKeptDays() {
    expect(await keptOf(3, { eventsKeptDays: 1, eventsKeptPerSecondMax: 1 })).toEqual([
      { type: "disconnected", rows: 3, count: 3 },
    ]);
    // What is too old goes: test/server/event-log.test.ts.
    expect(await keptOf(3, { eventsKeptDays: 0, eventsKeptPerSecondMax: 1 })).toEqual([]);
  },

  async eventsKeptPerSecondMax() {
    expect(await keptOf(400, { eventsKeptDays: 1, eventsKeptPerSecondMax: 1 })).toEqual([
      { type: "disconnected", rows: 300, count: 300 },
      { type: "notKept", rows: 1, count: 100 },
    ]);
  },
  async failedLoginsPerAddressMax() {
    const clock = new FakeClock();
    await using broker = await startBroker({ clock, limits: { failedLoginsPerAddressMax: 3 } });
    closeDoor(broker);
    const connect = (username: string, password: string, version: 4 | 5 = 5) =>
      TestClient.connect(broker, { username, password, version }).then(({ connack }) => connack.reasonCode);
    // One after the other, under as many names.
    for (const name of ["a", "b", "c"]) expect(await connect(`acme/${name}`, "wrong")).toBe(0x86);
    expect(await connect("acme/d", PASSWORD)).toBe(0x9f);
    expect(await connect("acme/d", PASSWORD, 4)).toBe(3);
    clock.advance(1);
    expect(await connect("acme/e", "wrong")).toBe(0x86);
    // Each further one doubles the wait.
    clock.advance(1);
    expect(await connect("acme/d", PASSWORD)).toBe(0x9f);
    clock.advance(1);
    expect(await connect("acme/d", PASSWORD)).toBe(0);
  },

  async failedLoginsPerDeviceMax() {
    const clock = new FakeClock();
    await using broker = await startBroker({ clock, limits: { failedLoginsPerDeviceMax: 2 } });
    closeDoor(broker);
    const connect = (password: string, from: string, username = "acme/pump") =>
      TestClient.connect(broker, { username, password, from }).then(({ connack }) => connack.reasonCode);
    expect(await connect(PASSWORD, "127.0.0.1")).toBe(0);
    expect(await connect("wrong", "127.0.0.2")).toBe(0x86);
    expect(await connect("wrong", "127.0.0.3")).toBe(0x86);
    // Whatever the address, except where the device is at home. Other devices are not meant.
    expect(await connect(PASSWORD, "127.0.0.4")).toBe(0x9f);
    expect(await connect(PASSWORD, "127.0.0.1")).toBe(0);
    expect(await connect(PASSWORD, "127.0.0.4", "acme/other")).toBe(0);
    // From its home its own failures count.
    for (const secret of ["wrong", "wrong"]) expect(await connect(secret, "127.0.0.1")).toBe(0x86);
    expect(await connect(PASSWORD, "127.0.0.1")).toBe(0x9f);
    clock.advance(1);
    expect(await connect(PASSWORD, "127.0.0.1")).toBe(0);
  },

  async connectionsPerDeviceMax() {
    await using broker = await startBroker({ limits: { connectionsPerDeviceMax: 2 } });
    const events = eventsOf(broker);
    const connect = (clientId: string, username = "acme/gateway") =>
      TestClient.connect(broker, { clientId, username }).then(({ connack }) => connack.reasonCode);
    expect([await connect("a"), await connect("b"), await connect("c")]).toEqual([0, 0, 0x97]);
    // Taking over one's own connection needs no other; another device has room of its own.
    expect([await connect("a"), await connect("c", "acme/other")]).toEqual([0, 0]);
    expect(events.filter(({ type }) => type === "connectRefused")).toMatchObject([
      { refusal: "quotaExceeded", limit: { limit: "connectionsPerDeviceMax", used: 2, max: 2 } },
    ]);
  },

  async sessionsPerDeviceMax() {
    await using broker = await startBroker({ limits: { sessionsPerDeviceMax: 1 } });
    const properties = { sessionExpiryInterval: 1_000 };
    const connect = (clientId: string, username: string) =>
      TestClient.connect(broker, { clientId, username, properties, cleanStart: false });
    const first = await connect("a", "acme/gateway");
    await first.disconnect();
    await expect.poll(() => broker.tenant().sessions.online).toBe(0);
    expect((await connect("b", "acme/gateway")).connack.reasonCode).toBe(0x97);
    expect((await connect("a", "acme/gateway")).connack.sessionPresent).toBe(true);
    expect((await connect("b", "acme/other")).connack.reasonCode).toBe(0);
  },

  async connectsPerSecondPerTenantMax() {
    const clock = new FakeClock();
    await using broker = await startBroker({ clock, limits: { connectsPerSecondPerTenantMax: 2 } });
    const connect = (clientId: string, version: 4 | 5 = 5, tenant = "acme") =>
      TestClient.connect(broker, { clientId, version, username: `${tenant}/d` }).then(
        ({ connack }) => connack.reasonCode,
      );
    expect([await connect("a"), await connect("b"), await connect("c"), await connect("d", 4)]).toEqual([
      0, 0, 0x9f, 3,
    ]);
    expect(await connect("a", 5, "rival")).toBe(0);
    clock.advance(1);
    expect(await connect("c")).toBe(0);
  },

  messagesInPerSecondPerTenantMax: () => slowsReading("messagesInPerSecondPerTenantMax", 4, "acme/one", "acme/two"),
  messagesInPerSecondPerDeviceMax: () => slowsReading("messagesInPerSecondPerDeviceMax", 4, "acme/one", "acme/one"),
  // PUBLISH of "t" with one byte: 4 bytes and, in 5.0, one for its properties.
  bytesInPerSecondPerTenantMax: () => slowsReading("bytesInPerSecondPerTenantMax", 4 * 5, "acme/one", "acme/two"),
  bytesInPerSecondPerDeviceMax: () => slowsReading("bytesInPerSecondPerDeviceMax", 4 * 5, "acme/one", "acme/one"),
  messagesOutPerSecondPerTenantMax: () => holdsBack("messagesOutPerSecondPerTenantMax", 4, "acme/one", "acme/two"),
  messagesOutPerSecondPerDeviceMax: () => holdsBack("messagesOutPerSecondPerDeviceMax", 4, "acme/one", "acme/one"),
  // With a fixed header of 2 bytes; QoS 1 has an identifier of 2 more.
  bytesOutPerSecondPerTenantMax: () => holdsBack("bytesOutPerSecondPerTenantMax", 4 * 9, "acme/one", "acme/two"),
  bytesOutPerSecondPerDeviceMax: () => holdsBack("bytesOutPerSecondPerDeviceMax", 4 * 9, "acme/one", "acme/one"),

  async queuedBytesPerTenantMax() {
    await using broker = await startBroker({ limits: { queuedBytesPerTenantMax: 2_000 } });
    const events = eventsOf(broker);
    const properties = { sessionExpiryInterval: 1_000 };
    for (const clientId of ["a", "b"]) {
      const away = await TestClient.connect(broker, { clientId, properties });
      await away.subscribe(clientId, { qos: 1 });
      await away.disconnect();
    }
    const publisher = await TestClient.connect(broker, { clientId: "p" });
    const publish = async (topic: string, bytes: number) => {
      publisher.publish(topic, "x".repeat(bytes), { qos: 1 });
      await publisher.next(PUBACK);
    };
    await publish("a", 1_500);
    await publish("b", 400);
    expect(broker.tenant().queuedBytes).toBe(1_902);
    // Two sessions within their own limits; together they are not, and who gets one more gives.
    await publish("b", 300);
    broker.tenant().drops.tell();
    expect(broker.tenant().counters.dropped.tenantQueueFull).toBe(1);
    expect(events.filter(({ type }) => type === "dropped")).toMatchObject([
      { reason: "tenantQueueFull", limit: { limit: "queuedBytesPerTenantMax", max: 2_000 } },
    ]);
    const back = await TestClient.connect(broker, { clientId: "b", cleanStart: false, properties });
    expect((await back.messages(1))[0]?.length).toBe(300);
    const other = await TestClient.connect(broker, { clientId: "a", cleanStart: false, properties });
    expect((await other.messages(1))[0]?.length).toBe(1_500);
    expect(broker.tenant().queuedBytes).toBe(0);
  },
};

/** Nobody is asked for whom the door turns away. */
function closeDoor({ broker }: TestBroker): void {
  const door = new Door(broker, { publicHost: "localhost", anonymousTenant: "acme" });
  Object.assign(broker, { authenticate: door.guard(broker.authenticate) });
}

function eventsOf(broker: TestBroker): BrokerEvent[] {
  const events: BrokerEvent[] = [];
  broker.tenant().events.subscribe((event) => events.push(event));
  return events;
}

/** Two connections share room for four messages in a second: what is too much is read in the next. */
async function slowsReading(limit: LimitName, max: number, one: string, two: string): Promise<void> {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock });
  const [a, b] = [
    await TestClient.connect(broker, { clientId: "a", username: one }),
    await TestClient.connect(broker, { clientId: "b", username: two }),
  ];
  broker.broker.settings.put("acme", { tenantId: "acme", limits: { [limit]: max }, policies: {} });
  broker.tenant().applySettings();
  const events = eventsOf(broker);
  const { counters } = broker.tenant();
  // The other's fourth is too much, whatever the order in which the sockets are read.
  for (const client of [a, b]) for (let i = 0; i < 3; i++) client.publish("t", String(i));
  await expect.poll(() => counters.messagesReceived).toBe(4);
  const rival = await TestClient.connect(broker, { clientId: "r", username: "rival/one" });
  for (let i = 0; i < 9; i++) rival.publish("t", String(i));
  await rival.settled();
  expect(counters.messagesReceived).toBe(4);
  clock.advance(1);
  await expect.poll(() => counters.messagesReceived).toBe(6);
  expect(events.filter(({ type }) => type === "limitReached")).toMatchObject([
    { limit, max, used: max, effect: "slowed" },
  ]);
}

/** Two receivers share room for four messages in a second: QoS 0 beyond is dropped, QoS 1 comes in the next. */
async function holdsBack(limit: LimitName, max: number, one: string, two: string): Promise<void> {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock, limits: { [limit]: max } });
  const receivers = [
    await TestClient.connect(broker, { clientId: "a", username: one }),
    await TestClient.connect(broker, { clientId: "b", username: two }),
  ];
  for (const receiver of receivers) await receiver.subscribe("t", { qos: 1 });
  const publisher = await TestClient.connect(broker, { clientId: "p", username: "acme/publisher" });
  const publish = async (text: string, qos: 0 | 1) => {
    publisher.publish("t", text, { qos });
    await publisher.settled();
  };
  for (const text of ["0", "1", "2"]) await publish(text, 1);
  await publish("lost", 0);
  for (const receiver of receivers) expect(await receiver.messages(2)).toEqual(["0", "1"]);
  expect(broker.tenant().counters.dropped.messageRate).toBe(2);
  clock.advance(1);
  for (const receiver of receivers) expect(await receiver.messages(1)).toEqual(["2"]);
  await publish("after", 0);
  for (const receiver of receivers) expect(await receiver.messages(1)).toEqual(["after"]);
}

/** What a client finds that was away while these were published. */
async function queuedWith(limits: Partial<Limits>, texts: readonly string[]) {
  await using broker = await startBroker({ limits });
  const properties = { sessionExpiryInterval: 1_000 };
  const away = await TestClient.connect(broker, { clientId: "away", properties });
  await away.subscribe("t", { qos: 1 });
  await away.disconnect();
  const publisher = await TestClient.connect(broker, { clientId: "p" });
  for (const text of texts) {
    publisher.publish("t", text, { qos: 1 });
    await publisher.next(PUBACK);
  }
  const back = await TestClient.connect(broker, { clientId: "away", cleanStart: false, properties });
  const received = (await back.settled()).map((packet) => packet.type === PUBLISH && packet.payload.toString());
  return { received, dropped: broker.tenant().counters.dropped.queueFull };
}

/** The second retained message does not fit beside the first. */
async function retainedWith(limits: Partial<Limits>, first: string, second: string) {
  await using broker = await startBroker({ limits });
  const client = await TestClient.connect(broker);
  const { counters, retained } = broker.tenant();
  const keep = async (topic: string, text: string, qos: 1 | 2 = 1) => {
    client.publish(topic, text, { qos, retain: true });
    return (await client.next(qos === 1 ? PUBACK : PUBREC)).reasonCode;
  };
  expect(await keep("a", first)).toBeLessThan(0x80);
  expect(await keep("b", second)).toBe(0x97);
  expect(await keep("b", second, 2)).toBe(0x97);
  // In its place there is room, and deleting makes some.
  expect(await keep("a", second)).toBeLessThan(0x80);
  await client.subscribe("b");
  client.publish("b", second, { retain: true });
  expect((await client.message()).text).toBe(second);
  expect(counters.dropped.retainedQuota).toBe(3);
  const old = await TestClient.connect(broker, { clientId: "old", version: 4 });
  old.publish("b", second, { qos: 1, retain: true });
  await old.next(PUBACK);
  expect((await client.message()).text).toBe(second);
  expect(counters.dropped.retainedQuota).toBe(4);
  await client.unsubscribe("b");
  expect(await keep("a", "")).toBeLessThan(0x80);
  expect(retained.size).toBe(0);
  expect(await keep("b", second)).toBeLessThan(0x80);
  // Another tenant has room of its own.
  const rival = await TestClient.connect(broker, { clientId: "r", username: "rival/r" });
  rival.publish("a", first, { qos: 1, retain: true });
  expect((await rival.next(PUBACK)).reasonCode).toBeLessThan(0x80);
}

describe("at its limit", () => {
  for (const [name, prove] of Object.entries(PROOFS)) test(name, prove);
});

const names = Object.keys(DEFAULT_LIMITS) as (keyof Limits)[];

describe("the limits", () => {
  test("are set by the environment, within their ranges", () => {
    expect(parseConfig({}).limits).toEqual(DEFAULT_LIMITS);
    for (const name of names) {
      const [min, max] = LIMIT_RANGES[name];
      const variable = limitVariable(name);
      expect(DEFAULT_LIMITS[name]).toBeGreaterThanOrEqual(min);
      expect(DEFAULT_LIMITS[name]).toBeLessThanOrEqual(max);
      expect(parseConfig({ [variable]: String(max) }).limits).toEqual({ ...DEFAULT_LIMITS, [name]: max });
      for (const wrong of [String(max + 1), String(min - 1), "-1", "1e3", "many"]) {
        expect(() => parseConfig({ [variable]: wrong })).toThrow(
          `${variable} must be a whole number, ${min} to ${max}`,
        );
      }
    }
    expect(() => parseConfig({ LIMIT_TOPIC_LEVEL_MAX: "1" })).toThrow("LIMIT_TOPIC_LEVEL_MAX is no limit");
  });

  test("stand in docs/limits.md as in core/limits.ts", () => {
    const source = readFileSync(new URL("../../core/limits.ts", import.meta.url), "utf8");
    const described = new Map(
      [...source.matchAll(/\/\*\* (.*) \*\/\n {2}readonly (\w+): number;/g)].map(([, text, name]) => [name, text]),
    );
    const rows = names.map(
      (name) => `| \`${limitVariable(name)}\` | ${DEFAULT_LIMITS[name]} | ${described.get(name)} |`,
    );
    const document = readFileSync(new URL("../../docs/limits.md", import.meta.url), "utf8");
    expect(document.split("\n").filter((line) => line.startsWith("| `"))).toEqual(rows);
  });
});
