import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { WebSocket } from "ws";
import { decodePacket } from "#core/mqtt/decode.ts";
import { encodePacket } from "#core/mqtt/encode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import {
  AUTH,
  CONNACK,
  CONNECT,
  type Packet,
  type ProtocolVersion,
  PUBACK,
  PUBCOMP,
  PUBREC,
} from "#core/mqtt/packets.ts";
import type { Exchange } from "#server/identity.ts";
import { listenTcp } from "#server/transport/tcp.ts";
import { EVERYTHING, PASSWORD, rule, startBroker, type TestBroker, type TestBrokerOptions } from "../broker/broker.ts";
import { TestClient } from "../broker/client.ts";
import { mutate } from "../core/mutation.ts";
import { chunksOf } from "../core/survival.ts";
import type { TestDatabase } from "../database.ts";
import { startStoredBroker } from "../store/broker.ts";
import type { Finding } from "./finding.ts";
import { type Stream, streamOf } from "./streams.ts";

const RUNS = 40;
const ATTACKERS = 3;
const CLOSE_MS_MAX = 15_000;
const WAYS = ["tcp", "ws", "proxy"] as const;

/** What one attacker does. */
interface Attack {
  readonly version: ProtocolVersion;
  readonly way: (typeof WAYS)[number];
  /** Says properly who it is before it goes wrong. */
  readonly connects: boolean;
  readonly persistent: boolean;
  /** Of 5.0 clients: names an authentication method. */
  readonly method: boolean;
  readonly stream: Stream;
  /** Cuts the stream in the end instead of closing it. */
  readonly resets: boolean;
}

const attackOf: fc.Arbitrary<Attack> = fc.constantFrom<ProtocolVersion>(3, 4, 5).chain((version) =>
  fc.record({
    version: fc.constant(version),
    way: fc.constantFrom(...WAYS),
    connects: fc.oneof({ arbitrary: fc.constant(true), weight: 4 }, { arbitrary: fc.constant(false), weight: 1 }),
    persistent: fc.boolean(),
    method: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, { arbitrary: fc.constant(true), weight: 1 }),
    stream: streamOf(version),
    resets: fc.boolean(),
  }),
);

/** Challenges once, then lets in whoever answered with something. */
class Echo implements Exchange {
  #asked = false;

  async next(data: Buffer | undefined) {
    if (!this.#asked) {
      this.#asked = true;
      return { over: false as const, data: Buffer.from("?") };
    }
    const who = { tenantId: "acme", tenantSlug: "acme", principalId: "echo", deviceId: "echo", deviceName: "echo" };
    if (data === undefined) return { over: true as const, result: REFUSAL };
    return { over: true as const, result: { ok: true as const, ...who, rules: ATTACKER }, data };
  }
}

const REFUSAL = { ok: false, refusal: "wrongPassword", reasonCode: 0x86 } as const;
const ATTACKER = [rule("deny", "both", "bystander/#"), ...EVERYTHING];

type StoredBroker = Awaited<ReturnType<typeof startStoredBroker>>;

interface Scene {
  readonly broker: TestBroker;
  readonly proxyPort: number;
  readonly bystander: Awaited<ReturnType<typeof TestClient.connect>>;
}

async function openScene(database: TestDatabase | undefined): Promise<Scene> {
  const attackers = Array.from({ length: ATTACKERS }, (_, i) => [`attacker-${i}`, ATTACKER] as const);
  const options: TestBrokerOptions = {
    rules: { ...Object.fromEntries(attackers), bystander: [rule("allow", "both", "bystander/#")] },
    beginExchange: (method) => (method === "ECHO" ? new Echo() : undefined),
    // Small, so that they are met.
    limits: {
      maximumPacketSizeBytes: 64 * 1024,
      topicLevelsMax: 16,
      receiveMaximum: 8,
      inflightMax: 4,
      topicAliasMaximum: 2,
      queuedMessagesMax: 50,
      queuedBytesMax: 100_000,
      outboundBytesMax: 50_000,
      subscriptionsPerSessionMax: 20,
      retainedPerTenantMax: 100,
      retainedBytesPerTenantMax: 100_000,
      sessionsPerTenantMax: 40,
    },
  };
  const broker = database === undefined ? await startBroker(options) : await startStoredBroker(database, options);
  const proxied = await listenTcp(broker.broker, { host: "127.0.0.1", port: 0, proxyProtocol: true });
  const properties = { sessionExpiryInterval: database === undefined ? 0 : 3_600 };
  const bystander = await TestClient.connect(broker, { clientId: "bystander", cleanStart: false, properties });
  return { broker, proxyPort: proxied.port, bystander };
}

