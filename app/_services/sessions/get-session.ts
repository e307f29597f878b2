import { listQueued } from "#db/queries/deliveries.ts";
import { type Actor, hasPermission, requirePermission } from "../actor.ts";
import { askSession } from "../broker-inspection.ts";
import { services } from "../database.ts";
import { brokerAway, notFound } from "../errors.ts";
import { presentSessionDetail, type QueuedMessageView, type SessionDetailView, sessionName } from "./session.ts";

const QUEUE_SHOWN = 50;
const PAYLOAD_BYTES_SHOWN = 1_024;

/**
 * One session with its subscriptions and the head of its queue. Payloads are for whoever may read messages.
 * @throws ApiError not_found; unavailable when the broker cannot be asked
 */
export async function getSession(actor: Actor, id: string): Promise<SessionDetailView> {
  requirePermission(actor, "sessions.read");
  const { tenantId } = actor;
  const name = sessionName(id);
  if (name === undefined) throw notFound("session");
  const answer = await askSession(tenantId, name);
  if (answer === null) throw brokerAway();
  const { session } = answer;
  if (session === null) throw notFound("session");
  const mayRead = hasPermission(actor, "messages.read");
  const rows =
    session.storeId === 0
      ? []
      : await services().database.asTenant(tenantId, (orm) =>
          listQueued(orm, tenantId, session.storeId, { limit: QUEUE_SHOWN, payloadBytes: PAYLOAD_BYTES_SHOWN }),
        );
  const queue = rows.map(
    (row): QueuedMessageView => ({
      topic: row.topic.toString(),
      qos: row.qos === 2 ? 2 : 1,
      retain: row.retain,
      inflight: row.packetId !== 0,
      bytes: row.bytes,
      expiresAt: row.expiresAtMs === 0 ? null : new Date(row.expiresAtMs).toISOString(),
      payload: mayRead ? row.payload.toString("base64") : "",
    }),
  );
  return presentSessionDetail(session, queue);
}
