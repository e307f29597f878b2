import type { Packet } from "mqtt";

/** One packet, or several of a kind in quick succession, or an event of the socket beneath them. */
export interface PacketLogEntry {
  readonly id: number;
  /** Of the last of them, in milliseconds since the epoch. */
  readonly at: number;
  readonly direction: "sent" | "received" | "local";
  /** The packet's name in the specification; for a local event, what happened. */
  readonly name: string;
  readonly count: number;
  /** As the specification names them; never a password. */
  readonly details: readonly (readonly [name: string, value: string])[];
  /** Of CONNACK, SUBACK, PUBACK and the like, in order. */
  readonly reasonCodes: readonly number[];
  /** Of an answer: milliseconds since what it answers was sent. */
  readonly answeredAfterMs?: number;
}

export const PACKET_LOG_ENTRIES_MAX = 400;
/** Packets that carry messages are told one by one up to this many a second, then counted together. */
const TRAFFIC_ENTRIES_PER_SECOND_MAX = 20;
const VALUE_CHARS_MAX = 200;
/** Packets sent whose answers are waited for; one that a flood pushes out has no round trip. */
const UNANSWERED_MAX = 1_000;

/** What an answer answers. */
const ASKED_BY: Readonly<Record<string, string>> = {
  connack: "connect",
  suback: "subscribe",
  unsuback: "unsubscribe",
  puback: "publish",
  pubrec: "publish",
  pubcomp: "pubrel",
  pingresp: "pingreq",
};
const ASKING: ReadonlySet<string> = new Set(Object.values(ASKED_BY));

const TRAFFIC: ReadonlySet<string> = new Set(["publish", "puback", "pubrec", "pubrel", "pubcomp"]);

/** The last packets of a session, oldest first; bounded, so that a flood cannot fill it nor wash out the CONNACK at once. */
export class PacketLog {
  #entries: PacketLogEntry[] = [];
  #nextId = 1;
  #second = 0;
  #trafficThisSecond = 0;
  /** When each packet that wants an answer was sent, by kind and packet id. */
  readonly #unanswered = new Map<string, number>();

  get entries(): readonly PacketLogEntry[] {
    return this.#entries;
  }

  /** Notes a packet that went or came. */
  packet(direction: "sent" | "received", packet: Packet, now: number): void {
    const name = packet.cmd.toUpperCase();
    const answeredAfterMs = this.#roundTrip(direction, packet, now);
    if (TRAFFIC.has(packet.cmd) && reasonCodesOf(packet).every((code) => code < 0x80)) {
      const second = Math.floor(now / 1_000);
      if (second !== this.#second) {
        this.#second = second;
        this.#trafficThisSecond = 0;
      }
      if (++this.#trafficThisSecond > TRAFFIC_ENTRIES_PER_SECOND_MAX) {
        this.#count(direction, name, now);
        return;
      }
    }
    const reasonCodes = reasonCodesOf(packet);
    this.#add({ at: now, direction, name, count: 1, details: detailsOf(packet), reasonCodes, answeredAfterMs });
  }

  /** Notes what happened beneath MQTT. */
  local(name: string, details: PacketLogEntry["details"], now: number): void {
    // MQTT.js has written its CONNECT before the socket is open; it goes when it is.
    if (name === "open" && this.#unanswered.has("connect 0")) this.#unanswered.set("connect 0", now);
    this.#add({ at: now, direction: "local", name, count: 1, details, reasonCodes: [] });
  }

  /** Notes what wants an answer, and tells of an answer how long it took. */
  #roundTrip(direction: "sent" | "received", packet: Packet, now: number): number | undefined {
    const id = "messageId" in packet ? (packet.messageId ?? 0) : 0;
    if (direction === "sent") {
      if (!ASKING.has(packet.cmd) || (packet.cmd === "publish" && packet.qos === 0)) return undefined;
      if (packet.cmd === "connect") this.#unanswered.clear();
      const [oldest] = this.#unanswered.keys();
      if (this.#unanswered.size >= UNANSWERED_MAX && oldest !== undefined) this.#unanswered.delete(oldest);
      this.#unanswered.set(`${packet.cmd} ${id}`, now);
      return undefined;
    }
    const key = `${ASKED_BY[packet.cmd]} ${id}`;
    const sentAt = this.#unanswered.get(key);
    this.#unanswered.delete(key);
    return sentAt === undefined ? undefined : Math.max(0, now - sentAt);
  }

  /** Adds to the entry that counts packets of this kind, if one is near the end, or starts it. */
  #count(direction: "sent" | "received", name: string, now: number): void {
    const from = Math.max(0, this.#entries.length - 6);
    for (let i = this.#entries.length - 1; i >= from; i--) {
      const entry = this.#entries[i];
      if (entry?.name === name && entry.direction === direction && entry.details.length === 0) {
        this.#entries[i] = { ...entry, at: now, count: entry.count + 1 };
        return;
      }
    }
    this.#add({ at: now, direction, name, count: 1, details: [], reasonCodes: [] });
  }

  #add(entry: Omit<PacketLogEntry, "id">): void {
    this.#entries.push({ ...entry, id: this.#nextId++ });
    // Cut in strides, so that a full log is not copied for every packet.
    if (this.#entries.length > PACKET_LOG_ENTRIES_MAX * 1.25) {
      this.#entries = this.#entries.slice(-PACKET_LOG_ENTRIES_MAX);
    }
  }
}

/** The reason codes a packet carries; none means there is nothing to say. */
export function reasonCodesOf(packet: Packet): number[] {
  switch (packet.cmd) {
    case "connack":
      return [packet.reasonCode ?? packet.returnCode ?? 0];
    case "suback":
    case "unsuback":
      return Array.isArray(packet.granted) ? packet.granted.map(Number) : [];
    case "puback":
    case "pubrec":
    case "pubrel":
    case "pubcomp":
    case "disconnect":
    case "auth":
      return packet.reasonCode === undefined ? [] : [packet.reasonCode];
    default:
      return [];
  }
}

function detailsOf(packet: Packet): [string, string][] {
  const details: [string, string][] = [];
  const add = (name: string, value: unknown): void => {
    if (value !== undefined && value !== null) details.push([name, shorten(value)]);
  };
  if ("messageId" in packet && packet.messageId) add("packet id", packet.messageId);
  switch (packet.cmd) {
    case "connect":
      add("protocol version", packet.protocolVersion);
      add("client id", packet.clientId);
      add("username", packet.username);
      add("clean start", packet.clean);
      add("keep alive", packet.keepalive);
      break;
    case "connack":
      add("session present", packet.sessionPresent);
      break;
    case "subscribe":
      for (const { topic, qos } of packet.subscriptions) add("filter", `${topic} · QoS ${qos}`);
      break;
    case "unsubscribe":
      for (const filter of packet.unsubscriptions) add("filter", filter);
      break;
    case "publish":
      add("topic", packet.topic);
      add("QoS", packet.qos);
      if (packet.retain) add("retain", true);
      if (packet.dup) add("DUP", true);
      add("bytes", packet.payload.length);
      break;
  }
  if ("properties" in packet && packet.properties) {
    for (const [name, value] of Object.entries(packet.properties)) {
      // A proof is not a password, but whoever has both sides of an exchange may guess at one.
      if (name !== "authenticationData") add(spaced(name), value);
    }
  }
  return details;
}

/** `sessionExpiryInterval` → `session expiry interval`, as the specification writes it. */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function shorten(value: unknown): string {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}…` : text;
}
