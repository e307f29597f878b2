import type { Batch } from "../batch.ts";
import type { Gathered } from "../gathered.ts";

/** The packet identifiers of QoS 2 that clients took or released. */
export function changeIncoming(batch: Batch, changed: Gathered["incoming"]): void {
  const taken: object[] = [];
  const released: object[] = [];
  for (const [session, packetIds] of changed) {
    if (session.ended) continue;
    for (const packetId of packetIds) {
      const row = { tenant_id: session.tenant.id, session_id: session.storeId, packet_id: packetId };
      if (session.incomingQos2.has(packetId)) taken.push(row);
      else released.push(row);
    }
  }
  const columns = "tenant_id text, session_id bigint, packet_id int";
  batch.change(
    "incoming_in",
    (source) => `insert into incoming_qos2 (tenant_id, session_id, packet_id)
      select d.tenant_id, d.session_id, d.packet_id from fence, ${source} on conflict do nothing`,
    columns,
    taken,
  );
  batch.change(
    "incoming_out",
    (source) => `delete from incoming_qos2 s using fence, ${source}
      where s.tenant_id = d.tenant_id and s.session_id = d.session_id and s.packet_id = d.packet_id`,
    columns,
    released,
  );
}
