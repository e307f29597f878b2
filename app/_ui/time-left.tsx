"use client";

import { useFormatter, useNow } from "next-intl";
import { useInBrowser } from "./use-in-browser.ts";

const UPDATE_MS = 1_000;

/** "in 5 minutes", counted down while the page stands; the exact time in the reader's zone on hover. */
export function TimeLeft({ until }: { readonly until: string }) {
  const format = useFormatter();
  const now = useNow({ updateInterval: UPDATE_MS });
  const inBrowser = useInBrowser();
  const date = new Date(until);
  return (
    <time dateTime={until} title={inBrowser ? date.toLocaleString() : until} suppressHydrationWarning>
      {format.relativeTime(date < now ? now : date, now)}
    </time>
  );
}
