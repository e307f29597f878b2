import { placeOf } from "#core/address-place.ts";
import type { Database } from "#db/client.ts";
import { listLastAddresses } from "#db/queries/last-seen.ts";
import type { Log } from "../log.ts";
import type { KnownPlaces } from "./known-places.ts";

const PAGE = 5_000;

/**
 * Learns anew, after a start, from where devices came in last. Nothing waits for it: until it has been read, a device
 * that strangers try to lock out is in no worse a place than a new one.
 */
export async function recallPlaces({ sql }: Pick<Database, "sql">, known: KnownPlaces, log: Log): Promise<void> {
  try {
    for await (const rows of listLastAddresses(sql, PAGE)) {
      for (const { tenantSlug, deviceName, address } of rows) known.note(tenantSlug, deviceName, placeOf(address));
    }
  } catch (error) {
    log("warn", "could not read from where devices came in last", { error: String(error) });
  }
}
