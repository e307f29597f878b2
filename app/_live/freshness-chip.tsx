"use client";

import { useFormatter, useTranslations } from "next-intl";
import { classes } from "../_ui/classes.ts";
import { useLiveState } from "./live-provider.tsx";

const MARK = {
  connecting: "bg-faint",
  live: "bg-ok-mark",
  reconnecting: "bg-warn-mark",
  brokerAway: "bg-warn-mark",
  stale: "bg-danger",
} as const;

/** How fresh the page is, always in sight: a number that stopped moving must not look alive. */
export function FreshnessChip() {
  const t = useTranslations("live.freshness");
  const format = useFormatter();
  const { freshness, heardAtMs } = useLiveState();
  const time =
    heardAtMs === undefined
      ? "–"
      : format.dateTime(heardAtMs, { hour: "2-digit", minute: "2-digit", timeZone: localTimeZone() });
  return (
    <span
      role="status"
      title={t(`${freshness}Hint`)}
      className="inline-flex h-6 items-center gap-1.5 rounded-full border bg-surface px-2 text-xs text-muted"
    >
      <span aria-hidden className={classes("size-1.5 rounded-full", MARK[freshness])} />
      {t(freshness, { time })}
    </span>
  );
}

function localTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
