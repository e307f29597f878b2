import type postgres from "postgres";
import { z } from "zod";
import type { QoS } from "#core/mqtt/packets.ts";
import { Message } from "../message.ts";
import { sessionKey } from "../sessions.ts";
import type { Tenant } from "../tenant.ts";

/** A row of `retained`, to be read with care. */
export const retainedRow = z.object({
  topic: z.string().min(1),
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  expires_at_ms: z.coerce.number().min(0),
  principal_id: z.string().nullable(),
  client_id: z.string().nullable(),
  properties_bytes: z.number().int().min(0),
  body: z.instanceof(Buffer),
});

/** Its columns, of the table `r`. */
export function retainedColumns(sql: postgres.Sql): postgres.PendingQuery<postgres.Row[]> {
  return sql`r.topic, r.qos, r.expires_at_ms, r.principal_id, r.client_id, r.properties_bytes, r.body`;
}

/**
 * Keeps the row's message in memory.
 * @returns false when it has expired
 * @throws when the row makes no sense
 */
export function keepRetained(tenant: Tenant, row: z.infer<typeof retainedRow>): boolean {
  const { clock } = tenant.broker;
  if (row.expires_at_ms !== 0 && row.expires_at_ms <= clock.now()) return false;
  if (row.properties_bytes > row.body.length) throw new Error("properties longer than the row");
  const topic = Buffer.from(row.topic);
  const body = Buffer.concat([topic, row.body]);
  const qos = row.qos as QoS;
  const message = Message.fromBody(body, topic.length, row.properties_bytes, qos, true, row.expires_at_ms, clock);
  const publisherKey = row.principal_id === null ? undefined : sessionKey(row.principal_id, row.client_id ?? "");
  tenant.retained.put(message, publisherKey);
  return true;
}
