import { isId } from "#core/ids.ts";
import type { TraceReceiver, TraceRecord } from "#core/trace.ts";
import { listStillQueued } from "#db/queries/deliveries.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { askTrace } from "../broker-traces.ts";
import { services } from "../database.ts";
import { brokerAway, notFound } from "../errors.ts";
import { sessionId } from "../sessions/session.ts";
import type { TraceDetailView } from "./trace.ts";

/** The broker acknowledges what it has committed; when nobody waits for that, it is committed a moment later. */
const COMMITTED_AFTER_MS = 10_000;

/**
 * All that is known of one message. Whether a copy still waits on disk, the disk is asked now: what left it unread
 * (expired, gave way in a full queue, went with its session) nobody has told the trace.
 * @param receiverId a device that should have had it
 * @throws ApiError not_found, also for a message that has given way to newer ones; unavailable
 */
export async function getTrace(actor: Actor, id: string, receiverId?: string): Promise<TraceDetailView> {
  requirePermission(actor, "events.read");
  const { tenantId } = actor;
  if (!isId("trace", id)) throw notFound("trace");
  const answer = await askTrace({ tenantId, id, receiverId });
  if (answer === null) throw brokerAway();
  if (answer.trace === null) throw notFound("trace");
  const { number: _number, receivers, ...trace } = answer.trace;
  const isOnDisk = await askDisk(tenantId, answer.trace);
  return {
    ...trace,
    receivers: receivers.map(({ stored, ...receiver }) => ({
      ...receiver,
      filters: [...receiver.filters],
      sessionId: receiver.principalId === "" ? null : sessionId(receiver),
      onDisk: isOnDisk({ stored, ...receiver }),
    })),
    nearMisses: [...answer.nearMisses],
    searchedAll: answer.searchedAll,
  };
}

async function askDisk(
  tenantId: string,
  { receivers, at }: TraceRecord,
): Promise<(receiver: TraceReceiver) => boolean | null> {
  const waiting = receivers.filter(isWaiting).flatMap(({ stored }) => stored ?? []);
  const found =
    waiting.length === 0
      ? new Set<number>()
      : new Set(await services().database.asTenant(tenantId, (orm) => listStillQueued(orm, tenantId, waiting)));
  const isCommitted = Date.now() - Date.parse(at) > COMMITTED_AFTER_MS;
  return (receiver) => {
    if (receiver.stored === null || !isWaiting(receiver)) return null;
    if (found.has(receiver.stored.seq)) return true;
    return isCommitted ? false : null;
  };
}

function isWaiting({ state }: TraceReceiver): boolean {
  return state === "queued" || state === "sent";
}
