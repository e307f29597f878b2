import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type SessionDetail,
  type SessionRequest,
  type SessionSummary,
  type SessionsRequest,
  type SessionsResponse,
  SUBSCRIPTIONS_TOLD_MAX,
  type UnsubscribeRequest,
} from "#core/inspection.ts";
import { ADMINISTRATIVE_ACTION } from "#core/mqtt/reason-codes.ts";
import type { Session } from "../session.ts";
import { sessionKey } from "../sessions.ts";
import type { Tenant } from "../tenant.ts";

/** Sessions looked at in one turn of the event loop: some hundred microseconds. */
const LOOKED_AT_ONCE = 2_000;
/** 0xFFFFFFFF: the session does not expire. */
const NEVER_SECONDS = 0xff_ff_ff_ff;

/** One page of the tenant's sessions, online or not, in the order in which the broker came to know them. */
export async function listSessions(tenant: Tenant, request: SessionsRequest): Promise<SessionsResponse> {
  const sessions: SessionSummary[] = [];
  const search = request.search?.toLowerCase();
  const known = request.deviceId === undefined ? tenant.sessions.values() : tenant.sessions.ofDevice(request.deviceId);
  let looked = 0;
  for (const session of known) {
    if (++looked % LOOKED_AT_ONCE === 0) await nextTurn();
    if (session.number <= request.after || !fits(session, request, search)) continue;
    if (sessions.length === request.limit) return { sessions, next: sessions.at(-1)?.number };
    sessions.push(summaryOf(session));
  }
  return { sessions };
}

function fits(session: Session, { state, queuedMin }: SessionsRequest, search: string | undefined): boolean {
  if (state !== undefined && (state === "online") !== (session.connection !== undefined)) return false;
  if (queuedMin !== undefined && session.queue.length < queuedMin) return false;
  if (search === undefined) return true;
  return session.clientId.toLowerCase().includes(search) || session.origin.deviceName.toLowerCase().includes(search);
}

export function findSession(tenant: Tenant, { principalId, clientId }: SessionRequest): SessionDetail | null {
  const session = tenant.sessions.find(sessionKey(principalId, clientId));
  if (session === undefined) return null;
  const subscriptionList = [...session.subscriptions.values()].slice(0, SUBSCRIPTIONS_TOLD_MAX).map((subscription) => ({
    filter: subscription.name,
    qos: subscription.qos,
    noLocal: subscription.noLocal,
    retainAsPublished: subscription.retainAsPublished,
    subscriptionIdentifier: subscription.identifier,
  }));
  return {
    ...summaryOf(session),
    storeId: session.storeId,
    willTopic: session.will?.topic ?? null,
    subscriptionList,
  };
}

/** Ends the session with its queue and its subscriptions; its client, if there is one, is disconnected first. */
export function endSession(tenant: Tenant, { principalId, clientId }: SessionRequest): boolean {
  const session = tenant.sessions.find(sessionKey(principalId, clientId));
  if (session === undefined) return false;
  session.connection?.close(ADMINISTRATIVE_ACTION, "the session was ended in the console");
  tenant.sessions.end(session);
  return true;
}

/** Takes a subscription from a session; MQTT has no way to tell its client. */
export function unsubscribe(tenant: Tenant, { principalId, clientId, filter }: UnsubscribeRequest): boolean {
  const session = tenant.sessions.find(sessionKey(principalId, clientId));
  return session !== undefined && tenant.unsubscribe(session, filter);
}

function summaryOf(session: Session): SessionSummary {
  const { origin, expirySeconds, connection, disconnectedAtMs } = session;
  const online = connection !== undefined;
  const expires = !online && expirySeconds !== NEVER_SECONDS;
  return {
    principalId: session.principalId,
    clientId: session.clientId,
    number: session.number,
    deviceId: origin.deviceId ?? null,
    deviceName: origin.deviceName,
    online,
    address: origin.address,
    transport: origin.transport,
    protocolVersion: session.protocolVersion,
    persistent: session.journal !== undefined,
    sessionExpiryIntervalSeconds: expirySeconds,
    expiresAt: expires ? new Date(disconnectedAtMs + expirySeconds * 1_000).toISOString() : null,
    disconnectedAt: online || disconnectedAtMs === 0 ? null : new Date(disconnectedAtMs).toISOString(),
    subscriptions: session.subscriptions.size,
    queued: session.queue.length,
    queuedBytes: session.queue.bytes,
    inflight: session.inflight.size,
  };
}
