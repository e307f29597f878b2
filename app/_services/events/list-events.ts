import type { EventRecord } from "#core/event-record.ts";
import { findTopicSearchEnd, listEvents as listEventRows } from "#db/queries/events.ts";
import type { EventRow } from "#db/schema/index.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, encodeCursor, type Page } from "../page.ts";
import type { ListEventsInput } from "./event.ts";

const ORDER = "-id";

/** One page of what happened in the tenant, the newest first; what happens now is kept about a second later. */
export async function listEvents(actor: Actor, input: ListEventsInput): Promise<Page<EventRecord>> {
  requirePermission(actor, "events.read");
  const { tenantId } = actor;
  const { cursor, limit, type, since, until, ...filter } = input;
  const page = {
    ...filter,
    types: type,
    since: since === undefined ? undefined : new Date(since),
    until: until === undefined ? undefined : new Date(until),
    before: decodeCursor(ORDER, cursor),
    limit: limit + 1,
  };
  return services().database.asTenant(tenantId, async (orm) => {
    const found = await listEventRows(orm, tenantId, page);
    const { rows, nextCursor } = cutPage(found, limit, ORDER, ({ id }) => id);
    if (nextCursor !== null || filter.topic === undefined) return { data: rows.map(presentEvent), nextCursor };
    // A search that found little may not have looked at all.
    const end = await findTopicSearchEnd(orm, tenantId, page);
    return { data: rows.map(presentEvent), nextCursor: end === undefined ? null : encodeCursor(ORDER, end) };
  });
}

/** The broker wrote the row, so that its words are those of the record. */
function presentEvent({ tenantId: _, at, ...row }: EventRow): EventRecord {
  return { ...row, at: at.toISOString() } as EventRecord;
}
