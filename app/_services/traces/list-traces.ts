import { type Actor, requirePermission } from "../actor.ts";
import { askTraces } from "../broker-traces.ts";
import { brokerAway } from "../errors.ts";
import { decodeCursor, encodeCursor, type Page } from "../page.ts";
import type { ListTracesInput, StandingView, TraceView } from "./trace.ts";

const ORDER = "-number";

/**
 * The messages that the broker remembers, the newest first, and what it keeps of those that come.
 * @throws ApiError unavailable when the broker cannot be asked
 */
export async function listTraces(
  actor: Actor,
  input: ListTracesInput,
): Promise<Page<TraceView> & { readonly standing: StandingView }> {
  requirePermission(actor, "events.read");
  const { cursor, since, until, ...filter } = input;
  const before = Number(decodeCursor(ORDER, cursor) ?? 0);
  const answer = await askTraces({
    ...filter,
    tenantId: actor.tenantId,
    before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
    since: since === undefined ? undefined : new Date(since).toISOString(),
    until: until === undefined ? undefined : new Date(until).toISOString(),
  });
  if (answer === null) throw brokerAway();
  const { traces, next, oneIn, oldestAt, notKept, armings } = answer;
  return {
    data: traces.map(({ number: _number, ...trace }) => trace),
    nextCursor: next === undefined ? null : encodeCursor(ORDER, String(next)),
    standing: { oneIn, oldestAt, notKept, armings: [...armings] },
  };
}
