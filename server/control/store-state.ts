import type { StoreState } from "#core/control.ts";
import type { Broker } from "../broker.ts";

/** A batch that takes longer is one that hangs. */
const SLOW_SECONDS = 2;

/** How the database fares that lasting sessions and retained messages are in. */
export function storeState({ journal }: Broker): StoreState {
  if (journal === undefined) return "writes";
  if (journal.refusing) return "refuses";
  return journal.trouble === undefined && journal.writingSeconds < SLOW_SECONDS ? "writes" : "waits";
}