/**
 * A broker with real sockets, attacked by clients whose streams go wrong, while a well-behaved one of the same tenant
 * goes on with its work in all three QoS and must notice nothing. The broker must not make a mistake of its own, must
 * close what breaks the protocol, and must itself say nothing that breaks it.
 */
export class BrokerFuzz {
  readonly #database: TestDatabase | undefined;
  #broker: TestBroker;
  #proxyPort: number;
  #bystander: TestClient;
  #round = 0;

  private constructor(database: TestDatabase | undefined, { broker, proxyPort, bystander }: Scene) {
    this.#database = database;
    this.#broker = broker;
    this.#proxyPort = proxyPort;
    this.#bystander = bystander;
  }

  /** @param database where persistent sessions are kept; undefined: in memory */
  static async start(database?: TestDatabase): Promise<BrokerFuzz> {
    const scene = await openScene(database);
    await scene.bystander.subscribe("bystander/#", { qos: 2 });
    return new BrokerFuzz(database, scene);
  }

  /** Kills the broker and starts it on what attackers left in the database: the bystander must find all it had. */
  async restart(): Promise<void> {
    const broker = this.#broker;
    if (!("crash" in broker)) return;
    await (broker as StoredBroker).crash();
    const scene = await openScene(this.#database);
    assert.equal(scene.bystander.connack.sessionPresent, true, "the bystander's session is gone");
    this.#broker = scene.broker;
    this.#proxyPort = scene.proxyPort;
    this.#bystander = scene.bystander;
    await this.#work();
  }

  async stop(): Promise<void> {
    await this.#bystander.disconnect();
    await this.#broker[Symbol.asyncDispose]();
  }

  /** One turn of the seed. */
  async fuzz(seed: number): Promise<{ finding: Finding | undefined; tried: number }> {
    const property = fc.asyncProperty(fc.array(attackOf, { minLength: 1, maxLength: ATTACKERS }), async (attacks) => {
      const attacked = Promise.all(attacks.map((attack, i) => this.#play(attack, i)));
      await this.#work();
      await attacked;
      await this.#work();
      assert.deepEqual(this.#broker.errors.splice(0), [], "the broker made a mistake");
    });
    const result = await fc.check(property, { numRuns: RUNS, seed, includeErrorInReport: true });
    if (!result.failed) return { finding: undefined, tried: result.numRuns };
    const report = fc.defaultReportMessage(result) ?? "failed";
    return { finding: { where: "broker", seed, report }, tried: result.numRuns };
  }

  /** What the bystander sends comes back whole, in order, and nothing else comes. */
  async #work(): Promise<void> {
    const client = this.#bystander;
    const round = ++this.#round;
    for (const qos of [0, 1, 2] as const) {
      // Free again each time, and 65 535 is the last there is.
      const packetId = qos === 0 ? 0 : ((2 * round + qos) % 65_535) + 1;
      client.publish(`bystander/${qos}`, `${round}`, { qos, packetId });
      let echoed = false;
      let acknowledged = qos === 0;
      while (!echoed || !acknowledged) {
        const packet = await client.any();
        if (packet.type === PUBACK || packet.type === PUBCOMP) acknowledged = true;
        else if (packet.type === PUBREC) client.ack(6, packetId);
        else {
          assert.equal(packet.type, 3, `the bystander got ${JSON.stringify(packet)}`);
          if (packet.type !== 3) return;
          assert.equal(`${packet.topic} ${packet.payload}`, `bystander/${qos} ${round}`);
          echoed = true;
        }
      }
    }
    assert.deepEqual(await client.settled(), []);
  }

  async #play(attack: Attack, number: number): Promise<void> {
    const { version, connects, stream, way } = attack;
    const bytes = mutate(Buffer.concat(stream.parts), stream.mutations);
    const chunks = chunksOf(bytes, stream.cuts);
    if (connects) {
      const hello = [encodePacket(properConnect(attack, number), version)];
      if (attack.method && version === 5) hello.push(encodePacket(PROPER_AUTH, 5));
      chunks.unshift(Buffer.concat(hello));
    }
    const send = way === "ws" ? this.#overWebSocket(chunks, attack) : this.#overTcp(chunks, attack);
    const received = await send;
    if (connects) assertSpeaksProperly(received, version, attack.method && version === 5);
  }

  async #overTcp(chunks: Buffer[], { way, resets }: Attack): Promise<Buffer> {
    const port = way === "proxy" ? this.#proxyPort : this.#broker.port;
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    const received: Buffer[] = [];
    socket.on("data", (chunk) => received.push(chunk));
    socket.on("error", () => {});
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    if (way === "proxy") socket.write("PROXY TCP4 192.0.2.7 127.0.0.1 1 1\r\n");
    for (const chunk of chunks) {
      socket.write(chunk);
      await new Promise(setImmediate);
    }
    if (resets) socket.destroySoon();
    else socket.end();
    await within(closed, "a connection that its client closed stays open");
    return Buffer.concat(received);
  }

  async #overWebSocket(chunks: Buffer[], { resets }: Attack): Promise<Buffer> {
    const webSocket = new WebSocket(`ws://127.0.0.1:${this.#broker.wsPort}/mqtt`, ["mqtt"]);
    const received: Buffer[] = [];
    webSocket.on("message", (data: Buffer) => received.push(data));
    webSocket.on("error", () => {});
    const closed = new Promise<void>((resolve) => webSocket.once("close", () => resolve()));
    await once(webSocket, "open");
    for (const chunk of chunks) webSocket.send(chunk);
    if (resets) webSocket.terminate();
    else webSocket.close();
    await within(closed, "a WebSocket that its client closed stays open");
    return Buffer.concat(received);
  }
}

