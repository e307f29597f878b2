import type { DecidingRule, DropReason, LimitUse, TransportName } from "./control.ts";

/**
 * "Why didn't it arrive?": what the broker remembers of the way of single messages, and the words of the control port's
 *   POST /v1/traces        TracesRequest → TracesResponse
 *   POST /v1/traces/find   TraceRequest  → TraceResponse
 *   POST /v1/traces/arm    ArmRequest    → ArmResponse
 *   POST /v1/traces/disarm DisarmRequest → { arming: Arming | null }
 *
 * A trace is one PUBLISH. Those that were refused and those that somebody lost are kept always, of the others a few in a
 * second, and all of a device or a topic while that is armed. They live in the broker's memory, the oldest give way, and
 * none outlives a restart.
 */

/**
 * Why the broker has it: it was refused or lost, and those are kept always; somebody armed its device or topic; or it was
 * one of a sample.
 */
export const TRACE_KINDS = ["always", "armed", "sampled"] as const;
export type TraceKind = (typeof TRACE_KINDS)[number];

/** What became of a message, at a glance; of several the first that holds. */
export const TRACE_OUTCOMES = [
  /** Not let through: nobody got it. */
  "refused",
  /** Somebody who subscribed did not get it and will not. */
  "lost",
  /** Somebody has not had it yet, or not acknowledged it. */
  "waiting",
  /** No subscription matched. */
  "nobody",
  /** All who subscribed have it. */
  "arrived",
] as const;
export type TraceOutcome = (typeof TRACE_OUTCOMES)[number];

/** Who published: a client now, a client's will, or the console and the API for somebody. */
export const TRACE_SOURCES = ["client", "will", "console"] as const;
export type TraceSource = (typeof TRACE_SOURCES)[number];

export interface TracePublisher {
  readonly principalId: string;
  readonly deviceId: string | null;
  readonly deviceName: string;
  readonly clientId: string;
  readonly address: string;
  readonly transport: TransportName;
  readonly protocolVersion: 3 | 4 | 5;
}

/** Why the broker did not let the PUBLISH through. */
export interface TraceRefusal {
  /** "denied": by the rules. */
  readonly reason: DropReason;
  /** Of "denied"; null where no rule allowed it. */
  readonly rule: DecidingRule | null;
  readonly limit: LimitUse | null;
}

/** What the retained store did with it. */
export const RETAINED_EFFECTS = ["set", "cleared", "noRoom"] as const;
export type RetainedEffect = (typeof RETAINED_EFFECTS)[number];

/** Where one receiver's copy is. */
export const RECEIVER_STATES = [
  /** Its own message, which it asked not to get: No Local. */
  "noLocal",
  /** QoS 0, and the client was away: such a message is not kept. */
  "notKept",
  /** On its way to the window or the socket, or kept until its client comes. */
  "queued",
  /** Sent; with QoS 0 that is all there is. */
  "sent",
  "acknowledged",
  "dropped",
  /** Its session ended before it had it, or before it acknowledged it. */
  "sessionEnded",
  /** A shared subscription gave it to another member. */
  "handedOn",
] as const;
export type ReceiverState = (typeof RECEIVER_STATES)[number];

/** One session that the message was for. Times are RFC 3339; null: has not happened. */
export interface TraceReceiver {
  /** Empty, like the others, for a shared subscription that had nobody. */
  readonly principalId: string;
  readonly clientId: string;
  readonly deviceId: string | null;
  readonly deviceName: string;
  /** Its subscriptions that matched, as the client wrote them; the first TRACE_FILTERS_MAX. */
  readonly filters: readonly string[];
  /** What it gets: the lower of the message's and the subscription's. */
  readonly qos: 0 | 1 | 2;
  /** A client was there when the message came. */
  readonly online: boolean;
  /** Its session outlives its connection, on disk. */
  readonly persistent: boolean;
  readonly state: ReceiverState;
  readonly reason: DropReason | null;
  /** Of the reason "denied". */
  readonly rule: DecidingRule | null;
  readonly limit: LimitUse | null;
  readonly queuedAt: string | null;
  /** The first time. */
  readonly sentAt: string | null;
  /** PUBREC of QoS 2. */
  readonly receivedAt: string | null;
  /** PUBACK, or PUBCOMP. */
  readonly acknowledgedAt: string | null;
  /** When it was dropped, or its session ended. */
  readonly endedAt: string | null;
  /** Its row in the session's queue on disk; null for none. */
  readonly stored: { readonly sessionId: number; readonly seq: number } | null;
}
export const TRACE_FILTERS_MAX = 3;
/** Receivers that a trace tells singly; all are counted. Those who lost it may be as many again. */
export const TRACE_RECEIVERS_MAX = 50;

