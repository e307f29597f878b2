import { randomInt } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { BrokerEvent } from "#core/control.ts";
import { CONNACK, DISCONNECT, type Packet, PUBLISH, type QoS } from "#core/mqtt/packets.ts";
import type { StoredBan } from "#server/bans.ts";
import { endBanned } from "#server/bans-mirror.ts";
import { sessionKey } from "#server/sessions.ts";
import { EVERYTHING, FakeClock, rule, startBroker, type TestBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

/**
 * Tenants with the same devices, client ids and topics do random things at the same time. Whatever the others do, each
 * must see what it would see alone on a broker of its own: packets, acknowledgements, disconnects, events with their
 * numbers, statistics, retained messages, counters. SEED=… repeats a run.
 */
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));

const TENANTS = ["acme", "globex", "initech"] as const;
const DEVICES = ["pump", "valve"] as const;
const CLIENT_IDS = ["one", "two"] as const;

type Operation =
  | { do: "connect"; device: string; clientId: string; cleanStart: boolean; expiry: number; will: string | null }
  | { do: "leave"; client: number; how: "disconnect" | "kill" }
  | { do: "subscribe"; client: number; filter: string; qos: QoS }
  | { do: "unsubscribe"; client: number; filter: string }
  | { do: "publish"; client: number; topic: string; qos: QoS; retain: boolean; empty: boolean }
  | { do: "ban"; ban: Partial<StoredBan> }
  | { do: "lift" }
  | { do: "limit"; limits: Readonly<Record<string, number>> }
  | { do: "endDevice"; device: string }
  | { do: "tick"; seconds: number };

const qos = fc.constantFrom<QoS[]>(0, 1, 2);
const topic = fc.constantFrom("a", "a/b", "b/c");
const filter = fc.constantFrom(
  "#",
  "a/#",
  "+/b",
  "a",
  "$share/g/#",
  "$share/g/a/+",
  "$SYS/#",
  "$SYS/broker/clients/connected",
);
const client = fc.nat(5);
const device = fc.constantFrom(...DEVICES);
const clientId = fc.constantFrom(...CLIENT_IDS);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("connect" as const),
      device,
      clientId,
      cleanStart: fc.boolean(),
      expiry: fc.constantFrom(0, 60),
      will: fc.option(topic),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("leave" as const),
      client,
      how: fc.constantFrom("disconnect" as const, "kill" as const),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("subscribe" as const), client, filter, qos }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("unsubscribe" as const), client, filter }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("publish" as const),
      client,
      topic,
      qos,
      retain: fc.boolean(),
      empty: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("ban" as const),
      ban: fc.constantFrom<Partial<StoredBan>[]>(
        { clientId: "one" },
        { deviceName: "pump" },
        { network: "127.0.0.0/8" },
        { clientId: "two", deviceName: "valve", network: "127.0.0.1" },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "lift" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("limit" as const),
      limits: fc.constantFrom<Readonly<Record<string, number>>[]>(
        {},
        { connectionsPerTenantMax: 1 },
        { retainedPerTenantMax: 1 },
        { subscriptionsPerSessionMax: 1 },
        { queuedBytesPerTenantMax: 1_024, queuedMessagesMax: 2 },
        // Not a rate of messages: while time stands still a client that rests would rest for ever.
        { connectsPerSecondPerTenantMax: 2 },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("endDevice" as const), device }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("tick" as const), seconds: fc.constantFrom(1, 10, 61) }) },
);

type Step = readonly [tenant: (typeof TENANTS)[number], operation: Operation];

/** One tenant's clients, and all that it sees. */
class Observer {
  readonly seen: string[] = [];
  readonly #broker: TestBroker;
  readonly #tenantId: string;
  #clients: TestClient[] = [];
  #published = 0;

  constructor(broker: TestBroker, tenantId: string) {
    this.#broker = broker;
    this.#tenantId = tenantId;
    broker.tenant(tenantId).events.subscribe((event) => this.#note("event", this.#plain(event)));
  }

  get #tenant() {
    return this.#broker.tenant(this.#tenantId);
  }

  async perform(operation: Operation): Promise<void> {
    this.#note("does", operation);
    await this.#act(operation);
    await this.settle();
  }