function properConnect({ version, persistent, method }: Attack, number: number): Packet {
  return {
    type: CONNECT,
    protocolVersion: version,
    bridge: false,
    cleanStart: !persistent,
    keepAlive: 60,
    clientId: `attacker-${number}`,
    will: { topic: `will/${number}`, payload: Buffer.from("gone"), qos: 1, retain: true, properties: {} },
    username: `acme/attacker-${number}`,
    password: Buffer.from(PASSWORD),
    properties:
      version === 5
        ? {
            sessionExpiryInterval: persistent ? 60 : 0,
            topicAliasMaximum: 3,
            ...(method ? { authenticationMethod: "ECHO", authenticationData: Buffer.from("x") } : {}),
          }
        : {},
  };
}

const PROPER_AUTH: Packet = {
  type: AUTH,
  reasonCode: 0x18,
  properties: { authenticationMethod: "ECHO", authenticationData: Buffer.from("y") },
};

/** Whatever it was told, what the broker says is well formed and begins with CONNACK, or with AUTH. */
function assertSpeaksProperly(received: Buffer, version: ProtocolVersion, method: boolean): void {
  const reader = new FrameReader(Number.POSITIVE_INFINITY);
  reader.protocolVersion = version;
  reader.push(received);
  let first = true;
  while (reader.next()) {
    const packet = decodePacket(reader, version);
    if (first) assert(packet.type === CONNACK || packet.type === AUTH, `the first packet is of type ${packet.type}`);
    first = false;
    if (method && packet.type === CONNACK && packet.reasonCode === 0) {
      assert.equal(packet.properties.authenticationData?.toString(), "y", "CONNACK without the end of the exchange");
    }
  }
}

async function within<T>(promise: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), CLOSE_MS_MAX);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
