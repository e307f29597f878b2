import type { Actor } from "../_services/actor.ts";
import { ApiError } from "../_services/errors.ts";
import { listTraces } from "../_services/traces/list-traces.ts";
import { listTracesInput } from "../_services/traces/trace.ts";
import { type TraceSearch, tracesWanted } from "./trace-search.ts";

const PAGE_ROWS = 50;

/** What the URL asks for; "topicInvalid" when it names what can be no topic, and that alone. */
export async function listTracePage(actor: Actor, search: TraceSearch, nowMs: number) {
  const parse = (asked: TraceSearch) => listTracesInput.safeParse({ ...tracesWanted(asked, nowMs), limit: PAGE_ROWS });
  const input = parse(search);
  if (!input.success) {
    if (!parse({ ...search, topic: undefined }).success) return listTraces(actor, { limit: PAGE_ROWS });
    return "topicInvalid" as const;
  }
  try {
    return await listTraces(actor, input.data);
  } catch (error) {
    // A cursor that somebody tampered with shows the first page.
    if (!(error instanceof ApiError) || error.code !== "invalid_request") throw error;
    return listTraces(actor, { ...input.data, cursor: undefined });
  }
}
