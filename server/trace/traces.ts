import type { DropReason } from "#core/control.ts";
import { newId } from "#core/ids.ts";
import type { Arming, ArmRequest, TraceKind, TraceRefusal, TraceSource, TraceStanding } from "#core/trace.ts";
import { excerpt } from "../excerpt.ts";
import { limitBehind } from "../limit-behind.ts";
import type { Message } from "../message.ts";
import type { Session } from "../session.ts";
import type { Tenant } from "../tenant.ts";
import { Armings } from "./armings.ts";
import { Sampler } from "./sampler.ts";
import { type StoredRow, Trace, type TraceHead, type TraceKeeper } from "./trace.ts";
import { TraceRing } from "./trace-ring.ts";

const KIB = 1_024;
/** Refusals and losses that are alike and no further apart are told as one. */
const FOLDING_SECONDS = 10;
/** Different ones in that time; what is more is counted. Of one session fewer, lest a flood hide what others lose. */
const ALWAYS_PER_FOLDING_MAX = 100;
const ALWAYS_PER_SESSION_MAX = 10;
/** Of a topic, to tell refusals apart; a client may make it 65 535 bytes long. */
const TOPIC_CHARS_COMPARED = 256;

/** A PUBLISH that was not let through. */
export interface RefusedPublish {
  readonly source: TraceSource;
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly payloadBytes: number;
}

/**
 * What a tenant's broker remembers of the ways of single messages (core/trace.ts). Memory, at most: 384 KiB of refusals
 * and losses, 512 KiB of what is armed, 256 KiB of samples, and next to nothing for a tenant without traffic.
 *
 * A message that is not traced costs one subtraction and one comparison (`sampler.countdown`), and then a look at
 * `Message.trace` for each step of its way. Measured on two cores, least of several runs, before → after, µs of CPU a
 * delivered message: npm run bench -- --only pair,qos1,fan-out: 0.33 → 0.31, 0.87 → 0.80, 0.12 → 0.12; a broker without
 * sockets, fifty pairs: QoS 0 0.195 → 0.206, QoS 1 with full windows 1.61 → 1.69. Runs alike differ by more.
 */
