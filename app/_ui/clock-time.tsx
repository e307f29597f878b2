"use client";

import { useFormatter } from "next-intl";
import { useSyncExternalStore } from "react";

const never = () => () => {};
const browsersZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The reader's time zone; UTC while the page is made on the server, which does not know it. */
export function useTimeZone(): string {
  return useSyncExternalStore(never, browsersZone, () => "UTC");
}

/** The time of day to the millisecond, in the reader's zone; the whole date on hover. */
export function ClockTime({ at }: { readonly at: string }) {
  const format = useFormatter();
  const timeZone = useTimeZone();
  const date = new Date(at);
  const time = format.dateTime(date, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
    timeZone,
  });
  const title = format.dateTime(date, { dateStyle: "full", timeStyle: "long", timeZone });
  return (
    <time dateTime={at} title={title}>
      {time}
    </time>
  );
}
