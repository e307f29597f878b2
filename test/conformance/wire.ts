import { connect as connectSocket } from "node:net";
import { expect } from "vitest";
import WebSocket from "ws";
import { decodePacket } from "#core/mqtt/decode.ts";
import { encodePacket } from "#core/mqtt/encode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import {
  CONNACK,
  type ConnackPacket,
  DISCONNECT,
  type DisconnectPacket,
  type Packet,
  PINGRESP,
  type ProtocolVersion,
  PUBACK,
  PUBCOMP,
  PUBLISH,
  PUBREC,
  PUBREL,
  type PublishPacket,
  SUBACK,
  type SubackPacket,
  UNSUBACK,
  type UnsubackPacket,
} from "#core/mqtt/packets.ts";
import { hex } from "./bytes.ts";
import { type PublishOptions, pingreq, publish, pubrel, type Request, subscribe, unsubscribe } from "./packet.ts";

/** Only a broken broker makes a test wait this long; it then fails here with a reason instead of at the test's end. */
const PATIENCE_MS = 5_000;

/** A byte stream to the broker, whatever carries it. */
export interface Link {
  write(bytes: Buffer): void;
  destroy(): void;
  onData: (chunk: Buffer) => void;
  onClose: () => void;
}

/** The packet that the type belongs to: several types share one shape. */
type PacketOf<Type, Each = Packet> = Each extends { type: infer Types } ? (Type extends Types ? Each : never) : never;

/** What a PUBLISH from the broker must look like; what is left out may be anything. */
export type ExpectedPublish = Partial<Omit<PublishPacket, "payload" | "type">> & { readonly payload?: string };

/**
 * The client of these tests. It does what it is told and nothing else: it acknowledges nothing, keeps nothing alive,
 * and sends a broken packet as readily as a good one.
 */
export class Wire {
  readonly version: ProtocolVersion;
  /** Of the last `scene.client`. */
  connack: ConnackPacket | undefined = undefined;
  readonly #link: Link;
  readonly #reader = new FrameReader(Number.POSITIVE_INFINITY);
  #unread: Buffer = Buffer.alloc(0);
  readonly #frames: Buffer[] = [];
  #closed = false;
  #wake: () => void = () => {};

  constructor(link: Link, version: ProtocolVersion) {
    this.#link = link;
    this.version = version;
    this.#reader.protocolVersion = version;
    link.onData = (chunk) => {
      this.#unread = this.#cut(Buffer.concat([this.#unread, chunk]));
      this.#wake();
    };
    link.onClose = () => {
      this.#closed = true;
      this.#wake();
    };
  }

