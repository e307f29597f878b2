import { and, desc, eq, gte, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import type { Sql } from "postgres";
import { type EventType, type KeptEvent, toEventRecord } from "#core/event-record.ts";
import { idFloor } from "#core/ids.ts";
import type { Orm } from "../client.ts";
import { type EventRow, events } from "../schema/index.ts";

/** Writes events down, in one statement; one that is there already stays as it is. */
export async function insertEvents(sql: Sql, batch: readonly KeptEvent[]): Promise<void> {
  const rows = batch.map((event) => ({ tenantId: event.tenantId, ...toEventRecord(event) }));
  await sql`
    insert into events (tenant_id, id, at, type, device_id, device_name, client_id, address, transport, topic, qos,
      retain, reason, reason_code, rule, count, detail)
    select * from jsonb_to_recordset(${JSON.stringify(rows, storable)}::text::jsonb) as e(
      "tenantId" text, id text, at timestamptz, type text, "deviceId" text, "deviceName" text, "clientId" text,
      address text, transport text, topic text, qos smallint, retain boolean, reason text, "reasonCode" smallint,
      rule jsonb, count integer, detail text)
    on conflict do nothing`;
}

/** Of a token or a certificate there may be texts in a name that PostgreSQL takes for none. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "\ufffd").toWellFormed() : value;
}

export interface EventPage {
  /** The id of the last row of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
  readonly types?: readonly EventType[] | undefined;
  readonly deviceId?: string | undefined;
  /** Part of the topic or filter, any case. */
  readonly topic?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/** Rows that one search for a topic looks at: a tenth of a second. */
export const TOPIC_SEARCH_ROWS_MAX = 100_000;

/**
 * One keyset page, the newest first. A search for a topic looks at TOPIC_SEARCH_ROWS_MAX rows and no further, since topics
 * are in no index; `findTopicSearchEnd` tells where it stopped.
 */
export function listEvents(orm: Orm, tenantId: string, page: EventPage): Promise<EventRow[]> {
  const { topic, limit } = page;
  if (topic === undefined) return inOrder(orm, tenantId, page, limit);
  const looked = orm
    .select()
    .from(events)
    .where(and(eq(events.tenantId, tenantId), ...conditions(page)))
    .orderBy(desc(events.id))
    .limit(TOPIC_SEARCH_ROWS_MAX)
    .as("looked");
  return orm
    .select()
    .from(looked)
    .where(sql`strpos(lower(${looked.topic}), lower(${topic})) > 0`)
    .orderBy(desc(looked.id))
    .limit(limit);
}

/** The last id that the search of this page looked at, where there may be more behind it. */
export async function findTopicSearchEnd(orm: Orm, tenantId: string, page: EventPage): Promise<string | undefined> {
  const [row] = await orm
    .select({ id: events.id })
    .from(events)
    .where(and(eq(events.tenantId, tenantId), ...conditions(page)))
    .orderBy(desc(events.id))
    .offset(TOPIC_SEARCH_ROWS_MAX - 1)
    .limit(1);
  return row?.id;
}

function inOrder(orm: Orm, tenantId: string, page: EventPage, limit: number): Promise<EventRow[]> {
  return orm
    .select()
    .from(events)
    .where(and(eq(events.tenantId, tenantId), ...conditions(page)))
    .orderBy(desc(events.id))
    .limit(limit);
}

/** All but the topic. */
function conditions({ before, types, deviceId, since, until }: EventPage): (SQL | undefined)[] {
  return [
    before === undefined ? undefined : lt(events.id, before),
    // An id begins with its time; of the last millisecond all that follow.
    since === undefined ? undefined : gte(events.id, idFloor("event", since.getTime())),
    until === undefined ? undefined : lte(events.id, idFloor("event", until.getTime() + 1)),
    types === undefined ? undefined : inArray(events.type, [...types]),
    deviceId === undefined ? undefined : eq(events.deviceId, deviceId),
  ];
}

/** Tenants of which there are events: from one to the next by the key, whatever they have. */
export async function listTenantsWithEvents(sql: Sql): Promise<string[]> {
  const rows = await sql<{ tenant_id: string }[]>`
    with recursive found as (
      (select tenant_id from events order by tenant_id limit 1)
      union all
      select next.tenant_id from found, lateral (
        select e.tenant_id from events e where e.tenant_id > found.tenant_id order by e.tenant_id limit 1) next)
    select tenant_id from found`;
  return rows.map((row) => row.tenant_id);
}

/** Deletes the oldest events of the tenant from before that time; returns how many it was. */
export async function deleteEventsBefore(sql: Sql, tenantId: string, time: Date, limit: number): Promise<number> {
  const { count } = await sql`
    delete from events where tenant_id = ${tenantId} and id in (
      select id from events where tenant_id = ${tenantId} and id < ${idFloor("event", time.getTime())}
      order by id limit ${limit})`;
  return count;
}
