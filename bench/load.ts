import { connect, type Socket } from "node:net";
import { encodeConnect, encodePublish, encodeSubscribe } from "#core/mqtt/encode.ts";
import { CONNECT, PUBLISH, SUBSCRIBE } from "#core/mqtt/packets.ts";
import type { LoadReport, LoadSpec } from "./load-spec.ts";

/**
 * The load generator, a process of its own: raw MQTT 3.1.1 sockets and bytes built beforehand, so that what it costs is
 * little and the same for every broker. All PUBLISHes of a run are equally long; frames are counted by dividing.
 *
 * The loop is closed: a publisher has `window` messages under way and sends more as they arrive.
 */

const TOPIC_PREFIX = "bench/load/";
const TOPIC_DIGITS = 4;
const ACK_BYTES = 4;

const topicOf = (index: number): string => TOPIC_PREFIX + String(index).padStart(TOPIC_DIGITS, "0");

class Publisher {
  readonly socket: Socket;
  readonly #window: number;
  readonly #fanOut: number;
  /** Two windows of frames, so that packet identifiers in use are never sent again. */
  readonly #ring: Buffer;
  readonly #frameBytes: number;
  #position = 0;
  #sent = 0;
  #delivered = 0;
  #acknowledged = 0;

  constructor(socket: Socket, index: number, spec: LoadSpec) {
    this.socket = socket;
    this.#window = spec.window;
    this.#fanOut = spec.subscriptions === "all" ? spec.subscribers : 1;
    const frames: Buffer[] = [];
    const payload = Buffer.alloc(spec.payloadBytes, "x");
    for (let id = 1; id <= spec.window * 2; id++) {
      const packetId = spec.qos === 0 ? 0 : id;
      frames.push(
        encodePublish(
          {
            type: PUBLISH,
            dup: false,
            qos: spec.qos,
            retain: false,
            topic: topicOf(index),
            packetId,
            payload,
            properties: {},
          },
          4,
        ),
      );
    }
    this.#frameBytes = (frames[0] as Buffer).length;
    this.#ring = Buffer.concat(frames);
    if (spec.qos === 0) this.#acknowledged = Number.POSITIVE_INFINITY;
    let ackBytes = 0;
    socket.on("data", (chunk) => {
      ackBytes += chunk.length;
      this.#acknowledged = Math.floor(ackBytes / ACK_BYTES);
      this.send();
    });
  }

  delivered(): void {
    this.#delivered++;
  }

  /** Fills the window once it is half empty, so that messages travel in company as under load they do. */
  send(): void {
    const done = Math.min(Math.floor(this.#delivered / this.#fanOut), this.#acknowledged);
    const room = this.#window - (this.#sent - done);
    if (room < this.#window / 2) return;
    this.#sent += room;
    const frames = this.#window * 2;
    const first = Math.min(room, frames - this.#position);
    this.#write(this.#position, first);
    if (room > first) this.#write(0, room - first);
    this.#position = (this.#position + room) % frames;
  }

  #write(position: number, count: number): void {
    this.socket.write(this.#ring.subarray(position * this.#frameBytes, (position + count) * this.#frameBytes));
  }
}

class Subscriber {
  readonly #socket: Socket;
  readonly #frameBytes: number;
  readonly #qos: 0 | 1;
  readonly #publishers: Publisher[];
  #rest: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, spec: LoadSpec, publishers: Publisher[]) {
    this.#socket = socket;
    this.#qos = spec.qos;
    this.#publishers = publishers;
    const remaining = 2 + TOPIC_PREFIX.length + TOPIC_DIGITS + (spec.qos === 0 ? 0 : 2) + spec.payloadBytes;
    this.#frameBytes = remaining + (remaining < 128 ? 2 : 3);
    socket.on("data", (chunk) => this.#receive(chunk));
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const count = Math.floor(bytes.length / this.#frameBytes);
    const touched = new Set<Publisher>();
    const acks = this.#qos === 0 ? undefined : Buffer.allocUnsafe(count * ACK_BYTES);
    const headerBytes = this.#frameBytes < 130 ? 2 : 3;
    const digitsAt = headerBytes + 2 + TOPIC_PREFIX.length;
    for (let i = 0; i < count; i++) {
      const start = i * this.#frameBytes;
      let index = 0;
      for (let digit = 0; digit < TOPIC_DIGITS; digit++) {
        index = index * 10 + (bytes[start + digitsAt + digit] as number) - 48;
      }
      const publisher = this.#publishers[index] as Publisher;
      publisher.delivered();
      touched.add(publisher);
      if (acks === undefined) continue;
      acks[i * ACK_BYTES] = 0x40;
      acks[i * ACK_BYTES + 1] = 2;
      acks[i * ACK_BYTES + 2] = bytes[start + digitsAt + TOPIC_DIGITS] as number;
      acks[i * ACK_BYTES + 3] = bytes[start + digitsAt + TOPIC_DIGITS + 1] as number;
    }
    this.#rest = bytes.subarray(count * this.#frameBytes);
    deliveries += count;
    if (acks !== undefined && count > 0) this.#socket.write(acks);
    for (const publisher of touched) publisher.send();
  }
}

let deliveries = 0;

async function open(spec: LoadSpec, clientId: string, filter: string | undefined): Promise<Socket> {
  const socket = connect({ host: spec.host, port: spec.port, noDelay: true });
  socket.on("error", (error) => {
    throw error;
  });
  socket.write(
    encodeConnect({
      type: CONNECT,
      protocolVersion: 4,
      bridge: false,
      cleanStart: true,
      keepAlive: 0,
      clientId,
      will: undefined,
      username: spec.username,
      password: spec.password === undefined ? undefined : Buffer.from(spec.password),
      properties: {},
    }),
  );
  await answer(socket, 4, 0x20);
  if (filter === undefined) return socket;
  const request = { filter, qos: spec.qos, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  socket.write(encodeSubscribe({ type: SUBSCRIBE, packetId: 1, requests: [request], properties: {} }, 4));
  await answer(socket, 5, 0x90);
  return socket;
}

/** Waits for a CONNACK or SUBACK that says yes. */
function answer(socket: Socket, bytes: number, firstByte: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      if (received.length < bytes) return;
      socket.off("data", onData);
      const refused = (received.at(-1) ?? 0xff) > 2;
      if (received[0] !== firstByte || refused) reject(new Error(`refused: ${received.toString("hex")}`));
      else resolve();
    };
    socket.on("data", onData);
  });
}

const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const report = (message: LoadReport): void => void process.send?.(message);

async function run(spec: LoadSpec): Promise<void> {
  const publishers: Publisher[] = [];
  for (let i = 0; i < spec.publishers; i++) {
    publishers.push(new Publisher(await open(spec, `publisher-${i}`, undefined), i, spec));
  }
  for (let i = 0; i < spec.subscribers; i++) {
    const filter = spec.subscriptions === "own" ? topicOf(i) : `${TOPIC_PREFIX}+`;
    new Subscriber(await open(spec, `subscriber-${i}`, filter), spec, publishers);
  }
  for (const publisher of publishers) publisher.send();
  await wait(spec.warmUpSeconds);
  deliveries = 0;
  const startMs = performance.now();
  report({ event: "started" });
  await wait(spec.measureSeconds);
  report({ event: "stopped", deliveries, seconds: (performance.now() - startMs) / 1000 });
}

process.once("message", (spec) => void run(spec as LoadSpec));
process.once("disconnect", () => process.exit());
