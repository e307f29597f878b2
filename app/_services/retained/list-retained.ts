import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { decodeCursor, encodeCursor, type Page } from "../page.ts";
import { matchingRetained } from "./matching.ts";
import {
  type ListRetainedInput,
  presentRetained,
  RETAINED_PAYLOAD_BYTES_SHOWN,
  type RetainedView,
} from "./retained.ts";

/**
 * The tenant's retained messages, by topic, from Postgres: also while the broker is away. What was published with QoS 0
 * is there within a second.
 */
export async function listRetained(actor: Actor, input: ListRetainedInput): Promise<Page<RetainedView>> {
  requirePermission(actor, "retained.read");
  const { tenantId } = actor;
  const { cursor, limit, filter, search } = input;
  const after = decodeCursor("topic", cursor) ?? "";
  const { rows, next } = await services().database.asTenant(tenantId, (orm) =>
    matchingRetained(orm, tenantId, { filter, search, after, limit, payloadBytes: RETAINED_PAYLOAD_BYTES_SHOWN }),
  );
  return { data: rows.map(presentRetained), nextCursor: next === undefined ? null : encodeCursor("topic", next) };
}
