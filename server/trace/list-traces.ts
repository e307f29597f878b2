import { filterMatches } from "#core/topic.ts";
import type { TracesRequest, TracesResponse } from "#core/trace.ts";
import type { Tenant } from "../tenant.ts";
import type { Trace } from "./trace.ts";

/** One page of what the tenant's broker remembers, the newest first. */
export function listTraces({ traces }: Tenant, request: TracesRequest): TracesResponse {
  const { limit, receiverId, before = Number.POSITIVE_INFINITY } = request;
  const fitting = traces.list().filter((trace) => trace.number < before && fits(trace, request));
  const page = fitting.slice(0, limit);
  const next = fitting.length > limit ? page.at(-1)?.number : undefined;
  return {
    ...traces.standing(),
    traces: page.map((trace) => trace.summary(receiverId)),
    ...(next !== undefined && { next }),
  };
}

function fits(trace: Trace, { publisherId, topic, since, until, outcome }: TracesRequest): boolean {
  if (publisherId !== undefined && trace.publisherId !== publisherId) return false;
  // What lay on disk unread may have been of any topic.
  if (topic !== undefined && trace.topic !== undefined && !filterMatches(topic, trace.topic)) return false;
  if (since !== undefined && trace.lastAtMs < Date.parse(since)) return false;
  if (until !== undefined && trace.atMs > Date.parse(until)) return false;
  return outcome?.includes(trace.outcome) ?? true;
}
