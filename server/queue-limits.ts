// HOT: asked once per QoS 1/2 delivery.
import type { DropReason } from "#core/control.ts";
import { QUOTA_EXCEEDED } from "#core/mqtt/reason-codes.ts";
import type { Delivery } from "./delivery.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";
import { Gate } from "./store/gate.ts";
import { trimQueue } from "./store/session-rows.ts";

/**
 * Why the session would rather not take a message of so many bytes: its queue is full, and its tenant wants the newest
 * refused, not the oldest dropped.
 */
export function whyFull({ tenant, queue, connection }: Session, bytes: number): DropReason | undefined {
  if (tenant.policies.fullQueue !== "refuseNewest") return undefined;
  if (queue.length === 0 && connection !== undefined) return undefined;
  const { queuedMessagesMax, queuedBytesMax, queuedBytesPerTenantMax } = tenant.limits;
  if (queue.length >= queuedMessagesMax || queue.bytes + bytes > queuedBytesMax) return "queueFull";
  return tenant.queuedBytes + bytes > queuedBytesPerTenantMax ? "tenantQueueFull" : undefined;
}

/**
 * Counts and tells that the session does not take the message. Its publisher's acknowledgement would say that every
 * lasting session has it: so it says no.
 * @returns false: not taken
 */
export function refuseNewest(session: Session, message: Message, reason: DropReason): false {
  session.dropped(reason, message.topic, message);
  if (session.journal !== undefined) {
    message.gate ??= new Gate(session.journal);
    message.gate.refusal = QUOTA_EXCEEDED;
  }
  return false;
}

/**
 * Before a message is routed: a lasting session that would have to take it and is full, of a share group one member when
 * every one is. That is counted and told.
 */
export function refusingReceiver(
  { tenant }: Pick<Session, "tenant">,
  topic: string,
  bytes: number,
): { readonly session: Session; readonly reason: DropReason } | undefined {
  if (tenant.policies.fullQueue !== "refuseNewest") return undefined;
  for (const { session, group } of tenant.receivers.of(topic)) {
    const candidates = group === undefined ? [session] : group.members.map((member) => member.session);
    let full: DropReason | undefined;
    for (const candidate of candidates) {
      full = candidate?.journal === undefined ? undefined : whyFull(candidate, bytes);
      if (full === undefined) break;
    }
    const [first] = candidates;
    if (full === undefined || first === undefined) continue;
    first.dropped(full, topic);
    return { session: first, reason: full };
  }
  return undefined;
}

/**
 * The session's queue has got one more: what is too much goes, the oldest first. A tenant that has queued too much in
 * all drops of the session that the next one is for: who causes it pays, and nobody looks for the longest queue.
 */
export function keepQueueLimits(session: Session, newest: Delivery): void {
  const { tenant, queue } = session;
  const { queuedMessagesMax, queuedBytesMax, queuedBytesPerTenantMax } = tenant.limits;
  tenant.countQueued(session);
  newest.trace?.queued(session, newest);
  // What is too much was never taken in.
  if (tenant.policies.fullQueue === "refuseNewest") return;
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
    session.dropped(reason, oldest.message.topic, oldest.message);
    session.forget(oldest);
    tenant.countQueued(session);
  }
}
