import { connect, type Socket } from "node:net";
import { decodePacket } from "#core/mqtt/decode.ts";
import { encodePacket } from "#core/mqtt/encode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import * as mqtt from "#core/mqtt/packets.ts";
import type { TestBroker } from "./broker.ts";
import { PASSWORD } from "./broker.ts";

const WAIT_MS = 5_000;

/** Any packet a broker may send, with the type of the constant asked for. */
type PacketOf<Type extends number, Packet = mqtt.Packet> = Packet extends { type: infer Types }
  ? Type extends Types
    ? Packet
    : never
  : never;

export interface ConnectOptions {
  version?: mqtt.ProtocolVersion;
  clientId?: string;
  /** `tenant/device`; null for none. */
  username?: string | null;
  password?: string;
  cleanStart?: boolean;
  keepAlive?: number;
  bridge?: boolean;
  will?: Partial<mqtt.Will> & { topic: string };
  properties?: mqtt.Properties;
  /** Acknowledge what comes, as a good client does; default true. */
  autoAck?: boolean;
  /** See the constructor. */
  from?: string;
}

/** A client made of raw bytes and our codec: it does exactly what a test tells it, right or wrong. */
export class TestClient {
  readonly socket: Socket;
  version: mqtt.ProtocolVersion = 5;
  autoAck = true;
  readonly #reader = new FrameReader(Number.POSITIVE_INFINITY);
  readonly #received: mqtt.Packet[] = [];
  #wake: (() => void) | undefined;
  #closed = false;
  #nextPacketId = 1;

