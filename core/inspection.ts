import type { TransportName } from "./control.ts";

/**
 * What the console asks the broker about sessions and has it do, beside core/control.ts: the words of the control port's
 *   POST /v1/sessions            SessionsRequest    → SessionsResponse
 *   POST /v1/sessions/find       SessionRequest     → { session: SessionDetail | null }
 *   POST /v1/sessions/end        SessionRequest     → { ended: boolean }
 *   POST /v1/sessions/unsubscribe UnsubscribeRequest → { unsubscribed: boolean }
 *   POST /v1/retained/clear      ClearRetainedRequest → { cleared: number }
 *   POST /v1/publish             PublishRequest     → PublishResponse
 * What it asks about the ways of messages is in core/trace.ts.
 */

/** A session is named by its principal and its client id: a client id is free per device. */
export interface SessionName {
  readonly principalId: string;
  readonly clientId: string;
}

export interface SessionsRequest {
  readonly tenantId: string;
  /** Where the page before ended: SessionSummary.number. */
  readonly after: number;
  readonly limit: number;
  /** Part of the client id or the device's name, any case. */
  readonly search?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly state?: "online" | "offline" | undefined;
  /** Only sessions with at least so many messages waiting. */
  readonly queuedMin?: number | undefined;
}

export interface SessionSummary extends SessionName {
  /** Rises with the order in which the broker came to know them; for pages. */
  readonly number: number;
  readonly deviceId: string | null;
  readonly deviceName: string;
  readonly online: boolean;
  readonly address: string;
  readonly transport: TransportName;
  readonly protocolVersion: 3 | 4 | 5;
  /** Kept in Postgres. */
  readonly persistent: boolean;
  /** 4 294 967 295: never. */
  readonly sessionExpiryIntervalSeconds: number;
  /** When it ends, were its client not to come back; null while it is online, or for never. */
  readonly expiresAt: string | null;
  readonly disconnectedAt: string | null;
  readonly subscriptions: number;
  readonly queued: number;
  readonly queuedBytes: number;
  readonly inflight: number;
}

export interface SessionsResponse {
  readonly sessions: readonly SessionSummary[];
  /** Undefined on the last page. */
  readonly next?: number | undefined;
}

export interface SessionRequest extends SessionName {
  readonly tenantId: string;
}

export interface SubscriptionSummary {
  /** As the client wrote it, `$share/…` included. */
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  /** 0 for none. */
  readonly subscriptionIdentifier: number;
}

export interface SessionDetail extends SessionSummary {
  /** In Postgres; 0 for one that is not kept there. */
  readonly storeId: number;
  readonly willTopic: string | null;
  /** The first SUBSCRIPTIONS_TOLD_MAX. */
  readonly subscriptionList: readonly SubscriptionSummary[];
}
export const SUBSCRIPTIONS_TOLD_MAX = 500;

export interface UnsubscribeRequest extends SessionRequest {
  readonly filter: string;
}

export interface ClearRetainedRequest {
  readonly tenantId: string;
  readonly topics: readonly string[];
}
export const CLEAR_TOPICS_MAX = 1_000;

export interface PublishRequest {
  readonly tenantId: string;
  readonly topic: string;
  readonly payloadBase64: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly messageExpiryIntervalSeconds?: number | undefined;
  readonly contentType?: string | undefined;
  readonly responseTopic?: string | undefined;
  readonly correlationDataBase64?: string | undefined;
  readonly userProperties?: readonly (readonly [string, string])[] | undefined;
}
export type PublishResponse =
  /** Of QoS 1 and 2: every persistent session that the message matched has it on disk. */
  | { readonly outcome: "published"; readonly receivers: number }
  | { readonly outcome: "refused"; readonly reason: "retainedQuota" | "storeUnavailable" | "queueFull" };
