import { encodeAck, encodePublish } from "#core/mqtt/encode.ts";
import { PUBLISH, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import { SUCCESS } from "#core/mqtt/reason-codes.ts";
import type { Client } from "./open.ts";
import type { TrafficSpec } from "./spec.ts";
import { sensorTopicOf, topicOf } from "./topics.ts";
import { frameMasked, MASK } from "./websocket-framing.ts";

export const ACK_BYTES = 4;
/** The first bytes of a payload say when its message was sent (or due): microseconds of `now()`, 32 bits. */
export const STAMP_BYTES = 4;

/** Microseconds since this process began. */
export const now = (): number => Math.round(performance.now() * 1000);

export interface PublisherOptions {
  /** Told of every message acknowledged, and when it was sent. */
  readonly onAcked?: (sentAt: number) => void;
  /** Messages in all; else without end. */
  readonly quota?: number;
}

/**
 * Sends PUBLISHes made beforehand. In the closed loop it keeps `window` messages under way; paced it sends when told.
 */
export class Publisher {
  readonly #client: Client;
  readonly #window: number;
  readonly #fanOut: number;
  readonly #qos: 0 | 1 | 2;
  /** Two windows of frames, so that neither packet identifiers in use nor bytes on their way are used again. */
  readonly #ring: Buffer;
  readonly #frames: number;
  readonly #frameBytes: number;
  readonly #stampAt: number;
  readonly #stampMask: number;
  readonly #onAcked: (sentAt: number) => void;
  readonly #quota: number;
  #position = 0;
  #sent = 0;
  #delivered = 0;
  #completed: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(client: Client, index: number, spec: TrafficSpec, options: PublisherOptions = {}) {
    this.#client = client;
    this.#onAcked = options.onAcked ?? (() => {});
    this.#quota = options.quota ?? Number.POSITIVE_INFINITY;
    if (spec.sessions === "away") this.#delivered = Number.POSITIVE_INFINITY;
    this.#window = spec.window;
    this.#fanOut = spec.subscriptions === "all" ? spec.subscribers : 1;
    this.#qos = spec.qos;
    this.#frames = spec.window * 2;
    const masked = spec.door.transport === "websocket";
    const made = Array.from({ length: this.#frames }, (_, slot) => {
      const frame = publishOf(index, slot, spec);
      return masked ? frameMasked(frame) : frame;
    });
    this.#frameBytes = (made[0] as Buffer).length;
    this.#ring = Buffer.concat(made);
    this.#stampAt = this.#frameBytes - spec.payloadBytes;
    this.#stampMask = masked ? maskAt(this.#frameBytes - publishOf(index, 0, spec).length, this.#stampAt) : 0;
    this.#completed = spec.qos === 0 ? Number.POSITIVE_INFINITY : 0;
    client.onBytes = (bytes) => this.#receive(bytes);
  }

  delivered(): void {
    this.#delivered++;
  }

  /** Fills the window once it is half empty, so that messages travel in company as under load they do. */
  fill(): void {
    const done = Math.min(Math.floor(this.#delivered / this.#fanOut), this.#completed);
    const left = this.#quota - this.#sent;
    const room = Math.min(this.#window - (this.#sent - done), left);
    if (room === 0 || room < Math.min(this.#window / 2, left)) return;
    const stamp = now();
    const first = Math.min(room, this.#frames - this.#position);
    this.#write(first, stamp);
    if (room > first) this.#write(room - first, stamp);
  }

  /** Sends one message. @param due when it should have been sent */
  send(due: number): void {
    this.#write(1, due);
  }

  #write(count: number, stamp: number): void {
    const from = this.#position;
    for (let i = from; i < from + count; i++) {
      this.#ring.writeInt32LE((stamp | 0) ^ this.#stampMask, i * this.#frameBytes + this.#stampAt);
    }
    this.#client.write(this.#ring.subarray(from * this.#frameBytes, (from + count) * this.#frameBytes));
    this.#position = (from + count) % this.#frames;
    this.#sent += count;
  }

  /** Acknowledgements, all of the same length. */
  #receive(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const count = Math.floor(bytes.length / ACK_BYTES);
    this.#rest = bytes.subarray(count * ACK_BYTES);
    const releases: Buffer[] = [];
    for (let i = 0; i < count; i++) {
      const at = i * ACK_BYTES;
      if ((bytes[at] as number) >> 4 === PUBREC)
        releases.push(encodeAck(PUBREL, bytes.readUInt16BE(at + 2), 4, SUCCESS));
      else {
        this.#completed++;
        const slot = bytes.readUInt16BE(at + 2) - 1;
        this.#onAcked(this.#ring.readInt32LE(slot * this.#frameBytes + this.#stampAt) ^ this.#stampMask);
      }
    }
    if (this.#qos === 2 && releases.length > 0) this.#client.send(Buffer.concat(releases));
    this.fill();
  }
}

function publishOf(index: number, slot: number, spec: TrafficSpec): Buffer {
  const { qos, payloadBytes, subscriptions } = spec;
  const topic = subscriptions === "wildcard" ? sensorTopicOf(index, slot) : topicOf(index);
  const packetId = qos === 0 ? 0 : slot + 1;
  const payload = Buffer.alloc(payloadBytes, "x");
  return encodePublish({ type: PUBLISH, dup: false, qos, retain: false, topic, packetId, payload, properties: {} }, 4);
}

/** The mask over the stamp, as the integer that the stamp is combined with. */
function maskAt(headerBytes: number, stampAt: number): number {
  const mask = Buffer.alloc(STAMP_BYTES);
  for (let i = 0; i < STAMP_BYTES; i++) mask[i] = MASK[(stampAt - headerBytes + i) & 3] as number;
  return mask.readInt32LE();
}
