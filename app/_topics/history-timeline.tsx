"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useTimeZone } from "../_ui/clock-time.tsx";
import type { HistoryEntry } from "./history.ts";
import { timelineMarks } from "./timeline.ts";

interface HistoryTimelineProps {
  readonly entries: readonly HistoryEntry[];
  /** The entry that is shown. */
  readonly at: number;
  readonly onGo: (index: number) => void;
}

/** When messages came, as strokes, and a slider that goes from one to the next; gaps are marked. */
export function HistoryTimeline({ entries, at, onGo }: HistoryTimelineProps) {
  const t = useTranslations("topics.history");
  const format = useFormatter();
  const timeZone = useTimeZone();
  const clock = (atMs: number | null | undefined) =>
    atMs == null
      ? t("before")
      : format.dateTime(atMs, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone });
  const marks = timelineMarks(entries);
  return (
    <div className="flex flex-col gap-1">
      <svg aria-hidden viewBox="0 0 1000 16" preserveAspectRatio="none" className="h-4 w-full rounded-sm bg-sunken">
        {marks.map(({ kind, at: place }) => (
          <rect
            key={`${kind} ${place}`}
            x={place * 996}
            y={kind === "gap" ? 0 : 3}
            width={kind === "gap" ? 6 : 3}
            height={kind === "gap" ? 16 : 10}
            className={kind === "gap" ? "fill-warn-mark" : "fill-accent"}
          />
        ))}
      </svg>
      <input
        type="range"
        aria-label={t("slider")}
        aria-valuetext={t("place", { at: at + 1, count: entries.length, time: clock(entries[at]?.atMs) })}
        min={0}
        max={Math.max(0, entries.length - 1)}
        value={at}
        onChange={(event) => onGo(Number(event.target.value))}
        className="h-6 w-full accent-accent"
      />
      <p className="flex justify-between text-xs text-muted tabular-nums">
        <span>{clock(entries[0]?.atMs)}</span>
        <span>{clock(entries.at(-1)?.atMs)}</span>
      </p>
    </div>
  );
}
