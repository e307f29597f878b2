"use client";

import { useFormatter } from "next-intl";
import { useTheme } from "next-themes";
import { useEffect, useRef } from "react";
import type UPlot from "uplot";
import "uplot/dist/uPlot.min.css";

/** Tokens of app/globals.css, told apart by lightness as well as by hue. */
export const LINE_COLOURS = ["--accent", "--ok-mark", "--warn-mark", "--danger", "--muted"] as const;

export interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

interface LineChartProps {
  /** What it shows, for those who do not see it; the table says the numbers. */
  readonly label: string;
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** Whether the scale begins at zero, as counts do; a measured value fills the height instead. */
  readonly fromZero?: boolean;
}

const HEIGHT = 220;
/** A shorter time than this is told with its seconds. */
const SECONDS_TOLD_BELOW = 600;

/**
 * Lines over time. The library is fetched when a chart is first shown, and draws on a canvas: hundreds of points cost a
 * millisecond. Colours are the page's tokens, read anew when the theme changes.
 */
export function LineChart({ label, times, lines, format, fromZero = true }: LineChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const { resolvedTheme } = useTheme();
  const formatter = useFormatter();
  const shown = useRef({ times, lines, format, formatter, fromZero });
  shown.current = { times, lines, format, formatter, fromZero };
  const chart = useRef<UPlot>(undefined);
  const names = lines.map(({ name }) => name).join("\n");

  // biome-ignore lint/correctness/useExhaustiveDependencies: other lines and another theme need another chart
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let gone = false;
    let observer: ResizeObserver | undefined;
    void import("uplot").then(({ default: Chart }) => {
      if (gone) return;
      chart.current = new Chart(optionsOf(element, shown), dataOf(shown.current), element);
      observer = new ResizeObserver(() => chart.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
      observer.observe(element);
    });
    return () => {
      gone = true;
      observer?.disconnect();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [names, resolvedTheme]);

  useEffect(() => chart.current?.setData(dataOf({ times, lines })), [times, lines]);

  return <div ref={box} role="img" aria-label={label} className="h-[220px] w-full min-w-0 overflow-hidden" />;
}

type Shown = {
  current: Pick<Required<LineChartProps>, "times" | "lines" | "format" | "fromZero"> & {
    formatter: ReturnType<typeof useFormatter>;
  };
};

function dataOf({ times, lines }: Pick<LineChartProps, "times" | "lines">): UPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}

/** A tenth of room above and below; a value that never changed lies in the middle. */
function around(min: number, max: number): [number, number] {
  const room = (max - min) / 10 || Math.abs(max) / 10 || 1;
  return [min - room, max + room];
}

function optionsOf(element: HTMLElement, shown: Shown): UPlot.Options {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  const axis = { stroke: token("--faint"), font, ticks: { show: false }, grid: { stroke: token("--line"), width: 1 } };
  const span = () => (shown.current.times.at(-1) ?? 0) - (shown.current.times[0] ?? 0);
  const clock = (seconds: number) =>
    shown.current.formatter.dateTime(new Date(seconds * 1_000), {
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(span() > 90_000 ? { month: "numeric", day: "numeric" } : { hour: "2-digit", minute: "2-digit" }),
      ...(span() < SECONDS_TOLD_BELOW && { second: "2-digit", hourCycle: "h23" }),
    });
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    scales: {
      y: { range: (_chart, min, max) => (shown.current.fromZero ? [0, max > 0 ? max * 1.1 : 1] : around(min, max)) },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 72, size: 30, values: (_chart, at) => at.map(clock) },
      { ...axis, size: 60, space: 36, values: (_chart, values) => values.map((value) => shown.current.format(value)) },
    ],
    series: [
      {},
      ...shown.current.lines.map((line, index) => ({
        label: line.name,
        stroke: token(LINE_COLOURS[index % LINE_COLOURS.length] ?? "--accent"),
        width: 1.75,
        points: { show: false },
        ...(shown.current.lines.length === 1 ? { fill: token("--accent-soft") } : {}),
      })),
    ],
  };
}
