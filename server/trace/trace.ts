import type { DropReason } from "#core/control.ts";
import {
  type RetainedEffect,
  TRACE_RECEIVERS_MAX,
  type TraceKind,
  type TraceOutcome,
  type TracePublisher,
  type TraceReceiver,
  type TraceRecord,
  type TraceRefusal,
  type TraceSource,
  type TraceSummary,
} from "#core/trace.ts";
import type { Connection } from "../connection.ts";
import type { Delivery } from "../delivery.ts";
import { excerpt } from "../excerpt.ts";
import { limitBehind } from "../limit-behind.ts";
import type { Session } from "../session.ts";
import type { ShareGroup } from "../share-group.ts";
import { StoredDelivery } from "../store/stored-delivery.ts";
import type { Subscription } from "../subscription.ts";
import { bytesOf, NAME_CHARS_KEPT, nobodyOf, presentReceiver, type Receiver, receiverOf } from "./receiver.ts";

const TOPIC_CHARS_KEPT = 1_024;
/** Memory of a trace without its texts and receivers. */
const TRACE_BYTES = 1_024;

/** What is known of a message when its trace begins. */
export interface TraceHead {
  readonly id: string;
  readonly number: number;
  readonly atMs: number;
  readonly kind: TraceKind;
  readonly source: TraceSource;
  readonly publisher: Session | undefined;
  readonly topic: string | undefined;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly payloadBytes: number;
  readonly refusal: TraceRefusal | undefined;
  readonly oneIn: number | undefined;
  /** False when only a loss is recorded. */
  readonly whole: boolean;
}

/** A copy's row on disk: the session's number there, and its own. */
export type StoredRow = NonNullable<TraceReceiver["stored"]>;

/** Whom a trace asks for the time, and tells which rows on disk are its message's and that it has grown. */
export interface TraceKeeper {
  now(): number;
  stored(row: StoredRow, trace: Trace): void;
  unstored(row: StoredRow): void;
  grown(trace: Trace): void;
}

/**
 * The way of one PUBLISH. The message carries it; who handles the message tells it what became of each copy. Once it has
 * given way to newer ones (`forget`) the message may live on, and what is told then is passed over.
 */
export class Trace {
  readonly topic: string | undefined;
  /** Memory that it takes, about. */
  bytes: number;
  retained: RetainedEffect | undefined = undefined;
  count = 1;
  /** It has given way. */
  forgotten = false;
  lastAtMs: number;
  readonly #keeper: TraceKeeper;
  #publisher: TracePublisher | undefined;
  readonly #head: TraceHead;
  #receivers: Receiver[] = [];
  #answer: number | undefined = undefined;
  #answeredOnceStored = false;
  #matched = 0;
  #lost = 0;
  /** Copies of QoS 1 and 2 that are neither acknowledged nor lost. */
  #owed = 0;
  /** Of these, those of receivers that are counted and not told singly. */
  #owedUnlisted = 0;

  constructor(head: TraceHead, keeper: TraceKeeper) {
    // The session is asked now: it must neither be kept alive nor be told as what it is later.
    this.#publisher = head.publisher && publisherOf(head.publisher);
    this.topic = head.topic && excerpt(head.topic, TOPIC_CHARS_KEPT);
    this.#head = { ...head, publisher: undefined, topic: undefined };
    this.bytes = TRACE_BYTES + 2 * (this.topic?.length ?? 0);
    this.lastAtMs = head.atMs;
    this.#keeper = keeper;
  }