  /** @param from another address of this machine, such as 127.0.0.2 */
  constructor(port: number, from: string = "127.0.0.1") {
    this.socket = connect({ host: "127.0.0.1", port, localAddress: from, noDelay: true });
    this.socket.on("data", (chunk) => this.#receive(chunk));
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.#closed = true;
      this.#wake?.();
    });
  }

  /** Connects with MQTT 5.0 as `acme/<clientId>`, unless told otherwise, and returns the client with its CONNACK. */
  static async connect(
    broker: Pick<TestBroker, "port">,
    options: ConnectOptions = {},
  ): Promise<TestClient & { connack: mqtt.ConnackPacket }> {
    const client = new TestClient(broker.port, options.from);
    client.autoAck = options.autoAck ?? true;
    client.sendConnect(options);
    const connack = await client.next(mqtt.CONNACK);
    return Object.assign(client, { connack });
  }

  sendConnect(options: ConnectOptions = {}): void {
    const { version = 5, clientId = "client", cleanStart = true, keepAlive = 0, properties = {} } = options;
    this.version = version;
    const username = options.username === null ? undefined : (options.username ?? `acme/${clientId || "device"}`);
    const { will } = options;
    this.send({
      type: mqtt.CONNECT,
      protocolVersion: version,
      bridge: options.bridge ?? false,
      cleanStart,
      keepAlive,
      clientId,
      will:
        will === undefined
          ? undefined
          : { payload: Buffer.from("gone"), qos: 0, retain: false, properties: {}, ...will },
      username,
      password: username === undefined ? undefined : Buffer.from(options.password ?? PASSWORD),
      properties,
    });
  }

  send(packet: mqtt.Packet): void {
    this.socket.write(encodePacket(packet, this.version));
  }

  sendBytes(bytes: Uint8Array | string): void {
    this.socket.write(typeof bytes === "string" ? Buffer.from(bytes.replaceAll(" ", ""), "hex") : bytes);
  }

  packetId(): number {
    return this.#nextPacketId++;
  }

  /** The next packet from the broker, which must be of this type. */
  async next<Type extends mqtt.Packet["type"]>(type: Type): Promise<PacketOf<Type>> {
    const packet = await this.any();
    if (packet.type !== type) throw new Error(`expected packet type ${type}, got ${JSON.stringify(packet)}`);
    return packet as PacketOf<Type>;
  }

  async any(): Promise<mqtt.Packet> {
    await this.#until(() => this.#received.length > 0);
    const packet = this.#received.shift();
    if (packet === undefined) throw new Error("the broker closed the connection");
    return packet;
  }

  /** The next PUBLISH, as text. */
  async message(): Promise<{ topic: string; text: string; packet: mqtt.PublishPacket }> {
    const packet = await this.next(mqtt.PUBLISH);
    return { topic: packet.topic, text: packet.payload.toString(), packet };
  }

  async messages(count: number): Promise<string[]> {
    const texts: string[] = [];
    while (texts.length < count) texts.push((await this.message()).text);
    return texts;
  }

  async subscribe(
    filter: string,
    options: Partial<mqtt.SubscribeRequest> & { identifier?: number } = {},
  ): Promise<mqtt.SubackPacket> {
    const { identifier, ...rest } = options;
    const request = {
      filter,
      qos: 0 as const,
      noLocal: false,
      retainAsPublished: false,
      retainHandling: 0 as const,
      ...rest,
    };
    this.send({
      type: mqtt.SUBSCRIBE,
      packetId: this.packetId(),
      requests: [request],
      properties: identifier === undefined ? {} : { subscriptionIdentifiers: [identifier] },
    });
    return this.next(mqtt.SUBACK);
  }

  async unsubscribe(...filters: string[]): Promise<mqtt.UnsubackPacket> {
    this.send({ type: mqtt.UNSUBSCRIBE, packetId: this.packetId(), filters, properties: {} });
    return this.next(mqtt.UNSUBACK);
  }

  /** Sends a PUBLISH; returns its packet id. */
  publish(topic: string, text: string | Buffer = "", options: Partial<mqtt.PublishPacket> = {}): number {
    const qos = options.qos ?? 0;
    const packetId = options.packetId ?? (qos === 0 ? 0 : this.packetId());
    this.send({
      type: mqtt.PUBLISH,
      dup: false,
      qos,
      retain: false,
      topic,
      payload: Buffer.from(text),
      properties: {},
      ...options,
      packetId,
    });
    return packetId;
  }

  ack(type: mqtt.AckPacket["type"], packetId: number, reasonCode = 0): void {
    this.send({ type, packetId, reasonCode, properties: {} });
  }

  /** All that is on its way has come: the broker answered a PINGREQ. Returns what came before the answer. */
  async settled(): Promise<mqtt.Packet[]> {
    this.send({ type: mqtt.PINGREQ });
    const before: mqtt.Packet[] = [];
    for (;;) {
      const packet = await this.any();
      if (packet.type === mqtt.PINGRESP) return before;
      before.push(packet);
    }
  }

  disconnect(reasonCode = 0, properties: mqtt.Properties = {}): Promise<void> {
    this.send({ type: mqtt.DISCONNECT, reasonCode, properties });
    return this.closed();
  }

  /** Cuts the stream without a word. */
  kill(): Promise<void> {
    this.socket.destroy();
    return this.closed();
  }

  async closed(): Promise<void> {
    await this.#until(() => this.#closed, true);
  }

  #receive(chunk: Buffer): void {
    this.#reader.push(chunk);
    while (this.#reader.next()) {
      const packet = decodePacket(this.#reader, this.version);
      this.#received.push(packet);
      if (this.autoAck) this.#acknowledge(packet);
    }
    this.#wake?.();
  }

  #acknowledge(packet: mqtt.Packet): void {
    if (packet.type === mqtt.PUBLISH && packet.qos === 1) this.ack(mqtt.PUBACK, packet.packetId);
    if (packet.type === mqtt.PUBLISH && packet.qos === 2) this.ack(mqtt.PUBREC, packet.packetId);
    if (packet.type === mqtt.PUBREL) {
      this.ack(mqtt.PUBCOMP, packet.packetId);
      this.#received.splice(this.#received.indexOf(packet), 1);
    }
  }

  async #until(condition: () => boolean, evenClosed = false): Promise<void> {
    const deadline = setTimeout(() => this.socket.destroy(new Error("timeout")), WAIT_MS);
    try {
      while (!condition()) {
        if (this.#closed && !evenClosed) throw new Error("the broker closed the connection, or nothing came");
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(deadline);
    }
  }
}
