"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../_ui/button.tsx";
import { Card, CardHeader } from "../_ui/card.tsx";
import { Segments } from "../_ui/segments.tsx";
import { useAmount } from "../_usage/amount.ts";
import { LINE_COLOURS, type Line, LineChart } from "../_usage/line-chart.tsx";
import { USAGE_RANGES, type UsageRange, type UsageSeries } from "../_usage/usage-range.ts";

const SUBJECTS = ["messages", "bytes", "connections", "drops"] as const;
type Subject = (typeof SUBJECTS)[number];
/** Reasons with a line of their own. */
const REASONS_MAX = 5;
/** Rows of the table view: the newest. */
const ROWS_MAX = 168;

/** Messages, bytes, connections and drops over time; as lines, or as a table. */
export function UsageCharts({ range, series }: { readonly range: UsageRange; readonly series: UsageSeries }) {
  const t = useTranslations("overview.charts");
  const router = useRouter();
  const pathname = usePathname();
  const query = useSearchParams();
  const amount = useAmount();
  const [subject, setSubject] = useState<Subject>("messages");
  const [asTable, setAsTable] = useState(false);
  const lines = useLines(subject, series);
  const format = (value: number) =>
    amount(value, subject === "bytes" ? "bytes" : "count", subject === "messages" || subject === "bytes");
  const show = (next: UsageRange) => {
    const params = new URLSearchParams(query);
    params.set("t", next);
    router.replace(`${pathname}?${params}`, { scroll: false });
  };
  return (
    <Card aria-labelledby="charts">
      <CardHeader
        id="charts"
        title={t("title")}
        actions={
          <Segments
            label={t("range")}
            value={range}
            onChange={show}
            options={USAGE_RANGES.map((value) => ({ value, label: t(`ranges.${value}`) }))}
          />
        }
      />
      <div className="flex flex-col gap-3 p-4">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Segments
            label={t("subject")}
            value={subject}
            onChange={setSubject}
            options={SUBJECTS.map((value) => ({ value, label: t(`subjects.${value}`) }))}
          />
          <Button size="sm" variant="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t(asTable ? "asChart" : "asTable")}
          </Button>
        </div>
        {asTable ? (
          <ChartTable label={t(`subjects.${subject}`)} times={series.times} lines={lines} format={format} />
        ) : (
          <>
            <LineChart
              label={t("label", { subject: t(`subjects.${subject}`), range: t(`ranges.${range}`) })}
              times={series.times}
              lines={lines}
              format={format}
            />
            <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
              {lines.map(({ name, values }, index) => (
                <li key={name} className="flex items-center gap-1.5">
                  <span
                    aria-hidden
                    className="h-0.5 w-3 rounded-full"
                    style={{ background: `var(${LINE_COLOURS[index % LINE_COLOURS.length]})` }}
                  />
                  {t("highest", { name, value: format(Math.max(0, ...values)) })}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Card>
  );
}

function useLines(subject: Subject, series: UsageSeries): readonly Line[] {
  const t = useTranslations("overview");
  switch (subject) {
    case "messages":
      return [
        { name: t("charts.lines.in"), values: series.perSecond("messagesIn") },
        { name: t("charts.lines.out"), values: series.perSecond("messagesOut") },
      ];
    case "bytes":
      return [
        { name: t("charts.lines.in"), values: series.perSecond("bytesIn") },
        { name: t("charts.lines.out"), values: series.perSecond("bytesOut") },
      ];
    case "connections":
      return [{ name: t("charts.lines.connections"), values: series.peak("connections") }];
    case "drops": {
      const lines = series.dropped.slice(0, REASONS_MAX).map(({ reason, values }) => ({
        name: t(`now.reasons.${reason}` as "now.reasons.expired"),
        values,
      }));
      return lines.length > 0 ? lines : [{ name: t("now.noneDropped"), values: series.times.map(() => 0) }];
    }
  }
}

function ChartTable({
  label,
  times,
  lines,
  format,
}: {
  readonly label: string;
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}) {
  const t = useTranslations("overview.charts");
  const formatter = useFormatter();
  const rows = times
    .map((at, index) => ({ at, index }))
    .slice(-ROWS_MAX)
    .reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section aria-label={label} tabIndex={0} className="max-h-[15.5rem] overflow-auto rounded-md border">
      <table className="w-full border-collapse text-sm">
        <thead className="sticky top-0 bg-sunken">
          <tr>
            <th scope="col" className="h-8 px-3 text-left text-xs font-medium text-muted">
              {t("time")}
            </th>
            {lines.map(({ name }) => (
              <th key={name} scope="col" className="h-8 px-3 text-right text-xs font-medium text-muted">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, index }) => (
            <tr key={at} className="border-t">
              <td className="px-3 py-1 text-xs whitespace-nowrap text-muted tabular-nums">
                {formatter.dateTime(new Date(at * 1_000), {
                  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
                  month: "numeric",
                  day: "numeric",
                  hour: "2-digit",
                  minute: "2-digit",
                })}
              </td>
              {lines.map(({ name, values }) => (
                <td key={name} className="px-3 py-1 text-right text-xs tabular-nums">
                  {format(values[index] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
