// HOT: made once per PUBLISH, laid out once per kind of receiver.
import { deliveryProperties, publishFrameQos0, publishTail } from "#core/mqtt/encode.ts";
import type { ProtocolVersion, PublishView, QoS } from "#core/mqtt/packets.ts";
import type { Clock } from "./clock.ts";
import { EMPTY } from "./empty.ts";
import type { Gate } from "./store/gate.ts";
import type { Trace } from "./trace/trace.ts";

/**
 * An application message on its way through the broker, shared by all who receive it.
 *
 * It is born as a view into the chunk it came in, which is enough for receivers that get their frame at once. Whoever
 * keeps it longer than the turn calls `own()` first; whoever keeps it for long calls `settle()`.
 */
export class Message {
  readonly topic: string;
  readonly qos: QoS;
  readonly retain: boolean;
  /** What it weighs in a queue or the retained store: topic, properties and payload. */
  readonly bytes: number;
  /** When it expires, in milliseconds of the clock; 0 for never. */
  readonly expiresAtMs: number;
  /** What its publisher's acknowledgement waits for; undefined until it meets a persistent session. */
  gate: Gate | undefined = undefined;
  /** A client's QoS 1: if its receivers acknowledge it at once, it is never written. */
  elidable = false;
  /** Where its way is told, if it is. */
  trace: Trace | undefined = undefined;
  topicBytes: Buffer;
  /** Properties to pass on as they came: all but topic alias and message expiry. */
  passedProperties: Buffer;
  payload: Buffer;

  readonly #clock: Clock;
  #held: typeof BORROWED | typeof OWNED | typeof SETTLED;
  #frame3: Buffer | undefined = undefined;
  #frame5: Buffer | undefined = undefined;
  #tail5: Buffer | undefined = undefined;

  constructor(
    topic: string,
    topicBytes: Buffer,
    qos: QoS,
    retain: boolean,
    passedProperties: Buffer,
    payload: Buffer,
    expiresAtMs: number,
    clock: Clock,
    held: typeof BORROWED | typeof OWNED,
  ) {
    this.topic = topic;
    this.topicBytes = topicBytes;
    this.qos = qos;
    this.retain = retain;
    this.passedProperties = passedProperties;
    this.payload = payload;
    this.bytes = topicBytes.length + passedProperties.length + payload.length;
    this.expiresAtMs = expiresAtMs;
    this.#clock = clock;
    this.#held = held;
  }

  /** The PUBLISH that `view` shows. @param topic its topic, an alias resolved */
  static fromView(view: PublishView, topic: string, clock: Clock): Message {
    const { bytes, topicStart, topicEnd } = view;
    const interval = view.messageExpiryInterval;
    return new Message(
      topic,
      topicStart === topicEnd ? Buffer.from(topic) : bytes.subarray(topicStart, topicEnd),
      view.qos,
      view.retain,
      view.passedProperties,
      bytes.subarray(view.payloadStart, view.payloadEnd),
      interval === undefined ? 0 : clock.now() + interval * 1000,
      clock,
      BORROWED,
    );
  }

  /** A message from its parts, which it owns from now on. */
  static fromParts(
    topic: string,
    payload: Buffer,
    qos: QoS,
    retain: boolean,
    passedProperties: Buffer,
    messageExpiryInterval: number | undefined,
    clock: Clock,
  ): Message {
    const expiresAtMs = messageExpiryInterval === undefined ? 0 : clock.now() + messageExpiryInterval * 1000;
    return new Message(topic, Buffer.from(topic), qos, retain, passedProperties, payload, expiresAtMs, clock, OWNED);
  }

  /** A message from its topic, properties and payload, one after the other in memory of their own. */
  static fromBody(
    body: Buffer,
    topicLength: number,
    propertiesLength: number,
    qos: QoS,
    retain: boolean,
    expiresAtMs: number,
    clock: Clock,
  ): Message {
    const topicBytes = body.subarray(0, topicLength);
    const payloadStart = topicLength + propertiesLength;
    const properties = propertiesLength === 0 ? EMPTY : body.subarray(topicLength, payloadStart);
    const topic = topicBytes.toString();
    return new Message(
      topic,
      topicBytes,
      qos,
      retain,
      properties,
      body.subarray(payloadStart),
      expiresAtMs,
      clock,
      OWNED,
    );
  }

  get expired(): boolean {
    return this.expiresAtMs !== 0 && this.#clock.now() >= this.expiresAtMs;
  }

  /** Seconds it has left, as its receiver is told [MQTT-3.3.2-6]; undefined when it never expires. */
  get secondsLeft(): number | undefined {
    if (this.expiresAtMs === 0) return undefined;
    return Math.max(0, Math.ceil((this.expiresAtMs - this.#clock.now()) / 1000));
  }

  /** The whole PUBLISH of QoS 0 for receivers of this version. */
  frameQos0(version: ProtocolVersion, retain: boolean): Buffer {
    if (retain) return publishFrameQos0(this.topicBytes, this.#properties(version), this.payload, version, true);
    if (version !== 5) {
      this.#frame3 ??= publishFrameQos0(this.topicBytes, EMPTY, this.payload, version, false);
      return this.#frame3;
    }
    if (this.expiresAtMs !== 0) {
      return publishFrameQos0(this.topicBytes, this.#properties(version), this.payload, version, false);
    }
    this.#frame5 ??= publishFrameQos0(this.topicBytes, this.passedProperties, this.payload, version, false);
    return this.#frame5;
  }

  /** What follows the packet identifier in a PUBLISH of QoS 1 or 2 for receivers of this version. */
  tail(version: ProtocolVersion): Buffer {
    if (version !== 5) return this.payload;
    if (this.expiresAtMs !== 0) return publishTail(this.#properties(version), this.payload, version);
    this.#tail5 ??= publishTail(this.passedProperties, this.payload, version);
    return this.#tail5;
  }

  /** Makes it outlive the chunk it came in. */
  own(): void {
    if (this.#held !== BORROWED) return;
    this.#held = OWNED;
    this.#copyInto(Buffer.allocUnsafe(this.bytes));
  }

  /**
   * Gives it memory of exactly its own size. Small buffers are slices of shared 8 KiB blocks: one kept for hours would
   * keep its whole block.
   */
  settle(): void {
    if (this.#held === SETTLED) return;
    this.#held = SETTLED;
    this.#copyInto(Buffer.allocUnsafeSlow(this.bytes));
    this.#frame3 = undefined;
    this.#frame5 = undefined;
    this.#tail5 = undefined;
  }

  #copyInto(home: Buffer): void {
    const propertiesStart = this.topicBytes.length;
    const payloadStart = propertiesStart + this.passedProperties.length;
    home.set(this.topicBytes, 0);
    home.set(this.passedProperties, propertiesStart);
    home.set(this.payload, payloadStart);
    this.topicBytes = home.subarray(0, propertiesStart);
    this.passedProperties = propertiesStart === payloadStart ? EMPTY : home.subarray(propertiesStart, payloadStart);
    this.payload = home.subarray(payloadStart);
  }

  #properties(version: ProtocolVersion): Buffer {
    return version === 5 ? deliveryProperties(this.passedProperties, this.secondsLeft) : EMPTY;
  }
}

/** A view into the chunk it came in. */
const BORROWED = 0;
/** In memory of its own, perhaps a slice of a shared block. */
const OWNED = 1;
/** In memory of exactly its size. */
const SETTLED = 2;
