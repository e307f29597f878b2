"use client";

import { useFormatter, useTranslations } from "next-intl";
import { classes } from "../_ui/classes.ts";
import { useRate } from "./amounts.ts";
import type { TopicsSession } from "./topics-session.ts";

/** Two frames and a half at the slowest. */
const STALE_MS = 5_000;

/** How fresh the topics are, and how much comes: a number that stopped moving must not look alive. */
export function TopicsChip({ session }: { readonly session: TopicsSession }) {
  const t = useTranslations("topics.chip");
  const format = useFormatter();
  const rate = useRate();
  const { line, heardAtMs, model } = session;
  const clock = (atMs: number) =>
    format.dateTime(atMs, {
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
  const { mark, says } = (() => {
    if (session.paused) return { mark: "bg-accent", says: t("paused", { count: session.waiting }) };
    switch (line.status) {
      case "reconnecting":
      case "tooMany":
        return {
          mark: "bg-warn-mark",
          says: t("reconnecting", { seconds: Math.max(0, Math.ceil((line.retryAtMs - Date.now()) / 1_000)) }),
        };
      case "brokerAway":
        return { mark: "bg-warn-mark", says: t("brokerAway") };
      case "denied":
      case "gone":
      case "asleep":
        return { mark: "bg-danger", says: t("ended") };
      case "connecting":
        return { mark: "bg-faint", says: t("connecting") };
      case "live":
        if (heardAtMs !== undefined && Date.now() - heardAtMs > STALE_MS) {
          return { mark: "bg-danger", says: t("stale", { time: clock(heardAtMs) }) };
        }
        return { mark: "bg-ok-mark", says: t("live", { rate: rate(model.tree?.messageRate ?? 0) || t("none") }) };
    }
  })();
  return (
    <span
      data-testid="topics-freshness"
      className="inline-flex h-6 items-center gap-1.5 rounded-full border bg-surface px-2 text-xs whitespace-nowrap text-muted tabular-nums"
    >
      <span aria-hidden className={classes("size-1.5 rounded-full", mark)} />
      {says}
    </span>
  );
}
