import { RELEASED } from "../delivery.ts";
import type { Session } from "../session.ts";
import { Batch } from "./batch.ts";
import type { Gathered } from "./gathered.ts";
import { deleteDeliveries, insertDeliveries, updateDeliveries } from "./rows/deliveries.ts";
import { changeIncoming } from "./rows/incoming-qos2.ts";
import { changeRetained } from "./rows/retained.ts";
import { changeSessions } from "./rows/sessions.ts";
import { changeSubscriptions } from "./rows/subscriptions.ts";
import { trimDeliveries } from "./rows/trims.ts";
import type { StoredDelivery } from "./stored-delivery.ts";

export interface Formed {
  readonly batch: Batch;
  /** Rows that exist once the batch is committed. */
  readonly inserted: readonly StoredDelivery[];
  readonly updated: readonly { delivery: StoredDelivery; packetId: number; released: boolean }[];
  /** Left for a later batch. */
  readonly kept: StoredDelivery[];
  /** Retained messages of QoS 0, left likewise. */
  readonly later: Gathered["retained"];
  /** Deliveries whose rows go. */
  readonly deleted: number;
  /** Came and went unwritten. */
  readonly elided: number;
}

/**
 * Compares everything gathered with what Postgres has, and makes one batch of the differences.
 * @param youngest QoS 1 messages for connected clients made in a later tick are left to be acknowledged
 */
export function formBatch(gathered: Gathered, youngest: number, numbers: { nextNumber(): number }): Formed {
  const batch = new Batch();
  const inserts: StoredDelivery[] = [];
  const updates: StoredDelivery[] = [];
  const kept: StoredDelivery[] = [];
  const overs = new Map<Session, number[]>();
  let elided = 0;
  let deleted = 0;
  for (const delivery of gathered.deliveries) {
    delivery.dirty = false;
    const { session } = delivery;
    if (session.ended) continue;
    if (!delivery.exists) {
      if (delivery.over) elided++;
      else if (delivery.tick > youngest && mayBeElided(delivery)) {
        delivery.dirty = true;
        kept.push(delivery);
      } else {
        inserts.push(delivery);
        delivery.gate.rows++;
      }
    } else if (delivery.over) {
      deleted++;
      const seqs = overs.get(session);
      if (seqs === undefined) overs.set(session, [delivery.seq]);
      else seqs.push(delivery.seq);
    } else if (delivery.changed) updates.push(delivery);
  }
  insertDeliveries(batch, inserts, numbers);
  updateDeliveries(batch, updates);
  const updated = updates.map((delivery) => ({
    delivery,
    packetId: delivery.packetId,
    released: delivery.state === RELEASED,
  }));
  deleteDeliveries(batch, overs);
  changeSessions(batch, gathered);
  changeSubscriptions(batch, gathered.subscriptions);
  changeIncoming(batch, gathered.incoming);
  const later = changeRetained(batch, gathered.retained);
  deleted += trimDeliveries(batch, gathered.trims);
  return { batch, inserted: inserts, updated, kept, later, elided, deleted };
}

/** Its receiver is there and may acknowledge it any moment. */
function mayBeElided({ qos, message, session }: StoredDelivery): boolean {
  return qos === 1 && message.elidable && session.connection !== undefined;
}
