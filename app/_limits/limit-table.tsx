"use client";

import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { isRate, type LimitName } from "#core/limit-overrides.ts";
import type { LimitsView, LimitView } from "../_services/limits/limit.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { Table, Td, Th, Tr } from "../_ui/table.tsx";
import { unitOf, useAmount } from "../_usage/amount.ts";
import { QuotaBar } from "../_usage/quota-bar.tsx";
import { EditLimit } from "./edit-limit.tsx";

interface LimitTableProps {
  readonly tenantSlug: string;
  readonly heading: string;
  readonly limits: readonly (LimitView & { readonly name: string })[];
  readonly metered: boolean;
  /** All of them, with their version: what a change begins with. */
  readonly all: LimitsView;
  readonly mayWrite: boolean;
}

/** Limits with what is used of them, the most of a day, and what happens at them. */
export function LimitTable({ tenantSlug, heading, limits, metered, all, mayWrite }: LimitTableProps) {
  const t = useTranslations("limits");
  const amount = useAmount();
  return (
    <Table aria-label={heading} className="min-w-[32rem] table-fixed">
      <thead>
        <tr>
          <Th className="w-auto">{t("columns.limit")}</Th>
          {metered ? <Th className="w-40">{t("columns.used")}</Th> : null}
          {metered ? <Th className="hidden w-28 text-right md:table-cell">{t("columns.peak")}</Th> : null}
          <Th className="w-32 text-right">{t("columns.max")}</Th>
          {mayWrite ? (
            <Th className="w-14">
              <span className="sr-only">{t("columns.actions")}</span>
            </Th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {limits.map((limit) => {
          const name = limit.name as LimitName;
          const unit = unitOf(name);
          const label = t(`names.${name}`);
          const unlimited = isRate(name) && limit.limit === 0;
          const shown = unlimited ? t("unlimited") : amount(limit.limit, unit);
          const used = limit.used === null ? t("unknown") : amount(limit.used, unit);
          return (
            <Tr key={name}>
              <Td className="py-2">
                <span className="flex flex-wrap items-center gap-x-2 font-medium">
                  {label}
                  {limit.own === null ? null : <Badge tone="accent">{t("own")}</Badge>}
                </span>
                <span className="block text-xs text-muted">{t(`effects.${limit.atLimit}`)}</span>
              </Td>
              {metered ? (
                <Td>
                  {limit.peak24h === null ? (
                    <span className="text-xs text-faint">–</span>
                  ) : (
                    <span className="flex flex-col gap-1">
                      <span className="text-xs text-muted tabular-nums">{used}</span>
                      {unlimited ? null : (
                        <QuotaBar
                          label={label}
                          used={limit.used ?? 0}
                          limit={limit.limit}
                          text={t("usedOf", { used, limit: shown })}
                        />
                      )}
                    </span>
                  )}
                </Td>
              ) : null}
              {metered ? (
                <Td className="hidden text-right text-xs text-muted tabular-nums md:table-cell">
                  {limit.peak24h === null ? "–" : amount(limit.peak24h, unit)}
                </Td>
              ) : null}
              <Td className="text-right tabular-nums">{shown}</Td>
              {mayWrite ? (
                <Td className="px-2 text-right">
                  <EditLimit
                    tenantSlug={tenantSlug}
                    name={name}
                    limits={all}
                    trigger={
                      <Button variant="quiet" size="iconSm" aria-label={t("edit.one", { name: label })}>
                        <Pencil aria-hidden />
                      </Button>
                    }
                  />
                </Td>
              ) : null}
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