export class Traces implements TraceKeeper {
  readonly sampler = new Sampler();
  readonly #tenant: Tenant;
  readonly #armings = new Armings();
  readonly #rings: Readonly<Record<TraceKind, TraceRing>> = {
    always: new TraceRing(500, 384 * KIB),
    armed: new TraceRing(1_000, 512 * KIB),
    sampled: new TraceRing(500, 256 * KIB),
  };
  /** By the session, and the row of it on disk, that one of its copies waits in. */
  readonly #byRow = new Map<number, Map<number, Trace>>();
  /** Refusals and losses of the last seconds, by what makes them alike. */
  #folding = new Map<string, Trace>();
  /** How many of them are of which session. */
  #foldingOf = new Map<string, number>();
  #foldingSeconds = 0;
  #numbers = 0;
  #notKept = 0;
  /** The next message is to be kept, whatever the sampler says: its session, and what makes it like others. */
  #wanted: { readonly session: Session; readonly key: string } | undefined = undefined;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** A message that the sampler has looked at is about to be routed: gives it a trace, if it is to have one. */
  begin(message: Message, publisher: Session | undefined): void {
    const isDue = this.sampler.due();
    const isArmed = this.#armings.size > 0 && this.#armings.take(message, publisher, this.#tenant.receivers);
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (!isArmed && wanted === undefined && !isDue) {
      this.sampler.pass();
      return;
    }
    const kind = isArmed ? "armed" : wanted === undefined ? "sampled" : "always";
    const oneIn = kind === "sampled" ? this.sampler.take() : undefined;
    if (kind !== "sampled") this.sampler.pass();
    if (isArmed) this.#lookAtAll();
    const trace = new Trace({ ...this.#headOf(kind, message, publisher), oneIn }, this);
    if (message.retain) trace.retained = this.#retainedEffect(message);
    message.trace = trace;
    this.#rings[kind].push(trace);
    if (wanted !== undefined) this.#fold(wanted.key, wanted.session, trace);
  }

  grown(trace: Trace): void {
    this.#rings[trace.kind].weigh(trace);
  }

  /** Has the session's message that comes next kept: something about it will go wrong, though it is routed. */
  wantNext(session: Session): void {
    const key = ["wanted", session.key].join("\0");
    if (!this.#admits(key, session)) return;
    this.#wanted = { session, key };
    this.sampler.lookAtNext();
  }

  /** A PUBLISH of this session is not let through. @param full whose queue is, when it is for that */
  refused(session: Session, publish: RefusedPublish, reason: DropReason, full?: Session): void {
    const { topic, qos, retain } = publish;
    const key = ["refused", session.key, reason, qos, retain, excerpt(topic, TOPIC_CHARS_COMPARED)].join("\0");
    if (!this.#admits(key, session)) return;
    const head: TraceHead = {
      ...this.#identify(),
      ...publish,
      kind: "always",
      publisher: session,
      refusal: refusalOf(session, publish, reason),
      oneIn: undefined,
      whole: true,
    };
    const trace = new Trace(head, this);
    if (full !== undefined) trace.dropped(full, reason, publish.topic);
    this.#keep(key, session, trace);
  }

  /** One receiver loses the message. */
  dropped(session: Session, reason: DropReason, message: Message): void {
    if (message.trace?.forgotten === false) {
      message.trace.dropped(session, reason, message.topic);
      return;
    }
    const key = ["dropped", session.key, reason].join("\0");
    if (!this.#admits(key, session)) return;
    const trace = new Trace(
      { ...this.#headOf("always", message, undefined), source: "client", oneIn: undefined, whole: false },
      this,
    );
    // If the message is being routed just now, its tenant will say whose it is.
    message.trace = trace;
    trace.dropped(session, reason, message.topic);
    this.#keep(key, session, trace);
  }

  /** So many messages that lay on disk are lost to the session, and nobody has read what they were. */
  droppedUnread(session: Session, reason: DropReason, count: number): void {
    const key = ["unread", session.key, reason].join("\0");
    if (!this.#admits(key, session, count)) return;
    const trace = new Trace(
      {
        ...this.#identify(),
        kind: "always",
        source: "client",
        publisher: undefined,
        topic: undefined,
        qos: 1,
        retain: false,
        payloadBytes: 0,
        refusal: undefined,
        oneIn: undefined,
        whole: false,
      },
      this,
    );
    trace.dropped(session, reason, "");
    trace.count = count;
    this.#keep(key, session, trace);
  }

  /** The trace of the message that was read from this row; undefined when it had none, or has given way. */
  ofRow(sessionId: number, seq: number): Trace | undefined {
    return this.#byRow.size === 0 ? undefined : this.#byRow.get(sessionId)?.get(seq);
  }

  /** The session is over, and with it what waited for it on disk. */
  sessionEnded(session: Session): void {
    const rows = this.#byRow.size === 0 ? undefined : this.#byRow.get(session.storeId);
    if (rows === undefined) return;
    for (const trace of [...rows.values()]) trace.sessionEnded(session);
    this.#byRow.delete(session.storeId);
  }

  now(): number {
    return this.#tenant.broker.clock.now();
  }

  stored({ sessionId, seq }: StoredRow, trace: Trace): void {
    let rows = this.#byRow.get(sessionId);
    if (rows === undefined) {
      rows = new Map();
      this.#byRow.set(sessionId, rows);
    }
    rows.set(seq, trace);
  }

  unstored({ sessionId, seq }: StoredRow): void {
    const rows = this.#byRow.get(sessionId);
    rows?.delete(seq);
    if (rows?.size === 0) this.#byRow.delete(sessionId);
  }

  /** Undefined when there are too many. */
  arm(request: Omit<ArmRequest, "tenantId">): Arming | undefined {
    const arming = this.#armings.arm(request, this.now());
    this.#lookAtAll();
    return arming;
  }

  /** Null when it has ended already. */
  disarm(id: string): Arming | null {
    const arming = this.#armings.disarm(id);
    this.#lookAtAll();
    return arming;
  }

  find(id: string): Trace | undefined {
    return this.#rings.always.get(id) ?? this.#rings.armed.get(id) ?? this.#rings.sampled.get(id);
  }

  /** Newest first. */
  list(): Trace[] {
    const { always, armed, sampled } = this.#rings;
    return [...always.values(), ...armed.values(), ...sampled.values()].sort((a, b) => b.number - a.number);
  }

  standing(): TraceStanding {
    const oldest = Object.values(this.#rings).map((ring) => ring.oldest?.atMs ?? Number.POSITIVE_INFINITY);
    const oldestAtMs = Math.min(...oldest);
    return {
      oneIn: this.sampler.step,
      oldestAt: Number.isFinite(oldestAtMs) ? new Date(oldestAtMs).toISOString() : null,
      notKept: this.#notKept,
      armings: this.#armings.list(),
    };
  }

  /** Memory of all traces, about. */
  get bytes(): number {
    return Object.values(this.#rings).reduce((bytes, ring) => bytes + ring.bytes, 0);
  }

  /** Called every second. */
  tick(): void {
    this.sampler.tick();
    if (this.#armings.size > 0) {
      this.#armings.endDue(this.now());
      this.#lookAtAll();
    }
    if (this.#folding.size === 0 || ++this.#foldingSeconds < FOLDING_SECONDS) return;
    this.#foldingSeconds = 0;
    this.#folding = new Map();
    this.#foldingOf = new Map();
  }

  #lookAtAll(): void {
    this.sampler.all = this.#armings.size > 0;
  }

  /** False when it is counted with one like it, or because there are too many. */
  #admits(key: string, session: Session, count: number = 1): boolean {
    const alike = this.#folding.get(key);
    if (alike !== undefined) {
      alike.count += count;
      alike.lastAtMs = this.now();
      return false;
    }
    const ofSession = this.#foldingOf.get(session.key) ?? 0;
    if (this.#folding.size < ALWAYS_PER_FOLDING_MAX && ofSession < ALWAYS_PER_SESSION_MAX) return true;
    this.#notKept += count;
    return false;
  }

  #keep(key: string, session: Session, trace: Trace): void {
    this.#fold(key, session, trace);
    this.#rings.always.push(trace);
  }

  #fold(key: string, session: Session, trace: Trace): void {
    this.#folding.set(key, trace);
    this.#foldingOf.set(session.key, (this.#foldingOf.get(session.key) ?? 0) + 1);
  }

  #headOf(kind: TraceKind, message: Message, publisher: Session | undefined): Omit<TraceHead, "oneIn"> {
    const { topic, qos, retain, payload } = message;
    const base = { ...this.#identify(), kind, publisher, topic, qos, retain, payloadBytes: payload.length };
    return { ...base, source: sourceOf(publisher), refusal: undefined, whole: true };
  }

  #identify(): Pick<TraceHead, "id" | "number" | "atMs"> {
    const atMs = this.now();
    return { id: newId("trace", atMs), number: ++this.#numbers, atMs };
  }

  #retainedEffect(message: Message): "set" | "cleared" | "noRoom" {
    if (message.payload.length === 0) return "cleared";
    return this.#tenant.retained.hasRoomFor(message) ? "set" : "noRoom";
  }
}

function refusalOf(session: Session, { topic, qos, retain }: RefusedPublish, reason: DropReason): TraceRefusal {
  const rule = reason === "denied" ? session.rights.denyingRule("publish", topic, qos, retain) : undefined;
  // The other limits are a receiver's, not the publisher's.
  const limit = reason === "retainedQuota" ? limitBehind(session, reason) : undefined;
  return { reason, rule: rule ?? null, limit: limit ?? null };
}

/** A will is published once its client's connection is over. */
function sourceOf(publisher: Session | undefined): TraceSource {
  if (publisher === undefined) return "console";
  return publisher.connection === undefined ? "will" : "client";
}
