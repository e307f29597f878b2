import { connect, type Socket } from "node:net";
import { decodePacket } from "#core/mqtt/decode.ts";
import { encodePacket } from "#core/mqtt/encode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import * as mqtt from "#core/mqtt/packets.ts";

/** A message on its way to the broker, as a client must remember it. */
interface Outgoing {
  readonly packet: mqtt.PublishPacket;
  /** PUBREC came: PUBREL is repeated, PUBLISH no more. */
  released: boolean;
  sent: boolean;
}

/**
 * A client that keeps its session as the specification wants it (4.1): what is unacknowledged is sent again in its order
 * under its own packet identifiers, and a QoS 2 message is taken once. It never forgets, whatever the broker does.
 */
export class SessionClient {
  readonly clientId: string;
  /** Called once for each message, duplicates of QoS 2 excepted. */
  onMessage: (packet: mqtt.PublishPacket) => void = () => {};
  /** Called when a message of ours is the broker's: PUBACK or PUBREC. */
  onAccepted: (packet: mqtt.PublishPacket, reasonCode: number) => void = () => {};
  /** The broker did what it must not. */
  onViolation: (what: string) => void = () => {};
  onGone: () => void = () => {};
  connected = false;
  readonly #outgoing = new Map<number, Outgoing>();
  readonly #incoming = new Set<number>();
  readonly #answers = new Map<number, (codes: number[]) => void>();
  #socket: Socket | undefined;
  #lastPacketId = 0;
  /** The broker has told us that our session is there. */
  #hasSession = false;

  constructor(clientId: string) {
    this.clientId = clientId;
  }

  get unacknowledged(): number {
    return this.#outgoing.size;
  }

  /** Connects; resolves when CONNACK came, rejects when it did not. A former socket is left as it is. */
  connect(port: number): Promise<void> {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    const reader = new FrameReader(Number.POSITIVE_INFINITY);
    this.#socket = socket;
    this.connected = false;
    return new Promise((resolve, reject) => {
      socket.on("connect", () => {
        this.#send(socket, {
          type: mqtt.CONNECT,
          protocolVersion: 5,
          bridge: false,
          cleanStart: false,
          keepAlive: 0,
          clientId: this.clientId,
          will: undefined,
          username: undefined,
          password: undefined,
          properties: { sessionExpiryInterval: 86_400 },
        });
      });
      socket.on("data", (chunk) => {
        reader.push(chunk);
        while (reader.next()) {
          const packet = decodePacket(reader, 5);
          if (packet.type === mqtt.CONNACK) {
            if (packet.reasonCode !== 0) {
              socket.destroy();
              continue;
            }
            this.#onConnack(socket, packet);
            resolve();
          } else if (this.#socket === socket) this.#onPacket(socket, packet);
        }
      });
      socket.on("error", () => {});
      socket.on("close", () => {
        reject(new Error("closed"));
        if (this.#socket !== socket) return;
        this.#socket = undefined;
        this.connected = false;
        this.#answers.clear();
        this.onGone();
      });
    });
  }

  /** Cuts the connection without a word. */
  kill(): void {
    this.#socket?.destroy();
  }

  /** As `kill`, for a connection that never came about: nobody is told. */
  abandon(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.connected = false;
    socket?.destroy();
  }

  pauseReading(): void {
    this.#socket?.pause();
  }

  resumeReading(): void {
    this.#socket?.resume();
  }

