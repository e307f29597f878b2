import { EVENT_TYPES, type EventType } from "#core/event-record.ts";
import type { FollowEventsInput } from "../_services/events/wanted.ts";

/** What the page shows of the events, as its URL says it. */
export interface EventSearch {
  readonly show: Shown;
  readonly range: Range;
  readonly deviceId: string | undefined;
  /** Part of a topic or filter. */
  readonly topic: string | undefined;
  readonly cursor: string | undefined;
}

/** Kinds of events that people ask for, and the types they are. */
export const KINDS = {
  refusals: ["connectRefused", "publishDenied", "subscribeDenied", "willDenied", "subscriptionCut", "limitReached"],
  connections: ["connected", "disconnected", "connectRefused", "flapping"],
  drops: ["dropped", "notKept"],
} as const satisfies Readonly<Record<string, readonly EventType[]>>;
export type Kind = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];
export type Shown = "all" | Kind | EventType;

const HOUR_MS = 60 * 60 * 1000;
/** Undefined: as far back as events are kept. */
const RANGE_MS = { "1h": HOUR_MS, "24h": 24 * HOUR_MS, "7d": 7 * 24 * HOUR_MS, all: undefined } as const;
export type Range = keyof typeof RANGE_MS;
export const RANGES = Object.keys(RANGE_MS) as readonly Range[];
export const DEFAULT_RANGE: Range = "24h";

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the URL's query; what it does not know it passes over. */
export function readEventSearch(query: Query): EventSearch {
  const one = (name: string): string | undefined => {
    const value = query[name];
    return (Array.isArray(value) ? value[0] : value)?.trim() || undefined;
  };
  const show = one("show") ?? "";
  const range = one("range") ?? "";
  return {
    show: isShown(show) ? show : "all",
    range: RANGES.find((known) => known === range) ?? DEFAULT_RANGE,
    deviceId: one("device"),
    topic: one("q"),
    cursor: one("cursor"),
  };
}

/** The query that shows the same; what is as ever is left out. */
export function eventQuery({ show, range, deviceId, topic, cursor }: EventSearch): string {
  const query = new URLSearchParams({
    ...(show !== "all" && { show }),
    ...(range !== DEFAULT_RANGE && { range }),
    ...(deviceId !== undefined && { device: deviceId }),
    ...(topic !== undefined && { q: topic }),
    ...(cursor !== undefined && { cursor }),
  });
  return query.size > 0 ? `?${query}` : "";
}

/** Which live events belong to what is shown. */
export function liveFilter({ show, deviceId, topic }: EventSearch): FollowEventsInput {
  return { type: typesOf(show), deviceId, topic };
}

export function typesOf(show: Shown): readonly EventType[] | undefined {
  if (show === "all") return undefined;
  return isKind(show) ? KINDS[show] : [show];
}

/** @param nowMs the end of the range */
export function sinceOf(range: Range, nowMs: number): string | undefined {
  const ms = RANGE_MS[range];
  return ms === undefined ? undefined : new Date(nowMs - ms).toISOString();
}

export function isShown(text: string): text is Shown {
  return text === "all" || isKind(text) || (EVENT_TYPES as readonly string[]).includes(text);
}

function isKind(text: string): text is Kind {
  return Object.hasOwn(KINDS, text);
}
