/**
 * The words between the broker and the console: the control port's routes, the events the broker tells, and the
 * notices that Postgres carries. Both sides import this file and nothing of each other.
 *
 * Control port (loopback by default), JSON over HTTP:
 *   GET  /healthz /readyz /metrics              open to whoever reaches the port
 *   GET  /v1/status                             → StatusResponse
 *   POST /v1/presence   PresenceRequest         → PresenceResponse
 *   GET  /v1/events?tenantId=&deviceId=&after=  → text/event-stream of BrokerEvent, oldest first: what the tenant's ring
 *        still holds (after the sequence number `after`), then live. With deviceId only that device's events, and its
 *        PUBLISHes too ("published"), which the broker tells only while somebody listens.
 *        Between them, at first and whenever it changes, `event: store` with a StatusResponse.
 *   POST /v1/usage      UsageRequest            → { usage: UsageNow | null }, null while nobody of the tenant has connected
 *   POST /v1/disconnect DisconnectRequest       → { disconnected: number }
 *   POST /v1/impact     ImpactRequest           → Impact
 *   POST /v1/tokens/test TokenTestRequest       → TokenTestResponse
 * All of /v1 needs `Authorization: Bearer <control token>`, derived from AUTH_SECRET (db/secrets.ts).
 */
import type { Rule, RuleLine } from "./acl.ts";
import type { CertificateRefusal } from "./certificate.ts";
import type { LimitName } from "./limit-overrides.ts";
import type { ListenerName } from "./listener-policy.ts";
import type { TokenFault } from "./token.ts";
import type { Grant } from "./token-rights.ts";
import type { TopicFault } from "./topic.ts";

/** The Postgres channel of ChangeNotice. A notice is a hint: the tables are the truth. */
export const CHANGE_CHANNEL = "hato_change";

/** Sent with pg_notify in the transaction that changed the row; the broker re-reads what it names. */
export interface ChangeNotice {
  readonly tenantId: string;
  readonly kind:
    | "tenant"
    | "device"
    | "credential"
    | "certificateAuthority"
    | "role"
    | "group"
    | "member"
    | "apiKey"
    | "settings"
    | "ban"
    | "tokenIssuer"
    | "listenerPolicy";
  /** The changed row; for a credential, its device; for a membership and for the end of a sign-in, the person. */
  readonly id: string;
  /** The audit entry of the change, into which the broker writes who lost what (ChangeEffect). */
  readonly auditId?: string;
}

/** What a change took from connections and sessions, as the broker writes it into the change's audit entry. */
export interface ChangeEffect {
  /** RFC 3339: when the last open connection had been brought to it. */
  readonly appliedAt: string;
  readonly connectionsEnded: number;
  readonly subscriptionsCut: number;
  /** The first of them; at most CHANGE_LOSSES_MAX. */
  readonly losses: readonly ChangeLoss[];
}
export const CHANGE_LOSSES_MAX = 20;

/** One connection or one subscription that somebody lost. */
export interface ChangeLoss {
  readonly deviceId: string | null;
  readonly deviceName: string;
  readonly clientId: string;
  /** The subscription, as the client wrote it; null when the connection was lost. */
  readonly filter: string | null;
}

/** How a client reached the broker. */
export type TransportName = "tcp" | "tls" | "ws" | "wss";

/**
 * The database of lasting sessions and retained messages: it writes; or what must be stored waits, unacknowledged; or
 * no more can wait, and it is refused.
 */
export type StoreState = "writes" | "waits" | "refuses";

export interface StatusResponse {
  readonly store: StoreState;
}

/** What a connected device looks like at this moment. */
export interface Presence {
  readonly deviceId: string;
  /** Connections open under this device; one device may hold several client ids. */
  readonly connections: number;
  /** Of the connection opened last. */
  readonly clientId: string;
  readonly connectedAt: string;
  readonly address: string;
  readonly transport: TransportName;
  readonly protocolVersion: 3 | 4 | 5;
}

export interface PresenceRequest {
  readonly tenantId: string;
  /** Absent: every connected device of the tenant, at most 1 000. */
  readonly deviceIds?: readonly string[];
}

export interface PresenceResponse {
  /** When it was so, by the broker's clock, as its events' `at`: an event of a later moment is not part of it. */
  readonly at: string;
  /** Only devices that are connected. */
  readonly online: readonly Presence[];
}

export interface UsageRequest {
  readonly tenantId: string;
}

export interface DisconnectRequest {
  readonly tenantId: string;
  readonly deviceId: string;
}

/** What would open and kept sessions lose, if this were so? Nothing is changed by asking. */
export interface ImpactRequest {
  readonly tenantId: string;
  /** These rules would be the role's; none: as if the role were gone. */
  readonly role?: { readonly id: string; readonly name: string; readonly rules: readonly RuleLine[] };
  /** All the device may do would be in these rules, in this order. */
  readonly device?: { readonly id: string; readonly rules: readonly Rule[] };
}

