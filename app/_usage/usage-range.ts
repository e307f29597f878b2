import type { UsageCount, UsagePeak } from "#core/usage.ts";
import { BUCKETS, type UsageBucket } from "../_services/usage/buckets.ts";
import type { GetUsageInput, UsageView } from "../_services/usage/usage.ts";

/** What the charts show, as the page's URL says it. */
export const USAGE_RANGES = ["1h", "24h", "7d"] as const;
export type UsageRange = (typeof USAGE_RANGES)[number];

const SHAPES: Readonly<Record<UsageRange, { readonly bucket: UsageBucket; readonly points: number }>> = {
  "1h": { bucket: "minute", points: 60 },
  "24h": { bucket: "tenMinutes", points: 144 },
  "7d": { bucket: "hour", points: 168 },
};

export function readUsageRange(text: unknown): UsageRange {
  return USAGE_RANGES.find((range) => range === text) ?? "1h";
}

/** Whole stretches up to the running one, which is not over. */
export function usageInput(range: UsageRange, nowMs: number): GetUsageInput {
  const { bucket, points } = SHAPES[range];
  const stepMs = BUCKETS[bucket].seconds * 1_000;
  const to = Math.floor(nowMs / stepMs) * stepMs;
  return { from: new Date(to - points * stepMs), to: new Date(to), bucket };
}

/** Lines over time: each stretch has its place, also those without any use. */
export interface UsageSeries {
  /** Seconds since the epoch, at the beginning of each stretch. */
  readonly times: readonly number[];
  readonly stepSeconds: number;
  /** In each stretch, on average in a second. */
  perSecond(count: UsageCount): number[];
  peak(peak: UsagePeak): number[];
  /** By reason, those with the most first. */
  readonly dropped: readonly { readonly reason: string; readonly values: readonly number[] }[];
}

export function usageSeries(data: UsageView["data"], { from, to, bucket }: GetUsageInput): UsageSeries {
  const stepSeconds = BUCKETS[bucket].seconds;
  const times: number[] = [];
  for (let at = from.getTime() / 1_000; at < to.getTime() / 1_000; at += stepSeconds) times.push(at);
  const points = new Map(data.map((point) => [Date.parse(point.at) / 1_000, point]));
  const along = (pick: (point: UsageView["data"][number]) => number) =>
    times.map((at) => {
      const point = points.get(at);
      return point === undefined ? 0 : pick(point);
    });
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const reasons = [...new Set(data.flatMap(({ dropped }) => Object.keys(dropped)))];
  return {
    times,
    stepSeconds,
    perSecond: (count) => along(({ counts }) => counts[count] / stepSeconds),
    peak: (peak) => along(({ peaks }) => peaks[peak]),
    dropped: reasons
      .map((reason) => ({ reason, values: along(({ dropped }) => dropped[reason] ?? 0) }))
      .sort((one, other) => total(other.values) - total(one.values)),
  };
}