  get outcome(): TraceOutcome {
    if (this.#head.refusal !== undefined) return "refused";
    if (this.#lost > 0) return "lost";
    if (this.#owed > 0) return "waiting";
    return this.#matched === 0 ? "nobody" : "arrived";
  }

  /** The device that published; undefined for none. */
  get publisherId(): string | undefined {
    return this.#publisher?.deviceId ?? undefined;
  }

  get id(): string {
    return this.#head.id;
  }

  get kind(): TraceKind {
    return this.#head.kind;
  }

  /** Rises with time. */
  get number(): number {
    return this.#head.number;
  }

  get atMs(): number {
    return this.#head.atMs;
  }

  /** Whose message it was, where that was not known at the beginning. */
  publishedBy(publisher: Session | undefined): void {
    if (publisher !== undefined) this.#publisher ??= publisherOf(publisher);
  }

  /** A subscription matched, and the session is about to be handed its copy. */
  matched(session: Session, qos: 0 | 1 | 2, subscriptions: readonly Subscription[]): void {
    if (!this.#head.whole) return;
    this.#matched++;
    const receiver = this.#add(session, qos, subscriptions);
    if (qos > 0) this.#owe(receiver);
    else if (session.connection === undefined) {
      this.#lost++;
      if (receiver !== undefined) receiver.state = "notKept";
    }
  }

  /** Only subscriptions matched that want none of their own client's messages. */
  excluded(session: Session, subscriptions: readonly Subscription[]): void {
    if (!this.#head.whole) return;
    const receiver = this.#add(session, 0, subscriptions);
    if (receiver !== undefined) receiver.state = "noLocal";
  }

  /** A shared subscription matched, and no member can take it. */
  memberless({ key }: ShareGroup): void {
    if (!this.#head.whole) return;
    this.#matched++;
    this.#lost++;
    if (this.#receivers.length >= TRACE_RECEIVERS_MAX) return;
    this.#push(nobodyOf(`$share/${key}`));
  }

  /** What its publisher is told. */
  answered(reasonCode: number, onceStored: boolean): void {
    this.#answer = reasonCode;
    this.#answeredOnceStored = onceStored;
  }

  queued(session: Session, delivery: Delivery): void {
    const receiver = this.#find(session);
    if (receiver === undefined) return;
    receiver.queuedAtMs ||= this.#keeper.now();
    if (!(delivery instanceof StoredDelivery)) return;
    // A retained message may be queued to a session again, while its former row is on disk.
    if (receiver.stored !== null) this.#keeper.unstored(receiver.stored);
    receiver.stored = { sessionId: session.storeId, seq: delivery.seq };
    this.#keeper.stored(receiver.stored, this);
  }

  /** Its copy is among what the connection is about to write. */
  sentOn({ session }: Connection): void {
    const receiver = session && this.#find(session);
    if (receiver === undefined || receiver.sentAtMs !== 0) return;
    receiver.sentAtMs = this.#keeper.now();
    receiver.state = "sent";
  }

  received(session: Session): void {
    const receiver = this.#find(session);
    if (receiver !== undefined) receiver.receivedAtMs ||= this.#keeper.now();
  }

  acknowledged(session: Session): void {
    const receiver = this.#find(session);
    if (!this.#settle(receiver) || receiver === undefined) return;
    receiver.acknowledgedAtMs = this.#keeper.now();
    receiver.state = "acknowledged";
  }

  dropped(session: Session, reason: DropReason, topic: string): void {
    const receiver = this.#find(session) ?? this.#addLost(session);
    this.#settle(receiver);
    this.#lost++;
    if (receiver === undefined) return;
    receiver.state = "dropped";
    receiver.reason = reason;
    receiver.limit = limitBehind(session, reason) ?? null;
    if (reason === "denied") receiver.rule = session.rights.denyingRule("subscribe", topic, 0, false) ?? null;
    receiver.endedAtMs = this.#keeper.now();
  }

  /** The session is no more, and the copy was not acknowledged. */
  sessionEnded(session: Session): void {
    const receiver = this.#find(session);
    if (!this.#settle(receiver)) return;
    this.#lost++;
    if (receiver === undefined) return;
    receiver.state = "sessionEnded";
    receiver.endedAtMs = this.#keeper.now();
  }

  /** A shared subscription takes the copy from one member and gives it to another. */
  handedOn(from: Session, to: Subscription, qos: 0 | 1 | 2): void {
    const receiver = this.#find(from);
    if (!this.#settle(receiver)) return;
    if (receiver !== undefined) {
      receiver.state = "handedOn";
      receiver.endedAtMs = this.#keeper.now();
    }
    const next = this.#add(to.session, qos, [to]);
    if (qos > 0) this.#owe(next);
  }

  /** It gives way: its memory is let go of, though the message may live for long. */
  forget(): void {
    for (const { stored } of this.#receivers) if (stored !== null) this.#keeper.unstored(stored);
    this.#receivers = [];
    this.forgotten = true;
  }

  /** @param receiverId the device that is asked about */
  summary(receiverId?: string): TraceSummary {
    const { id, number, atMs, kind, source, qos, retain, payloadBytes, refusal, oneIn, whole } = this.#head;
    return {
      id,
      number,
      at: new Date(atMs).toISOString(),
      kind,
      source,
      publisher: this.#publisher ?? null,
      topic: this.topic ?? null,
      qos,
      retain,
      payloadBytes,
      outcome: this.outcome,
      refusal: refusal ?? null,
      matched: this.#matched,
      lost: this.#lost,
      oneIn: oneIn ?? null,
      count: this.count,
      lastAt: new Date(this.lastAtMs).toISOString(),
      whole,
      receiver: receiverId === undefined ? null : this.#stateFor(receiverId),
    };
  }

  /** @param receiverId the device that is asked about */
  record(receiverId?: string): TraceRecord {
    return {
      ...this.summary(receiverId),
      retained: this.retained ?? null,
      answer: this.#answer ?? null,
      answeredOnceStored: this.#answeredOnceStored,
      receivers: this.#receivers.map(presentReceiver),
    };
  }

  #stateFor(deviceId: string): TraceSummary["receiver"] {
    const receiver = this.#receivers.findLast((each) => each.deviceId === deviceId);
    if (receiver !== undefined) return receiver.state;
    const isKnown = this.#head.whole && this.#head.refusal === undefined && this.#matched <= this.#receivers.length;
    return isKnown ? "noMatch" : null;
  }

  #owe(receiver: Receiver | undefined): void {
    this.#owed++;
    if (receiver === undefined) this.#owedUnlisted++;
  }

  /**
   * One copy less to wait for. False when none was owed: a retained message comes by again, to whoever subscribes later,
   * and what becomes of those copies is not this trace's.
   */
  #settle(receiver: Receiver | undefined): boolean {
    if (receiver === undefined) {
      if (this.#owedUnlisted === 0) return false;
      this.#owedUnlisted--;
    } else if (receiver.qos === 0 || receiver.acknowledgedAtMs !== 0 || receiver.endedAtMs !== 0) return false;
    this.#owed--;
    if (receiver?.stored != null) this.#keeper.unstored(receiver.stored);
    return true;
  }

  /** The latest copy of the session: a shared subscription may give it a second one. */
  #find({ key }: Session): Receiver | undefined {
    return this.#receivers.findLast((receiver) => receiver.key === key);
  }

  #add(session: Session, qos: 0 | 1 | 2, subscriptions: readonly Subscription[]): Receiver | undefined {
    if (this.forgotten || this.#receivers.length >= TRACE_RECEIVERS_MAX) return undefined;
    return this.#put(session, qos, subscriptions);
  }

  /** Whoever lost it is what the trace is asked about: there is room for as many again. */
  #addLost(session: Session): Receiver | undefined {
    if (this.forgotten || this.#receivers.length >= 2 * TRACE_RECEIVERS_MAX) return undefined;
    if (this.#owedUnlisted > 0) this.#owedUnlisted--;
    else this.#owed++;
    return this.#put(session, this.#head.qos, []);
  }

  #put(session: Session, qos: 0 | 1 | 2, subscriptions: readonly Subscription[]): Receiver {
    return this.#push(receiverOf(session, qos, subscriptions));
  }

  #push(receiver: Receiver): Receiver {
    this.#receivers.push(receiver);
    this.bytes += bytesOf(receiver);
    this.#keeper.grown(this);
    return receiver;
  }
}

function publisherOf({ principalId, clientId, origin, protocolVersion }: Session): TracePublisher {
  return {
    principalId,
    deviceId: origin.deviceId ?? null,
    deviceName: excerpt(origin.deviceName, NAME_CHARS_KEPT),
    clientId: excerpt(clientId, NAME_CHARS_KEPT),
    address: origin.address,
    transport: origin.transport,
    protocolVersion,
  };
}