export interface TraceSummary {
  /** `trc_…`. */
  readonly id: string;
  /** Rises with time; for pages. */
  readonly number: number;
  readonly at: string;
  readonly kind: TraceKind;
  readonly source: TraceSource;
  /** Null: nobody connected, or it is not known any more. */
  readonly publisher: TracePublisher | null;
  /** Null: it is not known any more, for what was dropped lay on disk. */
  readonly topic: string | null;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly payloadBytes: number;
  readonly outcome: TraceOutcome;
  readonly refusal: TraceRefusal | null;
  /** Sessions that it matched; exact. */
  readonly matched: number;
  /** Of these, those that will not get it; exact. */
  readonly lost: number;
  /** Of a sample: it stands for so many messages. Null for what is always kept. */
  readonly oneIn: number | null;
  /** How often the same happened: refusals and drops that are alike are told as one. */
  readonly count: number;
  readonly lastAt: string;
  /** False: only a loss was recorded, not the whole way. */
  readonly whole: boolean;
  /** What became of it for the device that was asked about; null: none was, or it is not known. */
  readonly receiver: ReceiverState | "noMatch" | null;
}

export interface TraceRecord extends TraceSummary {
  readonly retained: RetainedEffect | null;
  /** What the publisher was or will be told in PUBACK or PUBREC, a reason code; null for QoS 0. */
  readonly answer: number | null;
  /** That answer waits until persistent sessions have it on disk. */
  readonly answeredOnceStored: boolean;
  readonly receivers: readonly TraceReceiver[];
}

export interface TracesRequest {
  readonly tenantId: string;
  readonly limit: number;
  /** Only what is older than this one: TraceSummary.number. */
  readonly before?: number | undefined;
  /** Published by this device. */
  readonly publisherId?: string | undefined;
  /** Have each message say what became of it for this device. */
  readonly receiverId?: string | undefined;
  /** A topic, or a filter that matches it. */
  readonly topic?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly outcome?: readonly TraceOutcome[] | undefined;
}

/** What the broker keeps of a tenant's messages now. */
export interface TraceStanding {
  /** One message in so many, now. */
  readonly oneIn: number;
  /** The oldest message that is still remembered; null: none is. */
  readonly oldestAt: string | null;
  /** Refusals and drops that were too many to be kept, since the broker started. */
  readonly notKept: number;
  readonly armings: readonly Arming[];
}

export interface TracesResponse extends TraceStanding {
  readonly traces: readonly TraceSummary[];
  /** Undefined on the last page. */
  readonly next?: number | undefined;
}

export interface TraceRequest {
  readonly tenantId: string;
  readonly id: string;
  /** Look among this device's subscriptions for those that nearly match, though others matched. */
  readonly receiverId?: string | undefined;
}

/** How a filter misses a topic. */
export const NEAR_MISS_KINDS = [
  /** One begins or ends with a slash, and the other does not. */
  "slash",
  /** Only upper and lower case differ. */
  "case",
  /** One level is spelt nearly alike. */
  "spelling",
  /** It would match with `/#` at its end. */
  "tooShort",
  /** It asks for one level more. */
  "tooLong",
  /** One level is another. */
  "level",
  /** The rules did not grant it, or took it away. */
  "denied",
] as const;
export type NearMissKind = (typeof NEAR_MISS_KINDS)[number];

/** A subscription that would have matched, but for a little. */
export interface NearMiss {
  readonly kind: NearMissKind;
  /** As the client wrote it. */
  readonly filter: string;
  /** The level that differs, 1 for the first; 0 where none does alone. */
  readonly level: number;
  readonly deviceId: string | null;
  readonly deviceName: string;
  readonly clientId: string;
  /** Of "denied". */
  readonly rule: DecidingRule | null;
  /** Of "denied": when. */
  readonly at: string | null;
}
export const NEAR_MISSES_MAX = 5;

export interface TraceResponse {
  /** Null: there never was such a message, or it has given way to newer ones. */
  readonly trace: TraceRecord | null;
  readonly nearMisses: readonly NearMiss[];
  /** False: the tenant has more subscriptions than were looked at. */
  readonly searchedAll: boolean;
}

/** All messages of one device, as publisher or receiver, or of one topic filter are kept for a while. */
export interface Arming {
  /** `arm_…`. */
  readonly id: string;
  readonly deviceId: string | null;
  readonly topic: string | null;
  /** Who armed it, as people know him. */
  readonly by: string;
  readonly armedAt: string;
  /** When it ends by itself. */
  readonly until: string;
  readonly kept: number;
  /** It ends after so many. */
  readonly max: number;
}

export interface ArmRequest {
  readonly tenantId: string;
  /** Exactly one of the two. */
  readonly deviceId?: string | undefined;
  readonly topic?: string | undefined;
  readonly by: string;
}
export type ArmResponse = { readonly arming: Arming } | { readonly refusal: "tooMany" };

export interface DisarmRequest {
  readonly tenantId: string;
  readonly id: string;
}

export const ARMING_MINUTES = 15;
export const ARMING_MESSAGES_MAX = 1_000;
export const ARMINGS_MAX = 5;
