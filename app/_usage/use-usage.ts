"use client";

import { useEffect, useState } from "react";
import type { UsageView } from "../_services/usage/usage.ts";
import type { UsageRange } from "./usage-range.ts";

const NOW_EVERY_MS = 3_000;
/** Rows are written once a minute. */
const CHARTS_EVERY_MS = 60_000;

/** Usage as it was read, and when. */
export interface UsageShown extends UsageView {
  readonly range: UsageRange;
  readonly readAtMs: number;
}

/**
 * Keeps usage fresh while somebody looks: a tab in the background asks nothing, so the broker has nothing to do for it.
 * What cannot be read stays as it was last read; `now` is null then.
 */
export function useUsage(tenantSlug: string, range: UsageRange, first: UsageShown): UsageShown {
  const [shown, setShown] = useState(first);
  const [former, setFormer] = useState(first);
  if (former !== first) {
    setFormer(first);
    setShown(first);
  }
  useEffect(() => {
    let stopped = false;
    let charts = Date.now();
    const read = async (withData: boolean) => {
      const query = new URLSearchParams({ tenant: tenantSlug, range, ...(withData ? {} : { only: "now" }) });
      const answer = await fetch(`/api/console/usage?${query}`, { cache: "no-store" })
        .then((response) => (response.ok ? (response.json() as Promise<UsageShown>) : undefined))
        .catch(() => undefined);
      if (stopped) return;
      setShown((before) => {
        if (answer === undefined) return { ...before, now: null };
        return withData ? answer : { ...before, now: answer.now };
      });
    };
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible") return;
      const due = Date.now() - charts >= CHARTS_EVERY_MS;
      if (due) charts = Date.now();
      void read(due);
    }, NOW_EVERY_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [tenantSlug, range]);
  return shown;
}