  publish(topic: string, payload: string, qos: mqtt.QoS, retain = false): void {
    const packet: mqtt.PublishPacket = {
      type: mqtt.PUBLISH,
      dup: false,
      qos,
      retain,
      topic,
      packetId: qos === 0 ? 0 : this.#nextPacketId(),
      payload: Buffer.from(payload),
      properties: {},
    };
    if (qos > 0) this.#outgoing.set(packet.packetId, { packet, released: false, sent: this.connected });
    if (this.connected && this.#socket !== undefined) this.#send(this.#socket, packet);
  }

  /** Resolves with the granted QoS once SUBACK came; never, if the connection ends before. */
  subscribe(filter: string, qos: mqtt.QoS): Promise<number> {
    const packetId = this.#nextPacketId();
    const request = { filter, qos, noLocal: false, retainAsPublished: false, retainHandling: 0 as const };
    return this.#ask(packetId, { type: mqtt.SUBSCRIBE, packetId, requests: [request], properties: {} });
  }

  unsubscribe(filter: string): Promise<number> {
    const packetId = this.#nextPacketId();
    return this.#ask(packetId, { type: mqtt.UNSUBSCRIBE, packetId, filters: [filter], properties: {} });
  }

  #ask(packetId: number, packet: mqtt.Packet): Promise<number> {
    return new Promise((resolve) => {
      if (!this.connected || this.#socket === undefined) return;
      this.#answers.set(packetId, (codes) => resolve(codes[0] ?? 0));
      this.#send(this.#socket, packet);
    });
  }

  #onConnack(socket: Socket, connack: mqtt.ConnackPacket): void {
    if (this.#hasSession && !connack.sessionPresent) this.onViolation(`${this.clientId}: its session is gone`);
    this.#hasSession = true;
    this.connected = true;
    for (const [packetId, outgoing] of this.#outgoing) {
      if (outgoing.released) this.#send(socket, { type: mqtt.PUBREL, packetId, reasonCode: 0, properties: {} });
      else this.#send(socket, { ...outgoing.packet, dup: outgoing.sent });
      outgoing.sent = true;
    }
  }

  #onPacket(socket: Socket, packet: mqtt.Packet): void {
    switch (packet.type) {
      case mqtt.PUBLISH:
        this.#onPublish(socket, packet);
        return;
      case mqtt.PUBREL:
        this.#incoming.delete(packet.packetId);
        this.#send(socket, { type: mqtt.PUBCOMP, packetId: packet.packetId, reasonCode: 0, properties: {} });
        return;
      case mqtt.PUBACK:
      case mqtt.PUBREC:
        this.#onAccepted(socket, packet);
        return;
      case mqtt.PUBCOMP:
        this.#outgoing.delete(packet.packetId);
        return;
      case mqtt.SUBACK:
      case mqtt.UNSUBACK:
        this.#answers.get(packet.packetId)?.(packet.reasonCodes);
        this.#answers.delete(packet.packetId);
    }
  }

  #onPublish(socket: Socket, packet: mqtt.PublishPacket): void {
    const { packetId, qos } = packet;
    if (qos === 2) {
      const known = this.#incoming.has(packetId);
      this.#incoming.add(packetId);
      if (!known) this.onMessage(packet);
      this.#send(socket, { type: mqtt.PUBREC, packetId, reasonCode: 0, properties: {} });
      return;
    }
    this.onMessage(packet);
    if (qos === 1) this.#send(socket, { type: mqtt.PUBACK, packetId, reasonCode: 0, properties: {} });
  }

  #onAccepted(socket: Socket, { type, packetId, reasonCode }: mqtt.AckPacket): void {
    const outgoing = this.#outgoing.get(packetId);
    if (outgoing === undefined) return;
    if (!outgoing.released) this.onAccepted(outgoing.packet, reasonCode);
    if (type === mqtt.PUBACK || reasonCode >= 0x80) {
      this.#outgoing.delete(packetId);
      return;
    }
    outgoing.released = true;
    this.#send(socket, { type: mqtt.PUBREL, packetId, reasonCode: 0, properties: {} });
  }

  #send(socket: Socket, packet: mqtt.Packet): void {
    if (socket.writable) socket.write(encodePacket(packet, 5));
  }

  #nextPacketId(): number {
    do {
      this.#lastPacketId = (this.#lastPacketId % 65_535) + 1;
    } while (this.#outgoing.has(this.#lastPacketId));
    return this.#lastPacketId;
  }
}
