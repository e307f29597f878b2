import type { TokenFault } from "./token.ts";

/**
 * The words between the broker and the console: the control port's routes, the events the broker tells, and the
 * notices that Postgres carries. Both sides import this file and nothing of each other.
 *
 * Control port (loopback by default), JSON over HTTP:
 *   GET  /healthz /readyz /metrics              open to whoever reaches the port
 *   POST /v1/presence   PresenceRequest         → PresenceResponse
 *   GET  /v1/events?tenantId=&deviceId=&after=  → text/event-stream of BrokerEvent, oldest first: what the tenant's ring
 *        still holds (after the sequence number `after`), then live. With deviceId only that device's events, and its
 *        PUBLISHes too ("published"), which the broker tells only while somebody listens.
 *   POST /v1/disconnect DisconnectRequest       → { disconnected: number }
 * All of /v1 needs `Authorization: Bearer <control token>`, derived from AUTH_SECRET (db/secrets.ts).
 */

/** The Postgres channel of ChangeNotice. A notice is a hint: the tables are the truth. */
export const CHANGE_CHANNEL = "hato_change";

/** Sent with pg_notify in the transaction that changed the row; the broker re-reads what it names. */
export interface ChangeNotice {
  readonly tenantId: string;
  readonly kind:
    | "tenant"
    | "device"
    | "credential"
    | "role"
    | "group"
    | "member"
    | "settings"
    | "tokenIssuer"
    | "listenerPolicy";
  /** The changed row; for a credential, its device; for a membership and for the end of a sign-in, the person. */
  readonly id: string;
}

/** How a client reached the broker. */
export type TransportName = "tcp" | "tls" | "ws" | "wss";

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
  /** Only devices that are connected. */
  readonly online: readonly Presence[];
}

export interface DisconnectRequest {
  readonly tenantId: string;
  readonly deviceId: string;
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
  | "listenerNotAllowed"
  | "clientIdInvalid"
  | "willDenied"
  | "quotaExceeded"
  | "protocolError"
  | "databaseAway";

interface EventBase {
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
export interface ConnectRefusedEvent extends EventBase {
  readonly type: "connectRefused";
  readonly refusal: ConnectRefusal;
  readonly reasonCode: number;
}
export interface DisconnectedEvent extends EventBase {
  readonly type: "disconnected";
  /** 0x00 a clean DISCONNECT; 0x8E taken over; 0x8D keep alive; 0x98 administrative; 0x80 the socket just went. */
  readonly reasonCode: number;
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
  readonly reason: "slowReceiver" | "queueFull" | "expired" | "packetTooLarge" | "retainedQuota" | "storeUnavailable";
  readonly topic: string;
  /** Several drops in a row of one receiver and reason are told as one. */
  readonly count: number;
}

export type BrokerEvent =
  | ConnectedEvent
  | ConnectRefusedEvent
  | DisconnectedEvent
  | PublishDeniedEvent
  | SubscribeDeniedEvent
  | PublishedEvent
  | DroppedEvent;

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
