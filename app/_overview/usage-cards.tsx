"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useIsStale } from "../_live/live-provider.tsx";
import type { LimitView } from "../_services/limits/limit.ts";
import { Card, CardHeader } from "../_ui/card.tsx";
import { classes } from "../_ui/classes.ts";
import { unitOf, useAmount } from "../_usage/amount.ts";
import { QuotaBar } from "../_usage/quota-bar.tsx";
import type { UsageRange } from "../_usage/usage-range.ts";
import { usageInput, usageSeries } from "../_usage/usage-range.ts";
import { type UsageShown, useUsage } from "../_usage/use-usage.ts";
import { NowCards } from "./now-cards.tsx";
import { QUOTAS_SHOWN } from "./quotas-shown.ts";
import { UsageCharts } from "./usage-charts.tsx";

interface UsageCardsProps {
  readonly tenantSlug: string;
  readonly range: UsageRange;
  readonly usage: UsageShown;
  readonly limits: readonly LimitView[];
}

/** What the tenant uses: now, over time, and of its limits. */
export function UsageCards({ tenantSlug, range, usage, limits }: UsageCardsProps) {
  const shown = useUsage(tenantSlug, range, usage);
  const series = usageSeries(shown.data, usageInput(shown.range, shown.readAtMs));
  const stale = useIsStale();
  return (
    <div
      // Numbers that stand still must not look alive.
      className={classes("flex flex-col gap-6", stale && "grayscale [&_dd]:text-muted")}
      data-stale={stale || undefined}
    >
      <NowCards now={shown.now} limits={limits} series={series} tenantSlug={tenantSlug} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <UsageCharts range={range} series={series} />
        <QuotaCard tenantSlug={tenantSlug} limits={limits} now={shown.now} />
      </div>
    </div>
  );
}

function QuotaCard({
  tenantSlug,
  limits,
  now,
}: {
  readonly tenantSlug: string;
  readonly limits: readonly LimitView[];
  readonly now: UsageShown["now"];
}) {
  const t = useTranslations("overview.quotas");
  const names = useTranslations("limits");
  const amount = useAmount();
  const rows = QUOTAS_SHOWN.flatMap(({ limit: name, peak }) => {
    const limit = limits.find((one) => one.name === name);
    return limit === undefined || limit.limit === 0 ? [] : [{ ...limit, name, used: now?.[peak] ?? limit.used }];
  });
  return (
    <Card aria-labelledby="quotas">
      <CardHeader
        id="quotas"
        title={t("title")}
        actions={
          <Link href={`/${tenantSlug}/settings`} className="text-sm text-accent-text hover:underline">
            {t("all")}
          </Link>
        }
      />
      <ul className="flex flex-col gap-3.5 p-4">
        {rows.map(({ name, used, limit }) => {
          const unit = unitOf(name);
          const text = used === null ? t("unknown") : t("of", { used: amount(used, unit), limit: amount(limit, unit) });
          return (
            <li key={name} className="flex flex-col gap-1.5">
              <span className="flex items-baseline justify-between gap-2 text-sm">
                <span>{names(`names.${name}`)}</span>
                <span className="text-xs text-muted tabular-nums">{text}</span>
              </span>
              <QuotaBar label={names(`names.${name}`)} used={used ?? 0} limit={limit} text={text} />
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