/** What a change would take away. */
export interface Impact {
  /** Sessions, with a connection or without, whose rights would be others. */
  readonly sessionsAffected: number;
  /** Of these, those with a connection. */
  readonly connectionsAffected: number;
  readonly subscriptionsCut: number;
  /** Wills that would not be published any more. */
  readonly willsDenied: number;
  /** The first subscriptions that would be cut; at most CHANGE_LOSSES_MAX. */
  readonly losses: readonly (ChangeLoss & { readonly online: boolean })[];
  /** False: there are more sessions than could be looked at in IMPACT_SECONDS_MAX, so the numbers are the least. */
  readonly complete: boolean;
}
export const IMPACT_SECONDS_MAX = 3;

export interface TokenTestRequest {
  readonly tenantId: string;
  readonly token: string;
}

/** Why an issuer's published keys are not to be had, in words that the console translates. */
export const PUBLISHED_KEYS_FAULTS = [
  "urlInvalid",
  "addressNotAllowed",
  "nameUnknown",
  "unreachable",
  "timeout",
  "tooLarge",
  "refused",
  "contentInvalid",
  "tooBusy",
] as const;
export type PublishedKeysFault = (typeof PUBLISHED_KEYS_FAULTS)[number];

/** What would become of a device that shows the token; what comes after a fault is null. */
export interface TokenTestResponse {
  /** Null: it is let in. */
  readonly fault: TokenFault | "unknownDevice" | "deviceDisabled" | null;
  /** Of tokenKeysUnavailable. */
  readonly keysFault: PublishedKeysFault | null;
  /** What the token says of itself, checked or not; null when it cannot be read. */
  readonly claimed: { readonly issuer: string; readonly alg: string; readonly kid: string | null } | null;
  readonly issuer: { readonly id: string; readonly name: string } | null;
  /** The name or id in the token, and the device that has it. */
  readonly device: { readonly claimed: string; readonly id: string | null; readonly name: string | null } | null;
  /** When its connection would end. */
  readonly expiresAtMs: number | null;
  readonly rights: Grant | null;
  /** Where the tenant takes tokens. */
  readonly listeners: readonly ListenerName[];
}

/** Why a CONNECT was refused, in words that the console translates; the reason code is what the client saw. */
export type ConnectRefusal =
  | "wrongPassword"
  | "unknownDevice"
  | "unknownTenant"
  | "missingCredential"
  | "deviceDisabled"
  | "credentialExpired"
  | TokenFault
  | CertificateRefusal
  | "listenerNotAllowed"
  | "clientIdInvalid"
  | "willDenied"
  | "quotaExceeded"
  | "connectRate"
  | "banned"
  | "lockedOut"
  | "protocolError"
  | "databaseAway";

interface EventBase {
  /** `evt_…`: sorts by time, and is the key of the row that keeps the event. */
  readonly id: string;
  /** Rises by one per tenant; the id of the server-sent event. Starts again when the broker does. */
  readonly seq: number;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly tenantId: string;
  /** Undefined when the name that was given is no device of the tenant. */
  readonly deviceId: string | undefined;
  /** The name as the client gave it; of this and the client id at most 256 characters are told, of a topic 1 024. */
  readonly deviceName: string;
  readonly clientId: string;
  readonly address: string;
  readonly transport: TransportName;
  /**
   * How often it happened. The first refusal of its kind is told at once, those like it within the same second
   * together at the end of that second.
   */
  readonly count: number;
}

/** The rule that decided, or undefined when nothing allowed it (default deny). */
export interface DecidingRule {
  readonly roleName: string;
  /** 1 for the first rule of the role. */
  readonly position: number;
  /** As written, variables not expanded. */
  readonly filter: string;
}