  /** Reads what came for each client; one that was closed is put away with its last words. */
  async settle(): Promise<void> {
    for (const one of [...this.#clients]) {
      const gone: Packet[] = [];
      try {
        for (const packet of await one.settled()) this.#tell(one, packet);
      } catch {
        for (;;) {
          const packet = await one.any().catch(() => undefined);
          if (packet === undefined) break;
          gone.push(packet);
        }
        for (const packet of gone) this.#tell(one, packet);
        this.#note("closed", this.#clients.indexOf(one));
        this.#clients = this.#clients.filter((other) => other !== one);
      }
    }
  }

  /** What is there at the end. */
  finish(): void {
    const { counters, retained, sessions, receivers, queuedBytes } = this.#tenant;
    const { bytesReceived: _, packetsReceived: __, bytesSent: ___, ...counted } = counters;
    this.#note("counters", counted);
    this.#note("holds", [
      retained.size,
      retained.bytes,
      sessions.size,
      sessions.online,
      receivers.tree.size,
      queuedBytes,
    ]);
    for (const name of ["a", "a/b", "b/c"]) this.#note(name, retained.get(name)?.payload.toString() ?? null);
  }

  close(): void {
    for (const one of this.#clients) one.socket.destroy();
  }

  async #act(operation: Operation): Promise<void> {
    const { broker } = this.#broker;
    const tenantId = this.#tenantId;
    switch (operation.do) {
      case "connect":
        return this.#connect(operation);
      case "leave": {
        const one = this.#clients[operation.client];
        if (one === undefined) return;
        this.#clients.splice(operation.client, 1);
        if (operation.how === "kill") await one.kill();
        else await one.disconnect();
        const left = this.#clients.length;
        await expect.poll(() => this.#tenant.sessions.online, { interval: 1 }).toBeLessThanOrEqual(left);
        return;
      }
      case "subscribe": {
        const one = this.#clients[operation.client];
        if (one === undefined) return;
        const { filter, qos } = operation;
        const request = { filter, qos, noLocal: false, retainAsPublished: true, retainHandling: 0 } as const;
        one.send({ type: 8, packetId: one.packetId(), requests: [request], properties: {} });
        return;
      }
      case "unsubscribe": {
        const one = this.#clients[operation.client];
        one?.send({ type: 10, packetId: one.packetId(), filters: [operation.filter], properties: {} });
        return;
      }
      case "publish": {
        const { topic, qos, retain, empty } = operation;
        const text = empty ? "" : `${tenantId} ${this.#published++}`;
        this.#clients[operation.client]?.publish(topic, text, { qos, retain });
        return;
      }
      case "ban": {
        const nothing = { clientId: "", deviceName: "", network: "", expiresAtMs: null };
        broker.bans.put(tenantId, [{ tenantId, tenantSlug: tenantId, id: "ban", ...nothing, ...operation.ban }]);
        endBanned(broker, this.#tenant);
        return;
      }
      case "lift":
        broker.bans.put(tenantId, []);
        return;
      case "limit":
        broker.settings.put(tenantId, { tenantId, limits: operation.limits, policies: {} });
        this.#tenant.applySettings();
        return;
      case "endDevice":
        this.#tenant.disconnectDevice(operation.device);
    }
  }

  async #connect({ device, clientId, cleanStart, expiry, will }: Operation & { do: "connect" }): Promise<void> {
    const one = new TestClient(this.#broker.port);
    one.sendConnect({
      username: `${this.#tenantId}/${device}`,
      clientId,
      cleanStart,
      properties: { sessionExpiryInterval: expiry },
      ...(will === null ? {} : { will: { topic: will, payload: Buffer.from(`${this.#tenantId} will`) } }),
    });
    const connack = await one.next(CONNACK);
    this.#note("connack", [connack.reasonCode, connack.sessionPresent]);
    if (connack.reasonCode !== 0) return void one.socket.destroy();
    this.#clients.push(one);
    const session = this.#tenant.sessions.find(sessionKey(device, clientId));
    expect(session?.tenant).toBe(this.#tenant);
  }

  #tell(one: TestClient, packet: Packet): void {
    const index = this.#clients.indexOf(one);
    if (packet.type === PUBLISH) {
      const { topic, qos, retain, dup } = packet;
      const text = packet.payload.toString();
      if (!topic.startsWith("$SYS/")) expect(text.startsWith(this.#tenantId) || text === "").toBe(true);
      this.#note("message", [index, topic, isOfTheBroker(topic) ? "" : text, qos, retain, dup]);
    } else if (packet.type === DISCONNECT) this.#note("disconnect", [index, packet.reasonCode]);
    else this.#note("packet", [index, packet.type, "reasonCodes" in packet ? packet.reasonCodes : 0]);
  }

  #plain({ id: _, tenantId, address: __, ...event }: BrokerEvent): unknown {
    expect(tenantId).toBe(this.#tenantId);
    return event;
  }

  #note(what: string, detail: unknown): void {
    this.seen.push(`${what} ${JSON.stringify(detail)}`);
  }
}

/** Bytes and packets depend on how often a test asks whether all has come. */
function isOfTheBroker(topic: string): boolean {
  return topic.startsWith("$SYS/") && /bytes|packets|load/.test(topic);
}

/** What each of these tenants sees when they do these things together. */
async function run(tenants: readonly string[], steps: readonly Step[]): Promise<Map<string, string[]>> {
  const clock = new FakeClock();
  const rules = Object.fromEntries(
    DEVICES.map((name) => [name, [...EVERYTHING, rule("allow", "subscribe", "$SYS/#")]]),
  );
  await using broker = await startBroker({ clock, rules });
  const observers = new Map(tenants.map((tenantId) => [tenantId, new Observer(broker, tenantId)]));
  for (const [tenantId, operation] of steps) {
    if (operation.do === "tick") {
      clock.advance(operation.seconds);
      for (const observer of observers.values()) await observer.settle();
    } else await observers.get(tenantId)?.perform(operation);
  }
  for (const observer of observers.values()) {
    await observer.settle();
    observer.finish();
  }
  const seen = new Map([...observers].map(([tenantId, observer]) => [tenantId, [...observer.seen]]));
  for (const observer of observers.values()) observer.close();
  return seen;
}

test(`a tenant sees the same whatever the others do (SEED=${seed})`, { timeout: 120_000 }, async () => {
  const steps = fc.array(fc.tuple(fc.constantFrom(...TENANTS), operation), { minLength: 40, maxLength: 90 });
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const together = await run(TENANTS, all);
      for (const tenantId of TENANTS) {
        const alone = await run(
          [tenantId],
          all.filter(([whose, { do: what }]) => whose === tenantId || what === "tick"),
        );
        expect(together.get(tenantId)).toEqual(alone.get(tenantId));
      }
    }),
    { seed, numRuns: 15, endOnFailure: true },
  );
});
