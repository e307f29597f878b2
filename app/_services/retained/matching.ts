import { filterMatches } from "#core/topic.ts";
import type { Orm } from "#db/client.ts";
import { listRetained, type RetainedListRow } from "#db/queries/retained.ts";

/** Rows looked at for one page at most, so that a filter that matches little does not read for ever. */
const LOOKED_AT_MAX = 20_000;
const CHUNK = 1_000;

interface Wanted {
  readonly filter?: string | undefined;
  readonly search?: string | undefined;
  readonly after: string;
  readonly limit: number;
  readonly payloadBytes: number;
}

/** Retained messages that the filter matches, from a place on, and the place to go on from; undefined: that is all. */
export async function matchingRetained(
  orm: Orm,
  tenantId: string,
  { filter = "#", search, after, limit, payloadBytes }: Wanted,
): Promise<{ rows: RetainedListRow[]; next: string | undefined }> {
  const prefix = filter.slice(0, filter.search(/[+#]|$/));
  const rows: RetainedListRow[] = [];
  let place = after;
  const chunk = filter === "#" ? limit : CHUNK;
  for (let looked = 0; looked < LOOKED_AT_MAX; looked += chunk) {
    // `a/#` matches `a` too, which the prefix `a/` would miss.
    const range = { after: place, prefix: prefix.replace(/\/$/, ""), search, limit: chunk, payloadBytes };
    const found = await listRetained(orm, tenantId, range);
    for (const row of found) {
      place = row.topicKey;
      if (!filterMatches(filter, row.topic) && !(filter === "#" && row.topic.startsWith("$"))) continue;
      rows.push(row);
      if (rows.length === limit) return { rows, next: place };
    }
    if (found.length < chunk) return { rows, next: undefined };
  }
  return { rows, next: place };
}
