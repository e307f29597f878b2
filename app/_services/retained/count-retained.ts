import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { matchingRetained } from "./matching.ts";

/** Retained messages are counted up to here. */
const COUNTED_MAX = 10_000;

interface Counted {
  readonly count: number;
  /** There may be more than were counted. */
  readonly more: boolean;
}

/** How many retained messages a filter and a part of the topic find, as far as they are counted. */
export async function countRetained(
  actor: Actor,
  { filter, search }: { readonly filter: string; readonly search?: string | undefined },
): Promise<Counted> {
  requirePermission(actor, "retained.read");
  const { tenantId } = actor;
  const { rows, next } = await services().database.asTenant(tenantId, (orm) =>
    matchingRetained(orm, tenantId, { filter, search, after: "", limit: COUNTED_MAX, payloadBytes: 0 }),
  );
  return { count: rows.length, more: next !== undefined };
}