export interface ConnectedEvent extends EventBase {
  readonly type: "connected";
  readonly protocolVersion: 3 | 4 | 5;
  readonly sessionPresent: boolean;
}
/** A limit (core/limits.ts) that was met, and how full it was. */
export interface LimitUse {
  readonly limit: LimitName;
  readonly used: number;
  readonly max: number;
}
export interface ConnectRefusedEvent extends EventBase {
  readonly type: "connectRefused";
  readonly refusal: ConnectRefusal;
  readonly reasonCode: number;
  /** The will, when that was denied. */
  readonly will?: DeniedWill | undefined;
  /** The limit, when one was reached. */
  readonly limit?: LimitUse | undefined;
  /** What was wrong with the packet, when something was. */
  readonly detail?: string | undefined;
}
/** What a client would have left to be published, and the rule that forbids it. */
export interface DeniedWill {
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly rule: DecidingRule | undefined;
}
export interface DisconnectedEvent extends EventBase {
  readonly type: "disconnected";
  /** 0x00 a clean DISCONNECT; 0x8E taken over; 0x8D keep alive; 0x98 administrative; 0x80 the socket just went. */
  readonly reasonCode: number;
  /** What the client did wrong, or why it was made to go. */
  readonly detail?: string | undefined;
}
export interface PublishDeniedEvent extends EventBase {
  readonly type: "publishDenied";
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly rule: DecidingRule | undefined;
}
export interface SubscribeDeniedEvent extends EventBase {
  readonly type: "subscribeDenied";
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
  readonly rule: DecidingRule | undefined;
  /** The filter is none: what is wrong with it. No rule was asked. */
  readonly fault?: TopicFault | "sharedFilter" | undefined;
}
/** A will that was allowed at CONNECT and is not any more, when its time had come. */
export interface WillDeniedEvent extends EventBase, DeniedWill {
  readonly type: "willDenied";
}
/** A subscription that a change of rules took away. */
export interface SubscriptionCutEvent extends EventBase {
  readonly type: "subscriptionCut";
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
  readonly rule: DecidingRule | undefined;
}
/** A SUBSCRIBE or PUBLISH that no rule forbids and a limit does; of a rate told once a minute at most. */
export interface LimitReachedEvent extends EventBase, LimitUse {
  readonly type: "limitReached";
  /** What became of the client, or of what it asked for. */
  readonly effect: "refused" | "slowed" | "closed";
  /** The topic or filter it was about, if any. */
  readonly topic?: string | undefined;
}
/** So many events happened and were neither told nor kept: a flood, or a database that was away. */
export interface NotKeptEvent extends EventBase {
  readonly type: "notKept";
}
export interface PublishedEvent extends EventBase {
  readonly type: "published";
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly payloadBytes: number;
  /** At most the first 4 096 bytes. */
  readonly payloadBase64: string;
  /** Sessions it was routed to. */
  readonly receivers: number;
}
export interface DroppedEvent extends EventBase {
  readonly type: "dropped";
  readonly reason: DropReason;
  /** Of the first; several drops in a row of one receiver and reason are told as one. */
  readonly topic: string;
  /** Of a drop with the reason "denied". */
  readonly rule?: DecidingRule | undefined;
  /** The limit it was for, where it was for one. */
  readonly limit?: LimitUse | undefined;
}

/** A client id of a device keeps connecting; told once a window. */
export interface FlappingEvent extends EventBase {
  readonly type: "flapping";
  readonly connects: number;
  /** In which they came. */
  readonly windowSeconds: number;
  /** How many of them ended a connection that was open: when nearly all did, two devices use the same client id. */
  readonly takeovers: number;
  /** How long the client id is banned for it; 0: it is not. */
  readonly bannedSeconds: number;
}
/** Why a message did not reach one receiver (or the retained store); every drop has one. */
export type DropReason =
  | "slowReceiver"
  | "queueFull"
  | "expired"
  | "packetTooLarge"
  | "retainedQuota"
  | "storeUnavailable"
  /** The database answers, and will not have it. */
  | "storeRefused"
  /** It waited for a client that may not have it any more. */
  | "denied"
  /** It says that it is text, and is not. */
  | "payloadFormatInvalid"
  /** QoS 0, and more than may be sent in a second. */
  | "messageRate"
  /** The queues of all sessions together are at their limit. */
  | "tenantQueueFull";

export type BrokerEvent =
  | ConnectedEvent
  | ConnectRefusedEvent
  | DisconnectedEvent
  | PublishDeniedEvent
  | SubscribeDeniedEvent
  | WillDeniedEvent
  | SubscriptionCutEvent
  | LimitReachedEvent
  | NotKeptEvent
  | PublishedEvent
  | DroppedEvent
  | FlappingEvent;

/** The device name of the console's own connection from the browser; no device can be called so. */
export const CONSOLE_DEVICE_NAME = "$console";

/**
 * The claims of a console token (a JWT, HS256, audience CONSOLE_TOKEN_AUDIENCE), given as the MQTT password with the
 * username `<tenant slug>/$console`.
 */
export interface ConsoleTokenClaims {
  readonly tenantId: string;
  readonly userId: string;
  /** Where the person is signed in: the connection ends with it. */
  readonly userSessionId: string;
  /** Who the connection acts as: the whole tenant, only reading, or a device with that device's rights. */
  readonly actAs:
    | { readonly kind: "wholeTenant" }
    | { readonly kind: "readOnly" }
    | { readonly kind: "device"; readonly deviceId: string };
}
export const CONSOLE_TOKEN_AUDIENCE = "hato-console";
/** Minutes; the page renews it before it ends. */
export const CONSOLE_TOKEN_MINUTES = 10;
