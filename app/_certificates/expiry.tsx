"use client";

import { TriangleAlert } from "lucide-react";
import { useFormatter, useNow, useTranslations } from "next-intl";
import { classes } from "../_ui/classes.ts";

interface ExpiryProps {
  readonly notBefore: string;
  readonly notAfter: string;
  /** It is over before its time: since then, or null where that is not known. Undefined: it is not. */
  readonly endedAt?: string | null | undefined;
  /** The column or the label above says already that this is an end. */
  readonly bare?: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Days left, and how it looks from then on; the first that fits. */
const STEPS = [
  { days: 1, text: "font-medium text-danger", bar: "bg-danger", alarm: true },
  { days: 7, text: "text-danger", bar: "bg-danger", alarm: false },
  { days: 30, text: "text-warn", bar: "bg-warn-mark", alarm: false },
] as const;
const CALM = { text: "text-muted", bar: "bg-ok-mark", alarm: false } as const;
const OVER = { text: "text-muted", bar: undefined, alarm: false } as const;
/** Up to here days are counted: "in 4 weeks" would hide that it is 25. */
const DAYS_COUNTED = 60;

/** When a certificate ends, and how much of its life is left: warns at 30 days, 7 days and one. */
export function Expiry({ notBefore, notAfter, endedAt, bare = false }: ExpiryProps) {
  const t = useTranslations("certificates");
  const format = useFormatter();
  const now = useNow();
  const [begin, end] = [new Date(notBefore), new Date(notAfter)];
  const left = end.getTime() - now.getTime();
  const over = endedAt !== undefined || left <= 0;
  const look = over ? OVER : (STEPS.find(({ days }) => left <= days * DAY_MS) ?? CALM);
  const share = Math.min(1, Math.max(0.04, left / (end.getTime() - begin.getTime())));
  return (
    <span className="inline-flex w-30 flex-col gap-1 text-xs whitespace-nowrap">
      <time
        dateTime={notAfter}
        title={format.dateTime(end, { dateStyle: "long", timeStyle: "short" })}
        suppressHydrationWarning
        className={classes("inline-flex items-center gap-1", look.text)}
      >
        {look.alarm ? <TriangleAlert aria-hidden className="size-3.5" /> : null}
        {words()}
      </time>
      <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-hover">
        {look.bar === undefined ? null : (
          <span
            className={classes("block h-full rounded-full", look.bar)}
            style={{ width: `${share * 100}%` }}
            suppressHydrationWarning
          />
        )}
      </span>
    </span>
  );

  function words(): string {
    if (endedAt === null) return t("ended");
    const at = endedAt === undefined ? end : new Date(endedAt);
    const inDays = left > DAY_MS && left < DAYS_COUNTED * DAY_MS;
    const when = format.relativeTime(at, inDays && !over ? { now, unit: "day" } : { now });
    if (bare) return when;
    return over ? t("endedAt", { when }) : t("ends", { when });
  }
}
