"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "../../_ui/badge.tsx";
import type { TrafficState } from "../protocol.ts";

const MEBIBYTE = 1024 * 1024;

interface TrafficLineProps {
  readonly traffic: TrafficState;
  /** Messages that pass the filter, while there is one. */
  readonly shown: number | undefined;
  readonly scanning: boolean;
}

/** How much is kept, how fast it comes, and what was not kept: nothing is left out in silence. */
export function TrafficLine({ traffic, shown, scanning }: TrafficLineProps) {
  const t = useTranslations("messages.traffic");
  const format = useFormatter();
  const number = (value: number) => format.number(value);
  return (
    <p className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted tabular-nums">
      <span>
        {shown === undefined ? t("stored", { count: traffic.stored }) : t("shown", { shown, count: traffic.stored })}
        {scanning ? ` · ${t("scanning")}` : null}
      </span>
      <span>{t("rate", { rate: number(traffic.receivedPerSecond) })}</span>
      <span>
        {t("memory", {
          used: format.number(traffic.storedBytes / MEBIBYTE, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
          max: format.number(traffic.storedBytesMax / MEBIBYTE, { maximumFractionDigits: 0 }),
        })}
      </span>
      {traffic.evicted > 0 ? <span>{t("evicted", { count: traffic.evicted })}</span> : null}
      {traffic.skipped > 0 ? <span>{t("skipped", { count: traffic.skipped })}</span> : null}
      {traffic.oneIn > 1 ? <Badge tone="warn">{t("sampled", { k: traffic.oneIn })}</Badge> : null}
    </p>
  );
}
