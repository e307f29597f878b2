import { PUBLISHED, QUEUED, RELEASED } from "../delivery.ts";
import { Message } from "../message.ts";
import type { Session } from "../session.ts";
import { Gate } from "./gate.ts";
import type { PageRow } from "./pages.ts";
import { restore } from "./session-rows.ts";
import { StoredDelivery } from "./stored-delivery.ts";
import type { StoredQueue } from "./stored-queue.ts";

const RETRY_MS = 500;

/**
 * Reads the next page of a session's queue, and has the session send of it what window and socket allow. What had been
 * sent before the broker was started goes back into the window.
 */
export async function readPage(session: Session, queue: StoredQueue): Promise<void> {
  const { journal, tenant, storeId } = session;
  if (journal === undefined || queue.reading) return;
  const { generation, cursor, diskEnd, diskCount, diskBytes } = queue;
  queue.reading = true;
  try {
    const page = await journal.pages.read({
      tenantId: tenant.id,
      sessionId: storeId,
      after: cursor,
      upTo: diskEnd,
      averageBytes: diskBytes / Math.max(1, diskCount),
    });
    queue.reading = false;
    if (session.ended || queue.generation !== generation) {
      if (session.connection !== undefined) session.pump();
      return;
    }
    const queued: StoredDelivery[] = [];
    for (const row of page.rows) {
      const delivery = deliveryOf(session, row, new Gate(journal), journal.tick);
      if (delivery.packetId === 0) queued.push(delivery);
      else restore(session, delivery);
    }
    queue.takePage(queued, page.count, page.bytes, page.lastSeq);
    session.pump();
  } catch (error) {
    // Postgres is away, which the journal tells loudly enough.
    tenant.broker.log("debug", "a queue could not be read", { tenant: tenant.slug, error: String(error) });
    setTimeout(() => {
      queue.reading = false;
      session.pump();
    }, RETRY_MS).unref();
  }
}

function deliveryOf(session: Session, row: PageRow, gate: Gate, tick: number): StoredDelivery {
  const { tenant } = session;
  const message = Message.fromBody(
    row.body,
    row.topicBytes,
    row.propertiesBytes,
    row.messageQos,
    row.retain,
    row.expiresAtMs,
    tenant.broker.clock,
  );
  message.trace = tenant.traces.ofRow(session.storeId, row.seq);
  const group = row.share === undefined ? undefined : session.subscriptions.get(row.share)?.group;
  const delivery = new StoredDelivery(
    session,
    row.seq,
    gate,
    tick,
    message,
    row.qos,
    row.retain,
    row.identifiers,
    group,
  );
  delivery.exists = true;
  delivery.settled = true;
  delivery.packetId = row.packetId;
  delivery.rowPacketId = row.packetId;
  delivery.rowReleased = row.released;
  delivery.sent = row.packetId !== 0;
  delivery.state = row.released ? RELEASED : row.packetId === 0 ? QUEUED : PUBLISHED;
  return delivery;
}
