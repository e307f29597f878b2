import type { QoS } from "#core/mqtt/packets.ts";

/** One publisher's stream: the unit in which order is promised. */
interface Stream {
  /** Numbers that the broker has accepted; all of them for QoS 2, which the publisher repeats until accepted. */
  readonly accepted: Set<number>;
  readonly refused: Set<number>;
  published: number;
}

/** What one subscriber got of one stream. */
interface Received {
  readonly times: Map<number, number>;
  /** How each came the first time, for whom QoS 2 comes twice. */
  readonly how: Map<number, string>;
  highest: number;
}

export interface Findings {
  published: number;
  accepted: number;
  refused: number;
  received: number;
  /** Accepted, and never received by a subscriber that was subscribed all along. */
  lost: string[];
  /** QoS 2 received more than once. */
  duplicated: string[];
  /** Received for the first time after a later one of the same publisher, topic and QoS. */
  reordered: string[];
  /** Anything else that must not be. */
  violations: string[];
}

/** Who published what, what the broker acknowledged, and who got it: the clients' own log, against which promises are held. */
export class Ledger {
  readonly violations: string[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #received = new Map<string, Map<string, Received>>();
  readonly #reordered: string[] = [];

  /** The payload of the next message of this stream. */
  next(publisher: string, topic: string, qos: QoS): string {
    const key = `${publisher} ${topic} ${qos}`;
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = { accepted: new Set(), refused: new Set(), published: 0 };
      this.#streams.set(key, stream);
    }
    return `${key} ${++stream.published}`;
  }

  accepted(payload: string, reasonCode: number): void {
    const [key, number] = split(payload);
    const stream = this.#streams.get(key);
    if (reasonCode >= 0x80) stream?.refused.add(number);
    else stream?.accepted.add(number);
  }

  /** @param how it came: packet identifier and flags */
  received(subscriber: string, payload: string, how: string): void {
    const [key, number] = split(payload);
    let streams = this.#received.get(subscriber);
    if (streams === undefined) {
      streams = new Map();
      this.#received.set(subscriber, streams);
    }
    let received = streams.get(key);
    if (received === undefined) {
      received = { times: new Map(), how: new Map(), highest: 0 };
      streams.set(key, received);
    }
    const times = (received.times.get(number) ?? 0) + 1;
    received.times.set(number, times);
    received.how.set(number, `${received.how.get(number) ?? ""} ${how}`);
    if (times > 1) return;
    if (number < received.highest) this.#reordered.push(`${subscriber}: ${payload} after ${received.highest}`);
    else received.highest = number;
  }

  /** True when each of the subscribers has every message that was accepted. */
  complete(subscribers: readonly { name: string; qos: QoS }[]): boolean {
    return subscribers.every(({ name }) => this.#missing(name, 1).length === 0);
  }

  findings(subscribers: readonly { name: string; qos: QoS }[]): Findings {
    const findings: Findings = {
      published: 0,
      accepted: 0,
      refused: 0,
      received: 0,
      lost: [],
      duplicated: [],
      reordered: this.#reordered,
      violations: this.violations,
    };
    for (const stream of this.#streams.values()) {
      findings.published += stream.published;
      findings.accepted += stream.accepted.size;
      findings.refused += stream.refused.size;
    }
    for (const { name, qos } of subscribers) {
      findings.lost.push(...this.#missing(name, Number.POSITIVE_INFINITY));
      for (const [key, { times, how }] of this.#received.get(name) ?? []) {
        for (const [number, count] of times) {
          findings.received += count;
          if (count > 1 && qos === 2 && key.endsWith(" 2"))
            findings.duplicated.push(`${name}: ${key} ${number}:${how.get(number)}`);
        }
      }
    }
    return findings;
  }

  #missing(subscriber: string, max: number): string[] {
    const missing: string[] = [];
    for (const [key, { accepted }] of this.#streams) {
      if (key.endsWith(" 0")) continue;
      const times = this.#received.get(subscriber)?.get(key)?.times;
      for (const number of accepted) {
        if (times?.has(number) === true) continue;
        missing.push(`${subscriber}: ${key} ${number}`);
        if (missing.length >= max) return missing;
      }
    }
    return missing;
  }
}

function split(payload: string): [key: string, number: number] {
  const at = payload.lastIndexOf(" ");
  return [payload.slice(0, at), Number(payload.slice(at + 1))];
}
