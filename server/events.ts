import type { BrokerEvent, PublishedEvent, TransportName } from "#core/control.ts";
import type { KeptEvent } from "#core/event-record.ts";
import { newId } from "#core/ids.ts";
import type { Clock } from "./clock.ts";
import { excerpt } from "./excerpt.ts";
import type { Log } from "./log.ts";
import type { Session } from "./session.ts";

/** Events a tenant's ring holds for those who come later. */
const RING_EVENTS = 1_000;
const PAYLOAD_BYTES_TOLD = 4_096;
/**
 * What is told of names and topics. A client id, a username and a topic may have 65 535 bytes each, and whoever knows a
 * tenant's slug may be refused under names of his own: a ring of a thousand must not take 200 MB.
 */
const NAME_CHARS_TOLD = 256;
const TOPIC_CHARS_TOLD = 1_024;
/**
 * Events of one type that a tenant is told in a second. The counters stay exact; a client that is denied 100 000 times a
 * second must neither cost its listeners that, nor push everything else out of the ring.
 */
const EVENTS_PER_SECOND_MAX = 100;

/** The client an event is about. */
export interface EventOrigin {
  readonly deviceId: string | undefined;
  readonly deviceName: string;
  readonly clientId: string;
  readonly address: string;
  readonly transport: TransportName;
}

/** What happened, without who, where and when. */
export type EventBody = DistributiveOmit<KeptEvent, Dressing>;
type Dressing = "id" | "seq" | "at" | "tenantId" | "count" | keyof EventOrigin;
type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** The origin of what concerns no single client. */
const NOBODY: EventOrigin = { deviceId: undefined, deviceName: "", clientId: "", address: "", transport: "tcp" };

/** Refusals of one kind, of which the first was told; those since then wait for the end of the second. */
interface Folded {
  readonly origin: EventOrigin;
  readonly body: EventBody;
  count: number;
}

export type EventListener = (event: BrokerEvent) => void;

export interface EventFilter {
  /** Only this device's events, and its PUBLISHes too. */
  readonly deviceId?: string | undefined;
  /** Only events after this sequence number. */
  readonly after?: number | undefined;
}

/** What the rules deny, without the rule. */
export type Denied = DistributiveOmit<
  Extract<EventBody, { type: "publishDenied" | "subscribeDenied" | "willDenied" }>,
  "rule" | "fault"
>;

export interface EventsOptions {
  readonly tenantId: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Told when the first listener of a device comes and when the last one goes. */
  readonly onWatch: (deviceId: string, watched: boolean) => void;
  /** Keeps the event for longer than the ring does. */
  readonly keep: (event: KeptEvent) => void;
}

/**
 * What a tenant's owner can see happen: a bounded ring of the latest events, each told live to whoever listens, and
 * kept. "published" events are told but not kept, and are not even made while nobody listens for their device.
 *
 * Of identical refusals the first is told at once and the others, counted, at the end of the second; what is too much
 * even so is told as a number ("notKept").
 */
export class Events {
  readonly #options: EventsOptions;
  readonly #ring: BrokerEvent[] = [];
  #seq = 0;
  readonly #listeners = new Set<{ readonly listener: EventListener; readonly deviceId: string | undefined }>();
  readonly #watchers = new Map<string, number>();
  /** How many of a type were told since `#secondStartMs`. */
  readonly #told = new Map<string, number>();
  #secondStartMs = 0;

  #folded = new Map<string, Folded>();
  #missed = 0;

  constructor(options: EventsOptions) {
    this.#options = options;
  }

  /** True while somebody listens for this device's PUBLISHes. */
  watches(deviceId: string | undefined): boolean {
    return deviceId !== undefined && this.#watchers.has(deviceId);
  }

