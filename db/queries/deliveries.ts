import { sql } from "drizzle-orm";
import type { Orm } from "../client.ts";

/** A message that waits for a session, as people look at it. */
export interface QueuedRow {
  readonly topic: Buffer;
  /** Its beginning. */
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
  /** 0 until it is about to be sent. */
  readonly packetId: number;
  readonly bytes: number;
  /** 0 for never. */
  readonly expiresAtMs: number;
}

/** The oldest messages that wait for a session, on disk. */
export async function listQueued(
  orm: Orm,
  tenantId: string,
  sessionId: number,
  { limit, payloadBytes }: { limit: number; payloadBytes: number },
): Promise<QueuedRow[]> {
  const rows = await orm.execute<Omit<QueuedRow, "expiresAtMs"> & { expiresAtMs: string }>(sql`
    select substring(q.body from 1 for q.topic_bytes) as topic,
      substring(q.body from q.topic_bytes + q.properties_bytes + 1 for ${payloadBytes}) as payload,
      q.qos, q.retain, q.packet_id as "packetId", q.bytes, q.expires_at_ms as "expiresAtMs"
    from (
      select d.seq, d.qos, d.retain, d.packet_id, d.bytes, d.expires_at_ms, d.topic_bytes, d.properties_bytes,
        coalesce(d.body, m.body) as body
      from deliveries d left join messages m on m.tenant_id = d.tenant_id and m.id = d.message_id
      where d.tenant_id = ${tenantId} and d.session_id = ${sessionId}
      order by d.seq limit ${limit}) q
    where q.body is not null order by q.seq`);
  return rows.map((row) => ({ ...row, expiresAtMs: Number(row.expiresAtMs) }));
}

/** Of these rows, by the number that each has in the whole broker, those that are there. */
export async function listStillQueued(
  orm: Orm,
  tenantId: string,
  rows: readonly { readonly sessionId: number; readonly seq: number }[],
): Promise<number[]> {
  const places = sql.join(
    rows.map(({ sessionId, seq }) => sql`(${sessionId}::bigint, ${seq}::bigint)`),
    sql`, `,
  );
  const found = await orm.execute<{ seq: string }>(sql`
    select seq from deliveries
    where tenant_id = ${tenantId} and (session_id, seq) in (${places})`);
  return found.map(({ seq }) => Number(seq));
}
