"use client";

import { ChartLine, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { decodeText } from "../_client/decode-payload.ts";
import { Button } from "../_ui/button.tsx";
import { LineChart } from "../_usage/line-chart.tsx";
import { useMeasured } from "./amounts.ts";
import type { HistoryEntry, TopicMessage } from "./history.ts";
import { type JsonNumber, type JsonPath, numberAt, numbersIn, pathText, samePath } from "./json-number.ts";

/** Charts at once: each has a scale of its own. */
export const CHARTS_MAX = 3;
/** Numbers offered as buttons; others are clicked in the JSON. */
const OFFERED_MAX = 12;
/** Rows of the table view, the newest. */
const ROWS_MAX = 100;

interface ValueChartsProps {
  readonly entries: readonly HistoryEntry[];
  readonly message: TopicMessage;
  readonly charted: readonly JsonPath[];
  readonly onToggle: (path: JsonPath) => void;
}

/** The numbers of the payload, each a button that draws it over time. */
export function ValueCharts({ entries, message, charted, onToggle }: ValueChartsProps) {
  const t = useTranslations("topics.chart");
  const number = useMeasured();
  const numbers = useMemo(() => numbersOf(message.payload), [message]);
  if (numbers.length === 0 && charted.length === 0) return null;
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-1.5">
        <span className="mr-1 flex items-center gap-1 text-xs text-muted">
          <ChartLine aria-hidden className="size-3.5" />
          {t("title")}
        </span>
        {numbers.slice(0, OFFERED_MAX).map(({ path, value }) => (
          <Button
            key={pathText(path)}
            size="sm"
            aria-pressed={charted.some((each) => samePath(each, path))}
            className="max-w-full font-mono aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-text"
            onClick={() => onToggle(path)}
          >
            <span className="truncate">{pathText(path)}</span>
            <span className="text-muted">{number(value)}</span>
          </Button>
        ))}
      </div>
      {charted.map((path) => (
        <ValueChart key={pathText(path)} entries={entries} path={path} onClose={() => onToggle(path)} />
      ))}
    </section>
  );
}

interface ValueChartProps {
  readonly entries: readonly HistoryEntry[];
  readonly path: JsonPath;
  readonly onClose: () => void;
}

function ValueChart({ entries, path, onClose }: ValueChartProps) {
  const t = useTranslations("topics.chart");
  const format = useFormatter();
  const [asTable, setAsTable] = useState(false);
  const name = pathText(path);
  const points = useMemo(() => pointsOf(entries, path), [entries, path]);
  const times = useMemo(() => points.map(({ atMs }) => atMs / 1_000), [points]);
  const lines = useMemo(() => [{ name, values: points.map(({ value }) => value) }], [points, name]);
  const number = useMeasured();
  return (
    <figure className="flex flex-col gap-1 rounded-md border p-3" data-testid="value-chart">
      <figcaption className="flex items-center gap-2 text-xs">
        <span className="min-w-0 flex-1 truncate font-mono font-medium">{name}</span>
        <span className="text-muted">{t("points", { count: points.length })}</span>
        <Button size="sm" variant="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {t(asTable ? "asChart" : "asTable")}
        </Button>
        <Button size="iconSm" variant="quiet" aria-label={t("close", { name })} onClick={onClose}>
          <X aria-hidden />
        </Button>
      </figcaption>
      {asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
        <section aria-label={name} tabIndex={0} className="max-h-56 overflow-auto">
          <table className="w-full text-xs tabular-nums">
            <thead className="sr-only">
              <tr>
                <th scope="col">{t("time")}</th>
                <th scope="col">{name}</th>
              </tr>
            </thead>
            <tbody>
              {points
                .slice(-ROWS_MAX)
                .reverse()
                .map(({ key, atMs, value }) => (
                  <tr key={key} className="border-t">
                    <td className="py-1 text-muted">
                      {format.dateTime(atMs, {
                        hour: "2-digit",
                        minute: "2-digit",
                        second: "2-digit",
                        hourCycle: "h23",
                        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
                      })}
                    </td>
                    <td className="py-1 text-right">{number(value)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </section>
      ) : (
        <LineChart label={t("label", { name })} times={times} lines={lines} format={number} fromZero={false} />
      )}
    </figure>
  );
}

function numbersOf(payload: Uint8Array): readonly JsonNumber[] {
  const text = decodeText(payload);
  return text === undefined ? [] : numbersIn(text);
}

interface Point {
  readonly key: number;
  readonly atMs: number;
  readonly value: number;
}

function pointsOf(entries: readonly HistoryEntry[], path: JsonPath): readonly Point[] {
  return entries.flatMap((entry) => {
    if (entry.kind === "gap" || entry.atMs === null) return [];
    const value = numberOf(entry, path);
    return value === undefined ? [] : [{ key: entry.key, atMs: entry.atMs, value }];
  });
}

/** What was read of a message is kept with it: a chart of a thousand grows four times a second. */
const readNumbers = new WeakMap<TopicMessage, Map<string, number | undefined>>();

function numberOf(message: TopicMessage, path: JsonPath): number | undefined {
  const name = pathText(path);
  const read = readNumbers.get(message) ?? new Map<string, number | undefined>();
  readNumbers.set(message, read);
  if (!read.has(name)) {
    const text = decodeText(message.payload);
    read.set(name, text === undefined ? undefined : numberAt(text, path));
  }
  return read.get(name);
}
