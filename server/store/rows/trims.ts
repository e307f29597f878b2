import type { Batch } from "../batch.ts";
import type { Gathered } from "../gathered.ts";

/**
 * The oldest rows of queues over their limit go unread. They are named by where they lie: joined by their key, the planner,
 * who knows neither how long queues are nor how many rows are to go, may read a whole queue for each row (44 ms for one
 * of 10 000, with every message that comes).
 * @returns how many
 */
export function trimDeliveries(batch: Batch, trims: Gathered["trims"]): number {
  const rows = [...trims]
    .filter(([session]) => !session.ended)
    .map(([session, count]) => ({
      tenant_id: session.tenant.id,
      session_id: session.storeId,
      after: session.stored?.cursor ?? 0,
      count,
    }));
  batch.change(
    "deliveries_trimmed",
    (source) => `delete from deliveries q using fence where q.ctid = any(array(
        select oldest.ctid from ${source}, lateral (
          select o.ctid from deliveries o where o.tenant_id = d.tenant_id and o.session_id = d.session_id
            and o.seq > d.after and o.packet_id = 0 order by o.seq limit d.count) oldest))`,
    "tenant_id text, session_id bigint, after bigint, count int",
    rows,
  );
  return rows.reduce((sum, { count }) => sum + count, 0);
}
