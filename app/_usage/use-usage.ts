"use client";

import { useEffect, useState } from "react";
import { useUsageNow } from "../_live/live-provider.tsx";
import type { UsageView } from "../_services/usage/usage.ts";
import type { UsageRange } from "./usage-range.ts";

/** Rows are written once a minute. */
const CHARTS_EVERY_MS = 60_000;

/** Usage as it was read, and when. */
export interface UsageShown extends UsageView {
  readonly range: UsageRange;
  readonly readAtMs: number;
}

/**
 * Keeps usage fresh while somebody looks: the numbers of this moment come by the tab's stream, what is written down is
 * read again. A tab in the background asks nothing. What cannot be read stays as it was last read.
 */
export function useUsage(tenantSlug: string, range: UsageRange, first: UsageShown): UsageShown {
  /** Read again since the page brought `of`; a page that is read anew brings newer. */
  const [again, setAgain] = useState<{ readonly of: UsageShown; readonly usage: UsageShown }>();
  const [now, setNow] = useState<UsageShown["now"]>();
  useUsageNow(setNow);
  useEffect(() => {
    let stopped = false;
    const read = async () => {
      const query = new URLSearchParams({ tenant: tenantSlug, range });
      const answer = await fetch(`/api/console/usage?${query}`, { cache: "no-store" })
        .then((response) => (response.ok ? (response.json() as Promise<UsageShown>) : undefined))
        .catch(() => undefined);
      if (!stopped && answer !== undefined) setAgain({ of: first, usage: answer });
    };
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void read();
    }, CHARTS_EVERY_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [tenantSlug, range, first]);
  const shown = again?.of === first ? again.usage : first;
  return now === undefined ? shown : { ...shown, now };
}