  emit(origin: EventOrigin, body: EventBody, count: number = 1): void {
    const key = foldingKey(origin, body);
    if (!this.#admits(key, body.type, count)) return;
    if (key !== undefined) this.#folded.set(key, { origin, body, count: 0 });
    this.#keep(origin, body, count);
  }

  /** As `emit`, of what the rules deny: which rule it is, is looked for only when it will be told. */
  emitDenied(session: Pick<Session, "origin" | "rights">, denied: Denied): void {
    const { origin, rights } = session;
    const key = foldingKey(origin, { ...denied, rule: undefined });
    if (!this.#admits(key, denied.type, 1)) return;
    const rule =
      denied.type === "subscribeDenied"
        ? rights.denyingRule("subscribe", denied.filter, denied.qos, false)
        : rights.denyingRule("publish", denied.topic, denied.qos, denied.retain);
    const body = { ...denied, rule };
    if (key !== undefined) this.#folded.set(key, { origin, body, count: 0 });
    this.#keep(origin, body, 1);
  }

  /** False when it is counted and not told: with one like it, or because there are too many. */
  #admits(key: string | undefined, type: EventBody["type"], count: number): boolean {
    const folded = key === undefined ? undefined : this.#folded.get(key);
    if (folded !== undefined) folded.count += count;
    else if (this.#mayTell(type)) return true;
    else this.#missed += count;
    return false;
  }

  /** Called every second: tells what was folded, and how much was too much. */
  tellFolded(): void {
    if (this.#folded.size > 0) {
      const folded = this.#folded;
      this.#folded = new Map();
      for (const { origin, body, count } of folded.values()) if (count > 0) this.#keep(origin, body, count);
    }
    if (this.#missed === 0) return;
    this.#keep(NOBODY, { type: "notKept" }, this.#missed);
    this.#missed = 0;
  }

  /** Tells a PUBLISH to those who listen for its device. */
  emitPublished(
    origin: EventOrigin,
    message: { readonly topic: string; readonly qos: 0 | 1 | 2; readonly retain: boolean; readonly payload: Buffer },
    receivers: number,
  ): void {
    if (!this.#mayTell("published")) return;
    const { topic, qos, retain, payload } = message;
    const body: Omit<PublishedEvent, Dressing> = {
      type: "published",
      topic,
      qos,
      retain,
      payloadBytes: payload.length,
      payloadBase64: payload.toString("base64", 0, PAYLOAD_BYTES_TOLD),
      receivers,
    };
    this.#tell({ ...this.#dress(origin, 1), ...shortened(body) });
  }

  /** Tells what the ring still holds, oldest first, then what happens, until the returned function is called. */
  subscribe(listener: EventListener, filter: EventFilter = {}): () => void {
    const { deviceId } = filter;
    for (const event of this.#since(filter.after ?? 0)) {
      if (deviceId === undefined || event.deviceId === deviceId) listener(event);
    }
    const entry = { listener, deviceId };
    this.#listeners.add(entry);
    if (deviceId !== undefined) this.#watch(deviceId, 1);
    return () => {
      if (!this.#listeners.delete(entry)) return;
      if (deviceId !== undefined) this.#watch(deviceId, -1);
    };
  }

  #since(after: number): BrokerEvent[] {
    // A number not given yet is of a broker that has ended since: whoever names it has seen nothing of this one.
    const seen = after > this.#seq ? 0 : after;
    return this.#ring.filter((event) => event !== undefined && event.seq > seen).sort((a, b) => a.seq - b.seq);
  }

  #watch(deviceId: string, change: 1 | -1): void {
    const count = (this.#watchers.get(deviceId) ?? 0) + change;
    if (count === 0) this.#watchers.delete(deviceId);
    else this.#watchers.set(deviceId, count);
    if (count === 0 || (count === 1 && change === 1)) this.#options.onWatch(deviceId, count > 0);
  }

  #keep(origin: EventOrigin, body: EventBody, count: number): void {
    const event = { ...this.#dress(origin, count), ...shortened(body) } as KeptEvent;
    this.#ring[event.seq % RING_EVENTS] = event;
    this.#options.keep(event);
    this.#tell(event);
  }

  #dress(origin: EventOrigin, count: number): Pick<BrokerEvent, Dressing> {
    this.#seq++;
    const { deviceId, deviceName, clientId, address, transport } = origin;
    const nowMs = this.#options.clock.now();
    return {
      id: newId("event", nowMs, (bytes) => this.#fillId(bytes)),
      seq: this.#seq,
      at: new Date(nowMs).toISOString(),
      tenantId: this.#options.tenantId,
      deviceId,
      deviceName: excerpt(deviceName, NAME_CHARS_TOLD),
      clientId: excerpt(clientId, NAME_CHARS_TOLD),
      address,
      transport,
      count,
    };
  }

  /** Events of one millisecond sort as they happened; what follows keeps their ids apart from everybody's. */
  #fillId(bytes: Uint8Array): void {
    crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, this.#seq);
  }

  #tell(event: BrokerEvent): void {
    for (const { listener, deviceId } of this.#listeners) {
      const wanted = deviceId === undefined ? event.type !== "published" : event.deviceId === deviceId;
      if (wanted) this.#call(listener, event);
    }
  }

  /** A listener's failure is its own: it happens while some client's packet is being handled. */
  #call(listener: EventListener, event: BrokerEvent): void {
    try {
      listener(event);
    } catch (error) {
      this.#options.log("error", "an event listener failed", { tenant: this.#options.tenantId, error });
    }
  }

  #mayTell(type: BrokerEvent["type"]): boolean {
    const nowMs = this.#options.clock.now();
    if (nowMs - this.#secondStartMs >= 1000) {
      this.#secondStartMs = nowMs;
      this.#told.clear();
    }
    const told = this.#told.get(type) ?? 0;
    this.#told.set(type, told + 1);
    return told < EVENTS_PER_SECOND_MAX;
  }
}

function shortened<Body extends EventBody | Omit<PublishedEvent, Dressing>>(body: Body): Body {
  if ("topic" in body && body.topic !== undefined) return { ...body, topic: excerpt(body.topic, TOPIC_CHARS_TOLD) };
  if ("filter" in body) return { ...body, filter: excerpt(body.filter, TOPIC_CHARS_TOLD) };
  if ("will" in body && body.will !== undefined) {
    return { ...body, will: { ...body.will, topic: excerpt(body.will.topic, TOPIC_CHARS_TOLD) } };
  }
  return body;
}

/** Equal for refusals that differ in nothing but when; undefined for what is no refusal. */
function foldingKey({ deviceId, deviceName, clientId, address }: EventOrigin, body: EventBody): string | undefined {
  const subject = foldingSubject(body);
  return subject === undefined ? undefined : [body.type, deviceId ?? deviceName, clientId, address, subject].join("\0");
}

function foldingSubject(body: EventBody): string | undefined {
  switch (body.type) {
    case "connectRefused":
      return body.refusal;
    case "publishDenied":
      return `${body.qos}${body.retain} ${body.topic}`;
    case "subscribeDenied":
      return `${body.qos} ${body.filter}`;
    case "limitReached":
      return `${body.limit} ${body.topic ?? ""}`;
    default:
      return undefined;
  }
}
