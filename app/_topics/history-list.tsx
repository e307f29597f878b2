"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { previewPayload } from "../_client/decode-payload.ts";
import { classes } from "../_ui/classes.ts";
import { useTimeZone } from "../_ui/clock-time.tsx";
import type { HistoryEntry, HistoryGap } from "./history.ts";

/** Equally high, so that a thousand entries cost what is seen of them. In pixels. */
const ROW = 28;
const ROWS_SHOWN = 8;

interface HistoryListProps {
  readonly entries: readonly HistoryEntry[];
  /** Its key. */
  readonly current: number | undefined;
  /** The topics differ, so each entry names its own. */
  readonly withTopic: boolean;
  readonly onGo: (index: number) => void;
}

/** What was heard, the newest first. What one reads stays where it is while more comes. */
export function HistoryList({ entries, current, withTopic, onGo }: HistoryListProps) {
  const t = useTranslations("topics.history");
  const format = useFormatter();
  const timeZone = useTimeZone();
  const scroller = useRef<HTMLElement>(null);
  const [top, setTop] = useState(0);
  const newest = entries.at(-1)?.key;
  const before = useRef(newest);
  useEffect(() => {
    const element = scroller.current;
    const came = newest === undefined || before.current === undefined ? 0 : newest - before.current;
    before.current = newest;
    // At the top one sees what comes; further down one reads.
    if (element !== null && element.scrollTop > ROW / 2 && came > 0) element.scrollTop += came * ROW;
  }, [newest]);
  const first = Math.max(0, Math.floor(top / ROW) - 2);
  const shown = entries
    .map((entry, index) => ({ entry, index }))
    .reverse()
    .slice(first, first + ROWS_SHOWN + 6);
  const clock = (atMs: number | null) =>
    atMs === null
      ? t("before")
      : format.dateTime(atMs, {
          hour: "2-digit",
          minute: "2-digit",
          second: "2-digit",
          fractionalSecondDigits: 3,
          hourCycle: "h23",
          timeZone,
        });
  return (
    <section
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label={t("list")}
      className="overflow-y-auto rounded-md border [overflow-anchor:none]"
      style={{ height: Math.min(ROWS_SHOWN, Math.max(1, entries.length)) * ROW + 2 }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <ul className="relative" style={{ height: entries.length * ROW }}>
        {shown.map(({ entry, index }, offset) => (
          <li key={entry.key} className="absolute inset-x-0" style={{ top: (first + offset) * ROW, height: ROW }}>
            {entry.kind === "gap" ? (
              <p className="flex h-full items-center gap-2 bg-warn-soft px-2.5 text-xs text-warn" data-testid="gap">
                <GapWords gap={entry} />
              </p>
            ) : (
              <button
                type="button"
                aria-current={entry.key === current || undefined}
                className={classes(
                  "flex h-full w-full items-center gap-3 px-2.5 text-left text-xs hover:bg-hover focus-visible:-outline-offset-2",
                  entry.key === current && "bg-accent-soft hover:bg-accent-soft",
                )}
                onClick={() => onGo(index)}
              >
                <span className="w-20 shrink-0 text-muted tabular-nums">{clock(entry.atMs)}</span>
                {withTopic ? <span className="max-w-[45%] shrink-0 truncate font-mono">{entry.topic}</span> : null}
                <span className="min-w-0 flex-1 truncate font-mono text-muted">
                  {previewPayload(entry.payload).preview}
                </span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Why messages are missing, and how many. */
function GapWords({ gap }: { readonly gap: HistoryGap }) {
  const t = useTranslations("topics.history");
  return t(`gap.${gap.reason}`, { known: gap.missed === undefined ? "no" : "yes", count: gap.missed ?? 0 });
}
