import { PUBREL } from "#core/mqtt/packets.ts";
import { SUCCESS } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "../connection.ts";
import type { Delivery } from "../delivery.ts";
import { sendPubrel } from "../send-publish.ts";
import type { Session } from "../session.ts";
import { StoredDelivery } from "./stored-delivery.ts";
import type { StoredQueue } from "./stored-queue.ts";

/** The session's key in the whole broker. */
export function storeKey({ tenant, key }: Session): string {
  return `${tenant.id}\0${key}`;
}

/** All stored deliveries of the session before this one are over. */
export function firstStoredSeq({ inflight, stored }: Session): number {
  let first = stored?.firstSeq ?? Number.POSITIVE_INFINITY;
  for (const delivery of inflight.inOrder()) {
    if (delivery instanceof StoredDelivery && delivery.seq < first) first = delivery.seq;
  }
  return first;
}

/**
 * The queue is over its limit and its oldest are on disk: they go unread, as many as there are too many or, by their
 * average size, too large.
 */
export function trimQueue(session: Session, queue: StoredQueue, newest: Delivery): void {
  const { queuedMessagesMax, queuedBytesMax } = session.tenant.limits;
  const averageBytes = Math.max(1, queue.diskBytes / Math.max(1, queue.diskCount));
  const tooMany = queue.length - queuedMessagesMax;
  const rows = Math.max(1, tooMany, Math.ceil((queue.bytes - queuedBytesMax) / averageBytes));
  session.journal?.trim(session, rows);
  queue.trimmed(rows, Math.ceil(rows * averageBytes));
  for (let i = 0; i < rows; i++) session.dropped("queueFull", newest.message.topic);
}

/** Sends PUBREL for a delivery whose PUBREC came, once that is on disk: from then on it must not be sent again. */
export function release(connection: Connection, { journal }: Session, packetId: number): void {
  if (journal === undefined) sendPubrel(connection, packetId, SUCCESS);
  else connection.acks.pushAfter(journal.gate(connection), PUBREL, packetId, SUCCESS);
}

/** A delivery expired on disk and was deleted there. */
export function expiredUnread(session: Session, bytes: number): void {
  session.stored?.trimmed(1, bytes);
  session.dropped("expired", "");
}

/** The session is over, and with it all that was on its way. */
export function abandon(session: Session): void {
  session.ended = true;
  const { journal, inflight, queue } = session;
  if (journal === undefined) return;
  for (const delivery of inflight.inOrder()) session.forget(delivery);
  for (const delivery of queue.clear()) session.forget(delivery);
  journal.ended(session);
}