  /** Sends packets, or bytes as they are, in one write. */
  send(...parts: (Packet | Buffer)[]): void {
    this.#link.write(
      Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : encodePacket(part, this.version)))),
    );
  }

  /** Cuts the connection without a DISCONNECT. */
  destroy(): void {
    this.#link.destroy();
  }

  /** The bytes of the next packet; undefined when the broker closed the connection instead. */
  async nextFrame(): Promise<Buffer | undefined> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    while (this.#frames.length === 0 && !this.#closed) {
      await new Promise<void>((resolve, reject) => {
        const giveUp = () => reject(new Error("the broker neither sent a packet nor closed the connection"));
        deadline.addEventListener("abort", giveUp);
        this.#wake = () => {
          deadline.removeEventListener("abort", giveUp);
          resolve();
        };
      });
    }
    return this.#frames.shift();
  }

  /** The next packet; fails when the broker closes the connection instead. */
  async next(): Promise<Packet> {
    const frame = await this.nextFrame();
    if (frame === undefined) throw new Error("the broker closed the connection");
    return this.decode(frame);
  }

  decode(frame: Buffer): Packet {
    this.#reader.push(frame);
    if (!this.#reader.next()) throw new Error(`no packet: ${hex(frame)}`);
    return decodePacket(this.#reader, this.version);
  }

  /** The next packet is exactly these bytes. */
  async expectBytes(expected: Buffer): Promise<void> {
    const frame = await this.nextFrame();
    expect(frame === undefined ? "closed" : hex(frame)).toBe(hex(expected));
  }

  /** The next packet is of this type and has these fields. */
  async expectPacket<Type extends Packet["type"]>(
    type: Type,
    fields: Partial<Omit<PacketOf<Type>, "type">> = {},
  ): Promise<PacketOf<Type>> {
    const packet = await this.next();
    expect(packet).toMatchObject({ ...fields, type });
    return packet as PacketOf<Type>;
  }

  async expectPublish(expected: ExpectedPublish = {}): Promise<PublishPacket> {
    const { payload, ...fields } = expected;
    const packet = await this.next();
    expect(packet).toMatchObject({ ...fields, type: PUBLISH });
    const published = packet as PublishPacket;
    if (payload !== undefined) expect(published.payload.toString()).toBe(payload);
    return published;
  }

  /**
   * The broker has sent nothing more. Proven by PINGREQ: what it had to say would have come before the PINGRESP, or,
   * where it gathers acknowledgements until the end of its turn, before the next one.
   * What another client caused must be known to have reached the broker: by an acknowledgement or that client's `ping`.
   */
  async expectSilence(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      this.send(pingreq);
      await this.expectPacket(PINGRESP);
    }
  }

  /** A round trip: the broker has handled all that was sent before. */
  async ping(): Promise<void> {
    await this.expectSilence();
  }

  /** The broker closes the connection and sends nothing before. */
  async expectClosed(): Promise<void> {
    expect((await this.untilClosed()).map((packet) => packet.type)).toEqual([]);
  }

  /** All the broker still sends before it closes the connection. */
  async untilClosed(): Promise<Packet[]> {
    const packets: Packet[] = [];
    for (let frame = await this.nextFrame(); frame !== undefined; frame = await this.nextFrame()) {
      packets.push(this.decode(frame));
    }
    return packets;
  }

  /** The broker ends an established connection: 5.0 with a DISCONNECT of one of these codes, 3.x with nothing. */
  async expectRejected(...codes: number[]): Promise<DisconnectPacket | undefined> {
    const packets = await this.untilClosed();
    if (this.version !== 5) {
      expect(packets).toEqual([]);
      return undefined;
    }
    expect(packets).toMatchObject([{ type: DISCONNECT }]);
    const packet = packets[0] as DisconnectPacket;
    expect(codes, `DISCONNECT 0x${packet.reasonCode.toString(16)}`).toContain(packet.reasonCode);
    return packet;
  }

  /**
   * The broker refuses a CONNECT: one CONNACK with the code, then the end.
   * @param codes the return code for 3.x, undefined where the connection closes without a CONNACK; the reason codes of 5.0
   */
  async expectRefused(codes: { v3: number | undefined; v5: readonly number[] }): Promise<ConnackPacket | undefined> {
    const packets = await this.untilClosed();
    const allowed = this.version === 5 ? codes.v5 : codes.v3 === undefined ? [] : [codes.v3];
    if (allowed.length === 0) {
      expect(packets).toEqual([]);
      return undefined;
    }
    expect(packets).toMatchObject([{ type: CONNACK, sessionPresent: false }]);
    const packet = packets[0] as ConnackPacket;
    expect(allowed, `CONNACK 0x${packet.reasonCode.toString(16)}`).toContain(packet.reasonCode);
    return packet;
  }

  /** Subscribes and waits for a SUBACK that grants everything. */
  async subscribe(...requests: (string | Request)[]): Promise<SubackPacket> {
    const all = requests.map((request) => (typeof request === "string" ? { filter: request } : request));
    this.send(subscribe(1, all));
    return this.expectPacket(SUBACK, { packetId: 1, reasonCodes: all.map((request) => request.qos ?? 0) });
  }

  async unsubscribe(...filters: string[]): Promise<UnsubackPacket> {
    this.send(unsubscribe(2, ...filters));
    return this.expectPacket(UNSUBACK, { packetId: 2 });
  }

  /** Publishes and goes through the acknowledgements of the QoS; for QoS 0 a round trip stands in for them. */
  async publish(options: PublishOptions): Promise<void> {
    const packet = publish(options);
    this.send(packet);
    const { packetId } = packet;
    if (packet.qos === 0) await this.ping();
    else if (packet.qos === 1) await this.expectPacket(PUBACK, { packetId });
    else {
      await this.expectPacket(PUBREC, { packetId });
      this.send(pubrel(packetId));
      await this.expectPacket(PUBCOMP, { packetId });
    }
  }

  /** Takes a QoS 2 delivery to its end. */
  async finishQos2(packetId: number): Promise<void> {
    this.send({ type: PUBREC, packetId, reasonCode: 0, properties: {} });
    await this.expectPacket(PUBREL, { packetId, reasonCode: 0 });
    this.send({ type: PUBCOMP, packetId, reasonCode: 0, properties: {} });
  }

  /** Takes whole packets off the front; returns the rest. Not the codec's own reader: two eyes see more. */
  #cut(stream: Buffer): Buffer {
    let rest = stream;
    for (;;) {
      let length = 0;
      let at = 1;
      for (;;) {
        const byte = rest[at];
        if (byte === undefined) return rest;
        length += (byte & 0x7f) * 128 ** (at - 1);
        at++;
        if (byte < 0x80) break;
      }
      if (rest.length < at + length) return rest;
      this.#frames.push(rest.subarray(0, at + length));
      rest = rest.subarray(at + length);
    }
  }
}

export function tcpLink(host: string, port: number): Promise<Link> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host, port, noDelay: true });
    const link: Link = {
      write: (chunk) => void (socket.writable && socket.write(chunk)),
      destroy: () => socket.resetAndDestroy(),
      onData: () => {},
      onClose: () => {},
    };
    socket.once("connect", () => resolve(link));
    socket.on("data", (chunk) => link.onData(chunk));
    socket.on("error", reject); // after "connect" nobody listens any more: a reset is a close
    socket.on("close", () => link.onClose());
  });
}

/** Each write is one binary frame. */
export function webSocketLink(url: string): Promise<Link & { readonly socket: WebSocket }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, "mqtt");
    const link = {
      socket,
      write: (chunk: Buffer) => socket.send(chunk),
      destroy: () => socket.terminate(),
      onData: (_: Buffer) => {},
      onClose: () => {},
    };
    socket.once("open", () => resolve(link));
    socket.on("message", (data: Buffer) => link.onData(data));
    socket.on("error", reject);
    socket.on("close", () => link.onClose());
  });
}
