import { TRACE_FILTERS_MAX, type TraceReceiver } from "#core/trace.ts";
import { excerpt } from "../excerpt.ts";
import type { Session } from "../session.ts";
import type { Subscription } from "../subscription.ts";

/** A client may make its name and its filters 65 535 bytes long. */
export const NAME_CHARS_KEPT = 256;
/** Memory of a receiver without its texts. */
const RECEIVER_BYTES = 512;

/** Times are milliseconds of the clock; 0: has not happened. */
export type Receiver = {
  -readonly [Key in keyof Omit<TraceReceiver, `${string}At`>]: TraceReceiver[Key];
} & {
  /** Of its session, which the trace shall not keep alive. */
  readonly key: string;
  queuedAtMs: number;
  sentAtMs: number;
  receivedAtMs: number;
  acknowledgedAtMs: number;
  endedAtMs: number;
};

/** A session that is about to be handed its copy. */
export function receiverOf(session: Session, qos: 0 | 1 | 2, subscriptions: readonly Subscription[]): Receiver {
  const { origin, principalId, clientId, key } = session;
  return {
    ...EMPTY_RECEIVER,
    key,
    principalId,
    clientId: excerpt(clientId, NAME_CHARS_KEPT),
    deviceId: origin.deviceId ?? null,
    deviceName: excerpt(origin.deviceName, NAME_CHARS_KEPT),
    filters: subscriptions.slice(0, TRACE_FILTERS_MAX).map(({ name }) => excerpt(name, NAME_CHARS_KEPT)),
    qos,
    online: session.connection !== undefined,
    persistent: session.journal !== undefined,
    state: "queued",
  };
}

/** In the place of the member that a shared subscription does not have. */
export function nobodyOf(filter: string): Receiver {
  return { ...EMPTY_RECEIVER, filters: [excerpt(filter, NAME_CHARS_KEPT)] };
}

/** Memory that it takes, about. */
export function bytesOf({ filters }: Receiver): number {
  return filters.reduce((bytes, filter) => bytes + 2 * filter.length, RECEIVER_BYTES);
}

const EMPTY_RECEIVER: Receiver = {
  key: "",
  principalId: "",
  clientId: "",
  deviceId: null,
  deviceName: "",
  filters: [],
  qos: 0,
  online: false,
  persistent: false,
  state: "notKept",
  reason: null,
  rule: null,
  limit: null,
  stored: null,
  queuedAtMs: 0,
  sentAtMs: 0,
  receivedAtMs: 0,
  acknowledgedAtMs: 0,
  endedAtMs: 0,
};

export function presentReceiver(receiver: Receiver): TraceReceiver {
  const { key: _key, queuedAtMs, sentAtMs, receivedAtMs, acknowledgedAtMs, endedAtMs, ...rest } = receiver;
  return {
    ...rest,
    queuedAt: timeOf(queuedAtMs),
    sentAt: timeOf(sentAtMs),
    receivedAt: timeOf(receivedAtMs),
    acknowledgedAt: timeOf(acknowledgedAtMs),
    endedAt: timeOf(endedAtMs),
  };
}

function timeOf(ms: number): string | null {
  return ms === 0 ? null : new Date(ms).toISOString();
}
