import { TRACE_OUTCOMES, type TraceOutcome } from "#core/trace.ts";
import type { ListTracesInput } from "../_services/traces/trace.ts";

/** What the page is asked, as its URL says it. */
export interface TraceSearch {
  /** The device that sent it. */
  readonly from: string | undefined;
  /** The device that should have had it. */
  readonly to: string | undefined;
  /** A topic or a filter. */
  readonly topic: string | undefined;
  readonly outcome: TraceOutcome | "any";
  readonly range: Range;
  /** RFC 3339: about when, where somebody came from an event; it goes before `range`. */
  readonly at: string | undefined;
  readonly cursor: string | undefined;
}

const MINUTE_MS = 60_000;
const RANGE_MS = { "5m": 5 * MINUTE_MS, "1h": 60 * MINUTE_MS, all: undefined } as const;
export type Range = keyof typeof RANGE_MS;
export const RANGES = Object.keys(RANGE_MS) as readonly Range[];
const DEFAULT_RANGE: Range = "all";
/** Around a moment: an event is told a second after it began, and clocks differ. */
const AROUND_MS = MINUTE_MS;

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the URL's query; what it does not know it passes over. */
export function readTraceSearch(query: Query): TraceSearch {
  const one = (name: string): string | undefined => {
    const value = query[name];
    return (Array.isArray(value) ? value[0] : value)?.trim() || undefined;
  };
  const at = one("at");
  const range = one("range");
  const outcome = one("outcome");
  return {
    from: one("from"),
    to: one("to"),
    topic: one("topic"),
    outcome: TRACE_OUTCOMES.find((known) => known === outcome) ?? "any",
    range: RANGES.find((known) => known === range) ?? DEFAULT_RANGE,
    at: at === undefined || Number.isNaN(Date.parse(at)) ? undefined : new Date(at).toISOString(),
    cursor: one("cursor"),
  };
}

/** The query that asks the same; what is as ever is left out. */
export function traceQuery({ from, to, topic, outcome, range, at, cursor }: Partial<TraceSearch>): string {
  const query = new URLSearchParams({
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(topic !== undefined && { topic }),
    ...(outcome !== undefined && outcome !== "any" && { outcome }),
    ...(range !== undefined && range !== DEFAULT_RANGE && { range }),
    ...(at !== undefined && { at }),
    ...(cursor !== undefined && { cursor }),
  });
  return query.size > 0 ? `?${query}` : "";
}

/** What the use case is asked. @param nowMs the end of the range */
export function tracesWanted(search: TraceSearch, nowMs: number): { [Key in keyof ListTracesInput]?: unknown } {
  const { from, to, topic, outcome, range, at, cursor } = search;
  const ms = RANGE_MS[range];
  const around = at === undefined ? undefined : Date.parse(at);
  const since = around === undefined ? (ms === undefined ? undefined : nowMs - ms) : around - AROUND_MS;
  return {
    publisherId: from,
    receiverId: to,
    topic,
    cursor,
    outcome: outcome === "any" ? undefined : outcome,
    since: since === undefined ? undefined : new Date(since).toISOString(),
    until: around === undefined ? undefined : new Date(around + AROUND_MS).toISOString(),
  };
}
