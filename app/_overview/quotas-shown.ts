import type { LimitName } from "#core/limit-overrides.ts";
import type { UsagePeak } from "#core/usage.ts";

/** The limits whose use says most of a tenant; Settings has all. */
export const QUOTAS_SHOWN = [
  { limit: "connectionsPerTenantMax", peak: "connections" },
  { limit: "sessionsPerTenantMax", peak: "sessions" },
  { limit: "retainedPerTenantMax", peak: "retained" },
  { limit: "retainedBytesPerTenantMax", peak: "retainedBytes" },
  { limit: "queuedBytesPerTenantMax", peak: "queuedBytes" },
  { limit: "subscriptionBytesPerTenantMax", peak: "subscriptionBytes" },
  { limit: "messagesInPerSecondPerTenantMax", peak: "messagesInPerSecond" },
  { limit: "messagesOutPerSecondPerTenantMax", peak: "messagesOutPerSecond" },
] as const satisfies readonly { readonly limit: LimitName; readonly peak: UsagePeak }[];
