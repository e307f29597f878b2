import { setTimeout as sleep } from "node:timers/promises";
import type { Tenant } from "../tenant.ts";
import type { Journal } from "./journal.ts";
import { keepRetained, retainedRow } from "./retained-row.ts";

const RETRY_MS = 500;
const TRIES_MAX = 20;

/**
 * Postgres refused what memory holds under this topic: memory goes back to what is stored, so that subscribers are not
 * shown what its publisher was told is not kept. Unless another message has come by then.
 */
export async function rereadRetained(tenant: Tenant, topic: string, { pages }: Journal): Promise<void> {
  const refused = tenant.retained.find(topic);
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    try {
      const row = await pages.retained(tenant.id, topic);
      if (tenant.retained.find(topic) !== refused) return;
      const kept = row !== undefined && keepRetained(tenant, retainedRow.parse(row));
      if (!kept) tenant.retained.forget(topic);
      return;
    } catch (error) {
      tenant.broker.log("debug", "a retained message could not be read", { topic, error: String(error) });
    }
    await sleep(RETRY_MS, undefined, { ref: false });
  }
}
