"use client";

import { useFormatter, useNow } from "next-intl";
import { useInBrowser } from "./use-in-browser.ts";

const UPDATE_MS = 10_000;

/** "5 minutes ago", kept right while the page stands; the exact time in the reader's zone on hover. */
export function TimeAgo({ at }: { readonly at: string }) {
  const format = useFormatter();
  const now = useNow({ updateInterval: UPDATE_MS });
  const inBrowser = useInBrowser();
  const date = new Date(at);
  // A clock that runs behind must not say "in 2 seconds".
  const text = format.relativeTime(date > now ? now : date, now);
  return (
    <time dateTime={at} title={inBrowser ? date.toLocaleString() : at} suppressHydrationWarning>
      {text}
    </time>
  );
}
