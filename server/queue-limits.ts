import type { DropReason } from "#core/control.ts";
import type { Delivery } from "./delivery.ts";
import type { Session } from "./session.ts";
import { trimQueue } from "./store/session-rows.ts";

/**
 * The session's queue has got one more: what is too much goes, the oldest first. A tenant that has queued too much in
 * all drops of the session that the next one is for: who causes it pays, and nobody looks for the longest queue.
 */
export function keepQueueLimits(session: Session, newest: Delivery): void {
  const { tenant, queue } = session;
  const { queuedMessagesMax, queuedBytesMax, queuedBytesPerTenantMax } = tenant.limits;
  tenant.countQueued(session);
  for (;;) {
    const full = queue.length > queuedMessagesMax || queue.bytes > queuedBytesMax;
    if (!full && tenant.queuedBytes <= queuedBytesPerTenantMax) return;
    const reason: DropReason = full ? "queueFull" : "tenantQueueFull";
    const oldest = queue.shift();
    if (oldest === undefined) {
      if (session.stored !== undefined) trimQueue(session, session.stored, newest, reason);
      tenant.countQueued(session);
      return;
    }
    session.dropped(reason, oldest.message.topic);
    session.forget(oldest);
    tenant.countQueued(session);
  }
}
