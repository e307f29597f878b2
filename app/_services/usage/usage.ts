import { z } from "zod";
import { USAGE_COUNTS, USAGE_PEAKS, type UsageCount, type UsagePeak } from "#core/usage.ts";
import type { UsagePoint } from "#db/queries/usage.ts";
import { BUCKETS, MINUTE_SECONDS, USAGE_BUCKETS } from "./buckets.ts";

/** What usage looks like from outside, and what may be asked of it. */

/** Points of one answer, at most: a week by ten minutes, two months by the hour. */
const POINTS_MAX = 1_500;

const moment = z.iso.datetime({ offset: true });

export const getUsageInput = z
  .strictObject({
    from: moment.optional().meta({ description: "RFC 3339; 24 hours before `to`, unless given." }),
    to: moment.optional().meta({ description: "RFC 3339; now, unless given." }),
    bucket: z.enum(USAGE_BUCKETS).default("hour").meta({
      description: "How long one stretch is, in UTC. Minutes are kept for a day, hours and days for more than a year.",
    }),
  })
  .transform(({ from, to, bucket }, ctx) => {
    const end = to === undefined ? new Date() : new Date(to);
    const start = from === undefined ? new Date(end.getTime() - 24 * 60 * MINUTE_SECONDS * 1_000) : new Date(from);
    if (start >= end) ctx.addIssue({ code: "custom", path: ["from"], message: "must be before `to`" });
    const points = (end.getTime() - start.getTime()) / 1_000 / BUCKETS[bucket].seconds;
    if (points > POINTS_MAX) {
      const message = `must not span more than ${POINTS_MAX} stretches; take longer ones, or less time`;
      ctx.addIssue({ code: "custom", path: ["bucket"], message });
    }
    return { from: start, to: end, bucket };
  });
export type GetUsageInput = z.output<typeof getUsageInput>;

const counts = numbers<UsageCount>(USAGE_COUNTS);
const peaks = numbers<UsagePeak>(USAGE_PEAKS);

export const usagePointView = z
  .strictObject({
    at: z.iso.datetime().meta({ description: "When the stretch begins, RFC 3339, UTC." }),
    counts: counts.meta({ description: "How much in all. Bytes are MQTT's own, without TLS and WebSocket framing." }),
    peaks: peaks.meta({ description: "The most at, or in, any one second." }),
    dropped: z
      .record(z.string(), z.number())
      .meta({ description: "Messages that did not reach a receiver, by reason." }),
  })
  .meta({ id: "UsagePoint" });

export const usageView = z
  .strictObject({
    data: z.array(usagePointView).readonly().meta({ description: "Oldest first; stretches without any are missing." }),
    now: peaks
      .nullable()
      .meta({ description: "At this moment, and in the last second; null when it cannot be known." }),
  })
  .meta({ id: "Usage" });
export type UsageView = z.output<typeof usageView>;

export function presentUsagePoint({ at, counts, peaks, dropped }: UsagePoint): UsageView["data"][number] {
  return { at: at.toISOString(), counts: { ...counts }, peaks: { ...peaks }, dropped: { ...dropped } };
}

function numbers<Name extends string>(names: readonly Name[]) {
  return z.strictObject(Object.fromEntries(names.map((name) => [name, z.number()])) as Record<Name, z.ZodNumber>);
}
