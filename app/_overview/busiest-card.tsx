"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card, CardHeader } from "../_ui/card.tsx";
import { useAmount } from "../_usage/amount.ts";
import { useBusiest } from "./use-busiest.ts";

/** The topics and clients that publish most at the moment. */
export function BusiestCard({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("overview.busiest");
  const busiest = useBusiest(tenantSlug);
  const quiet = busiest !== undefined && busiest.topics.length === 0 && busiest.clients.length === 0;
  return (
    <Card aria-labelledby="busiest">
      <CardHeader id="busiest" title={t("title")} description={t("text")} />
      {busiest === undefined || quiet ? (
        <p className="px-4 py-4 text-sm text-muted">{t(quiet ? "quiet" : "counting")}</p>
      ) : (
        <div className="grid gap-x-4 sm:grid-cols-2">
          <Ranking title={t("topics")}>
            {busiest.topics.map(({ topic, messagesPerSecond }) => (
              <Rank
                key={topic}
                href={`/${tenantSlug}/topics?${new URLSearchParams({ topic })}`}
                name={topic}
                rate={messagesPerSecond}
              />
            ))}
          </Ranking>
          <Ranking title={t("clients")}>
            {busiest.clients.map(({ deviceId, deviceName, clientId, messagesPerSecond }) => (
              <Rank
                key={`${deviceId} ${clientId}`}
                href={deviceId === null ? undefined : `/${tenantSlug}/devices/${deviceId}`}
                name={deviceName === "" ? clientId : deviceName}
                rate={messagesPerSecond}
              />
            ))}
          </Ranking>
        </div>
      )}
    </Card>
  );
}

function Ranking({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0 px-4 py-3">
      <h3 className="mb-1 text-xs font-medium text-muted">{title}</h3>
      <ol className="flex flex-col text-sm">{children}</ol>
    </div>
  );
}

interface RankProps {
  readonly href: string | undefined;
  readonly name: string;
  readonly rate: number;
}

function Rank({ href, name, rate }: RankProps) {
  const amount = useAmount();
  return (
    <li className="flex items-baseline justify-between gap-3 py-0.5">
      <span className="min-w-0 truncate font-mono text-xs" title={name}>
        {href === undefined ? (
          name
        ) : (
          <Link href={href} className="hover:underline">
            {name}
          </Link>
        )}
      </span>
      <span className="shrink-0 text-xs text-muted tabular-nums">{amount(rate, "count", true)}</span>
    </li>
  );
}
