import { useState } from "react";
import { EVENT_TYPES, type EventRecord, type KeptEvent, toEventRecord } from "#core/event-record.ts";
import { useBrokerEvents } from "../_live/live-provider.tsx";
import { type FollowEventsInput, isWanted } from "../_services/events/wanted.ts";

/** Rows that stand on the page at most; older ones are a page away. */
const ROWS_MAX = 500;

/** What belongs to the page as it happens. */
export interface LiveFilter extends FollowEventsInput {
  /** RFC 3339: what the tab heard of before does not. */
  readonly since?: string | undefined;
}

interface Feed {
  /** The newest first. */
  readonly rows: readonly EventRecord[];
  /** Happened since, and not shown yet: rows never move under the pointer. */
  readonly waiting: readonly EventRecord[];
}

/**
 * What the server listed, and what happens after. An event is told live at once and listed about a second later, so both
 * may know it: its id tells.
 */
export function useEventFeed(listed: readonly EventRecord[], filter: LiveFilter | undefined) {
  const [known, setKnown] = useState<{ listed: readonly EventRecord[]; feed: Feed }>(() => ({
    listed,
    feed: { rows: listed, waiting: [] },
  }));
  // The page was read again.
  if (known.listed !== listed)
    setKnown({ listed, feed: { rows: merge(known.feed.rows, listed), waiting: known.feed.waiting } });
  useBrokerEvents(
    (event) => {
      if (filter === undefined || !(EVENT_TYPES as readonly string[]).includes(event.type)) return;
      const record = toEventRecord(event as KeptEvent);
      if (record.at < (filter.since ?? "")) return;
      if (isWanted(record, filter)) setKnown((before) => ({ ...before, feed: withEvent(before.feed, record) }));
    },
    { past: true },
  );
  const show = () =>
    setKnown(({ listed, feed }) => ({ listed, feed: { rows: merge(feed.rows, feed.waiting), waiting: [] } }));
  return { ...known.feed, show };
}

function withEvent({ rows, waiting }: Feed, event: EventRecord): Feed {
  // Ids sort by time: what is older than the newest row was listed, or does not belong to this page.
  const newest = rows[0]?.id ?? "";
  if (event.id <= newest || waiting.some(({ id }) => id === event.id)) return { rows, waiting };
  return { rows, waiting: [event, ...waiting].slice(0, ROWS_MAX) };
}

function merge(some: readonly EventRecord[], others: readonly EventRecord[]): readonly EventRecord[] {
  const byId = new Map([...some, ...others].map((event) => [event.id, event]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, ROWS_MAX);
}
