import { sql } from "drizzle-orm";
import type { Orm } from "../client.ts";

/** A retained message as people look at it. */
export interface RetainedListRow {
  readonly topic: string;
  readonly topicKey: string;
  readonly qos: number;
  /** 0 for never. */
  readonly expiresAtMs: number;
  /** A device's id, or another principal; null when no session published it. */
  readonly principalId: string | null;
  readonly clientId: string | null;
  readonly payloadBytes: number;
  /** Its beginning. */
  readonly payload: Buffer;
}

interface RetainedRange {
  /** Topics from here on, this one not. Empty: from the first. */
  readonly after: string;
  /** Only topics that begin so. */
  readonly prefix: string;
  /** Only topics with this in them, any case. */
  readonly search?: string | undefined;
  readonly limit: number;
  readonly payloadBytes: number;
}

/** Retained messages in the order of their topics' keys. */
export async function listRetained(orm: Orm, tenantId: string, range: RetainedRange): Promise<RetainedListRow[]> {
  const { after, prefix, search, limit, payloadBytes } = range;
  const like = (text: string) => text.replace(/[\\%_]/g, "\\$&");
  const rows = await orm.execute<Omit<RetainedListRow, "expiresAtMs"> & { expiresAtMs: string }>(sql`
    select topic, topic_key as "topicKey", qos, expires_at_ms as "expiresAtMs", principal_id as "principalId",
      client_id as "clientId", length(body) - properties_bytes as "payloadBytes",
      substring(body from properties_bytes + 1 for ${payloadBytes}) as payload
    from retained
    where tenant_id = ${tenantId} and topic_key > ${after}
      ${prefix === "" ? sql`` : sql`and topic like ${`${like(prefix)}%`}`}
      ${search === undefined ? sql`` : sql`and lower(topic) like ${`%${like(search.toLowerCase())}%`}`}
    order by topic_key limit ${limit}`);
  return rows.map((row) => ({ ...row, expiresAtMs: Number(row.expiresAtMs) }));
}
