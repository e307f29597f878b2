import { PUBACK, PUBCOMP, PUBLISH, PUBREC } from "#core/mqtt/packets.ts";
import type { Histogram } from "./histogram.ts";
import type { Client } from "./open.ts";
import { ACK_BYTES, now } from "./publisher.ts";
import type { TrafficSpec } from "./spec.ts";
import { INDEX_AT, INDEX_DIGITS, sensorTopicOf, topicOf } from "./topics.ts";

/** What all subscribers of a run count together. */
export interface Tally {
  deliveries: number;
  readonly latencies: Histogram;
}

/** Whom a subscriber tells that a message arrived, and once for all that arrived together. */
export interface Sender {
  delivered(): void;
  fill(): void;
}

/** Takes deliveries, all of one length, acknowledges them and tells their publishers. */
export class Subscriber {
  readonly #client: Client;
  readonly #tally: Tally;
  readonly #publishers: readonly Sender[];
  readonly #qos: 0 | 1 | 2;
  readonly #frameBytes: number;
  readonly #topicAt: number;
  readonly #packetIdAt: number;
  readonly #stampAt: number;
  readonly #first: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(client: Client, spec: TrafficSpec, publishers: readonly Sender[], tally: Tally) {
    this.#client = client;
    this.#tally = tally;
    this.#publishers = publishers;
    this.#qos = spec.qos;
    const topicBytes = (spec.subscriptions === "wildcard" ? sensorTopicOf(0, 0) : topicOf(0)).length;
    const remaining = 2 + topicBytes + (spec.qos === 0 ? 0 : 2) + spec.payloadBytes;
    const headerBytes = remaining < 128 ? 2 : 3;
    this.#frameBytes = headerBytes + remaining;
    this.#topicAt = headerBytes + 2;
    this.#packetIdAt = this.#topicAt + topicBytes;
    this.#stampAt = this.#frameBytes - spec.payloadBytes;
    this.#first = spec.firstNumber ?? 0;
    client.onBytes = (bytes) => this.#receive(bytes);
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const touched = new Set<Sender>();
    const acks = this.#qos === 0 ? undefined : Buffer.allocUnsafe(bytes.length);
    let acksEnd = 0;
    const arrival = now() | 0;
    const { latencies } = this.#tally;
    let at = 0;
    while (at < bytes.length) {
      const isPublish = (bytes[at] as number) >> 4 === PUBLISH;
      const end = at + (isPublish ? this.#frameBytes : ACK_BYTES);
      if (end > bytes.length) break;
      if (isPublish) {
        this.#tally.deliveries++;
        latencies.record((arrival - bytes.readInt32LE(at + this.#stampAt)) >>> 0);
        const publisher = this.#publishers[this.#indexAt(bytes, at)] as Sender;
        publisher.delivered();
        touched.add(publisher);
      }
      if (acks !== undefined) {
        const idAt = isPublish ? at + this.#packetIdAt : at + 2;
        const type = !isPublish ? PUBCOMP : this.#qos === 1 ? PUBACK : PUBREC;
        acks[acksEnd] = type << 4;
        acks[acksEnd + 1] = 2;
        acks[acksEnd + 2] = bytes[idAt] as number;
        acks[acksEnd + 3] = bytes[idAt + 1] as number;
        acksEnd += ACK_BYTES;
      }
      at = end;
    }
    this.#rest = bytes.subarray(at);
    if (acks !== undefined && acksEnd > 0) this.#client.send(acks.subarray(0, acksEnd));
    for (const publisher of touched) publisher.fill();
  }

  #indexAt(bytes: Buffer, frame: number): number {
    const from = frame + this.#topicAt + INDEX_AT;
    let index = 0;
    for (let i = from; i < from + INDEX_DIGITS; i++) index = index * 10 + (bytes[i] as number) - 48;
    return index - this.#first;
  }
}
