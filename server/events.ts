import type { BrokerEvent, PublishedEvent, TransportName } from "#core/control.ts";
import type { Clock } from "./clock.ts";
import { excerpt } from "./excerpt.ts";
import type { Log } from "./log.ts";

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
export type EventBody = DistributiveOmit<BrokerEvent, "seq" | "at" | "tenantId" | keyof EventOrigin>;
type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

export type EventListener = (event: BrokerEvent) => void;

export interface EventFilter {
  /** Only this device's events, and its PUBLISHes too. */
  readonly deviceId?: string | undefined;
  /** Only events after this sequence number. */
  readonly after?: number | undefined;
}

/**
 * What a tenant's owner can see happen: a bounded ring of the latest events, each told live to whoever listens.
 * "published" events are told but not kept, and are not even made while nobody listens for their device.
 */
export class Events {
  readonly #tenantId: string;
  readonly #clock: Clock;
  readonly #onWatch: (deviceId: string, watched: boolean) => void;
  readonly #log: Log;
  readonly #ring: BrokerEvent[] = [];
  #seq = 0;
  readonly #listeners = new Set<{ readonly listener: EventListener; readonly deviceId: string | undefined }>();
  readonly #watchers = new Map<string, number>();
  /** How many of a type were told since `#secondStartMs`. */
  readonly #told = new Map<string, number>();
  #secondStartMs = 0;

  /** @param onWatch told when the first listener of a device comes and when the last one goes */
  constructor(tenantId: string, clock: Clock, log: Log, onWatch: (deviceId: string, watched: boolean) => void) {
    this.#tenantId = tenantId;
    this.#log = log;
    this.#clock = clock;
    this.#onWatch = onWatch;
  }

  /** True while somebody listens for this device's PUBLISHes. */
  watches(deviceId: string | undefined): boolean {
    return deviceId !== undefined && this.#watchers.has(deviceId);
  }

  emit(origin: EventOrigin, body: EventBody): void {
    if (!this.#mayTell(body.type)) return;
    const event = this.#dress(origin, body);
    this.#ring[event.seq % RING_EVENTS] = event;
    this.#tell(event);
  }

  /** Tells a PUBLISH to those who listen for its device. */
  emitPublished(
    origin: EventOrigin,
    message: { readonly topic: string; readonly qos: 0 | 1 | 2; readonly retain: boolean; readonly payload: Buffer },
    receivers: number,
  ): void {
    if (!this.#mayTell("published")) return;
    const { topic, qos, retain, payload } = message;
    const body: Omit<PublishedEvent, "seq" | "at" | "tenantId" | keyof EventOrigin> = {
      type: "published",
      topic,
      qos,
      retain,
      payloadBytes: payload.length,
      payloadBase64: payload.toString("base64", 0, PAYLOAD_BYTES_TOLD),
      receivers,
    };
    this.#tell(this.#dress(origin, body));
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
    if (count === 0 || (count === 1 && change === 1)) this.#onWatch(deviceId, count > 0);
  }

  #dress(origin: EventOrigin, body: EventBody): BrokerEvent {
    this.#seq++;
    const { deviceId, deviceName, clientId, address, transport } = origin;
    const at = new Date(this.#clock.now()).toISOString();
    return {
      seq: this.#seq,
      at,
      tenantId: this.#tenantId,
      deviceId,
      deviceName: excerpt(deviceName, NAME_CHARS_TOLD),
      clientId: excerpt(clientId, NAME_CHARS_TOLD),
      address,
      transport,
      ...shortened(body),
    };
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
      this.#log("error", "an event listener failed", { tenant: this.#tenantId, error });
    }
  }

  #mayTell(type: BrokerEvent["type"]): boolean {
    const nowMs = this.#clock.now();
    if (nowMs - this.#secondStartMs >= 1000) {
      this.#secondStartMs = nowMs;
      this.#told.clear();
    }
    const told = this.#told.get(type) ?? 0;
    this.#told.set(type, told + 1);
    return told < EVENTS_PER_SECOND_MAX;
  }
}

function shortened(body: EventBody): EventBody {
  if ("topic" in body) return { ...body, topic: excerpt(body.topic, TOPIC_CHARS_TOLD) };
  if ("filter" in body) return { ...body, filter: excerpt(body.filter, TOPIC_CHARS_TOLD) };
  return body;
}
