/** The stretches of time that usage is told by. Apart from the schemas, because the browser needs it without them. */
export const MINUTE_SECONDS = 60;

export const USAGE_BUCKETS = ["minute", "tenMinutes", "hour", "day"] as const;
export type UsageBucket = (typeof USAGE_BUCKETS)[number];

/** How long each is, and of which rows it is made. */
export const BUCKETS: Readonly<Record<UsageBucket, { readonly seconds: number; readonly of: "minute" | "hour" }>> = {
  minute: { seconds: MINUTE_SECONDS, of: "minute" },
  tenMinutes: { seconds: 10 * MINUTE_SECONDS, of: "minute" },
  hour: { seconds: 60 * MINUTE_SECONDS, of: "hour" },
  day: { seconds: 24 * 60 * MINUTE_SECONDS, of: "hour" },
};
