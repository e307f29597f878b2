import type { DropReason } from "#core/control.ts";
import { PUBREL } from "#core/mqtt/packets.ts";
import { SUCCESS } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "../connection.ts";
import { type Delivery, RELEASED } from "../delivery.ts";
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
export function trimQueue(session: Session, queue: StoredQueue, newest: Delivery, reason: DropReason): void {
  const { limits, queuedBytes } = session.tenant;
  const { queuedMessagesMax, queuedBytesMax, queuedBytesPerTenantMax } = limits;
  const averageBytes = Math.max(1, queue.diskBytes / Math.max(1, queue.diskCount));
  const tooMany = queue.length - queuedMessagesMax;
  const tooLarge = Math.max(queue.bytes - queuedBytesMax, queuedBytes - queuedBytesPerTenantMax);
  const rows = Math.min(Math.max(1, queue.diskCount), Math.max(1, tooMany, Math.ceil(tooLarge / averageBytes)));
  session.journal?.trim(session, rows);
  queue.trimmed(rows, Math.ceil(rows * averageBytes));
  for (let i = 0; i < rows; i++) session.dropped(reason, newest.message.topic);
  session.tenant.traces.droppedUnread(session, reason, rows);
}

/** Sends PUBREL for a delivery whose PUBREC came, once that is on disk: from then on it must not be sent again. */
export function release(connection: Connection, { journal }: Session, packetId: number): void {
  if (journal === undefined) sendPubrel(connection, packetId, SUCCESS);
  else connection.acks.pushAfter(journal.gate(connection), PUBREL, packetId, SUCCESS);
}

/**
 * A client is back: has each delivery that it had taken over released, and returns those of the window that are to be
 * sent again, in their order [MQTT-4.6.0-1] [MQTT-4.3.2-3] [MQTT-4.3.3-3].
 */
export function sendAgain(session: Session, connection: Connection): Delivery[] {
  const unsent: Delivery[] = [];
  for (const delivery of session.inflight.inOrder()) {
    if (delivery.state === RELEASED)
      release(connection, session, delivery.packetId); // [MQTT-4.4.0-1] [MQTT-4.3.3-1] [MQTT-4.3.3-5] [MQTT-4.3.3-6]
    else unsent.push(delivery);
  }
  return unsent;
}

/** Takes into the window what had been sent before the broker was started. */
export function restore(session: Session, delivery: Delivery): void {
  const { inflight, connection, unsent } = session;
  if (inflight.get(delivery.packetId) !== undefined) return;
  inflight.restore(delivery);
  if (connection === undefined) return;
  if (delivery.state === RELEASED) release(connection, session, delivery.packetId);
  else unsent.push(delivery);
}

/** The client is away and may stay so: its session takes no more memory than it must. */
export function settle({ stored, inflight }: Session): void {
  stored?.evict(0);
  for (const delivery of inflight.inOrder()) delivery.message.settle();
}

/** Some of the session's deliveries were committed. @param keep to hold in memory while the client is connected */
export function onStored(session: Session, keep: number): void {
  const { ended, stored, connection, unsent } = session;
  if (ended) return;
  stored?.evict(connection === undefined ? 0 : keep);
  if (connection !== undefined && unsent.length > 0) session.pump();
}

/** A delivery expired on disk and was deleted there. */
export function expiredUnread(session: Session, bytes: number): void {
  session.stored?.trimmed(1, bytes);
  session.tenant.countQueued(session);
  session.dropped("expired", "");
  session.tenant.traces.droppedUnread(session, "expired", 1);
}

/** The session is over, and with it all that was on its way. */
export function abandon(session: Session): void {
  session.ended = true;
  const { tenant, journal, inflight, queue } = session;
  const queued = queue.clear();
  tenant.countQueued(session);
  for (const delivery of [...inflight.inOrder(), ...queued]) {
    delivery.trace?.sessionEnded(session);
    session.forget(delivery);
  }
  if (journal === undefined) return;
  tenant.traces.sessionEnded(session);
  journal.ended(session);
}
