/** What a tenant did and held in some stretch of time: counts add up, peaks are the highest of them. */

export const USAGE_COUNTS = [
  "connects",
  "connectsRefused",
  "messagesIn",
  "messagesOut",
  "bytesIn",
  "bytesOut",
  "publishesDenied",
  "subscribesDenied",
] as const;
export type UsageCount = (typeof USAGE_COUNTS)[number];

/** What is there at a moment. */
export const USAGE_GAUGES = [
  "connections",
  "sessions",
  "retained",
  "retainedBytes",
  "queuedBytes",
  "subscriptionBytes",
] as const;
export type UsageGauge = (typeof USAGE_GAUGES)[number];

/** What happens in a second. */
export const USAGE_RATES = [
  "connectsPerSecond",
  "messagesInPerSecond",
  "messagesOutPerSecond",
  "bytesInPerSecond",
  "bytesOutPerSecond",
] as const;
export type UsageRate = (typeof USAGE_RATES)[number];

/** The count that a rate is of. */
export const RATE_COUNTS: Readonly<Record<UsageRate, UsageCount>> = {
  connectsPerSecond: "connects",
  messagesInPerSecond: "messagesIn",
  messagesOutPerSecond: "messagesOut",
  bytesInPerSecond: "bytesIn",
  bytesOutPerSecond: "bytesOut",
};

export type UsagePeak = UsageGauge | UsageRate;
export const USAGE_PEAKS: readonly UsagePeak[] = [...USAGE_GAUGES, ...USAGE_RATES];

/** At this moment, and in the second before it. */
export type UsageNow = Readonly<Record<UsagePeak, number>>;

/** A stretch of time; `dropped` by reason, without those of which there were none. */
export interface Usage {
  readonly counts: Readonly<Record<UsageCount, number>>;
  readonly peaks: Readonly<Record<UsagePeak, number>>;
  readonly dropped: Readonly<Record<string, number>>;
}
