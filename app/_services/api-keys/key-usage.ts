import { touchApiKeys } from "#db/queries/api-keys.ts";
import type { ApiKey } from "#db/schema/index.ts";
import { services } from "../database.ts";
import { describeError } from "../describe-error.ts";

/** "Last used" is for people: some seconds late is soon enough, and one statement serves all keys used meanwhile. */
const FLUSH_AFTER_MS = 5_000;

const uses = new Map<string, { tenantId: string; id: string; at: Date }>();
let timer: NodeJS.Timeout | undefined;

/** Notes that a key was used now. The map is bounded by the number of keys there are. */
export function noteKeyUse(key: ApiKey, at: Date = new Date()): void {
  uses.set(key.id, { tenantId: key.tenantId, id: key.id, at });
  timer ??= setTimeout(() => void flushKeyUses(), FLUSH_AFTER_MS).unref();
}

/** Writes down what was noted. A failure costs a time in a list, so it is told and not repeated. */
export async function flushKeyUses(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const noted = [...uses.values()];
  uses.clear();
  try {
    await touchApiKeys(services().database.orm, noted);
  } catch (error) {
    console.error(`Could not write when API keys were last used: ${describeError(error)}`);
  }
}
