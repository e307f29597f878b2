"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { LimitView } from "../_services/limits/limit.ts";
import type { UsageView } from "../_services/usage/usage.ts";
import { useAmount } from "../_usage/amount.ts";
import type { UsageSeries } from "../_usage/usage-range.ts";

interface NowCardsProps {
  readonly tenantSlug: string;
  /** Null: the broker cannot be asked. */
  readonly now: UsageView["now"];
  readonly limits: readonly LimitView[];
  readonly series: UsageSeries;
}

/** The numbers of this moment, of fixed width so that they do not jitter. */
export function NowCards({ tenantSlug, now, limits, series }: NowCardsProps) {
  const t = useTranslations("overview.now");
  const amount = useAmount();
  const limit = limits.find(({ name }) => name === "connectionsPerTenantMax")?.limit;
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const dropped = total(series.dropped.map(({ values }) => total(values)));
  const worst = series.dropped[0]?.reason;
  const rate = (value: number | undefined, unit: "count" | "bytes") =>
    value === undefined ? "–" : amount(value, unit, true);
  const cards = [
    {
      key: "connections",
      value: now === null ? "–" : amount(now.connections, "count"),
      note: limit === undefined ? undefined : t("of", { limit: amount(limit, "count") }),
      href: `/${tenantSlug}/devices`,
    },
    { key: "messagesIn", value: rate(now?.messagesInPerSecond, "count"), note: rate(now?.bytesInPerSecond, "bytes") },
    {
      key: "messagesOut",
      value: rate(now?.messagesOutPerSecond, "count"),
      note: rate(now?.bytesOutPerSecond, "bytes"),
    },
    {
      key: "dropped",
      value: amount(dropped, "count"),
      note:
        worst === undefined ? t("noneDropped") : t("mostly", { reason: t(`reasons.${worst}` as "reasons.expired") }),
      href: `/${tenantSlug}/events?show=drops`,
    },
    {
      key: "retained",
      value: now === null ? "–" : amount(now.retained, "count"),
      note: now === null ? undefined : amount(now.retainedBytes, "bytes"),
    },
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
      {cards.map((card) => (
        <div
          key={card.key}
          className="relative flex flex-col gap-0.5 rounded-lg border bg-surface px-4 py-3 shadow-card"
        >
          <dt className="text-xs text-muted">
            {"href" in card ? (
              <Link href={card.href} className="after:absolute after:inset-0 after:rounded-lg hover:underline">
                {t(card.key)}
              </Link>
            ) : (
              t(card.key)
            )}
          </dt>
          <dd className="truncate text-2xl font-semibold tracking-tight tabular-nums">{card.value}</dd>
          <dd className="truncate text-xs text-faint tabular-nums">{card.note ?? "\u00a0"}</dd>
        </div>
      ))}
    </dl>
  );
}
