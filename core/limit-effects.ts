import type { LimitName } from "./limit-overrides.ts";
import type { UsagePeak } from "./usage.ts";

/** What happens to whoever meets a limit, in kinds that the console puts into words; docs/limits.md says each in full. */
export const LIMIT_EFFECTS = {
  maximumPacketSizeBytes: "disconnected",
  connectPacketSizeBytes: "connectRefused",
  topicLevelsMax: "topicRefused",
  topicBytesMax: "topicRefused",
  clientIdBytesMax: "connectRefused",
  keepAliveSecondsMax: "lessGranted",
  connectTimeoutSeconds: "closed",
  unauthenticatedPerAddressMax: "closed",
  failedLoginsPerAddressMax: "mustWait",
  failedLoginsPerDeviceMax: "mustWait",
  receiveMaximum: "disconnected",
  inflightMax: "queued",
  topicAliasMaximum: "disconnected",
  queuedMessagesMax: "queueFull",
  queuedBytesMax: "queueFull",
  outboundBytesMax: "qos0Dropped",
  subscriptionsPerSessionMax: "subscribeRefused",
  subscriptionBytesPerSessionMax: "subscribeRefused",
  subscriptionBytesPerTenantMax: "subscribeRefused",
  filtersPerPacketMax: "disconnected",
  retainedPerTenantMax: "notRetained",
  retainedBytesPerTenantMax: "notRetained",
  connectionsPerTenantMax: "connectRefused",
  sessionExpirySecondsMax: "lessGranted",
  sessionsPerTenantMax: "connectRefused",
  publishesPerSecondMax: "slowed",
  eventsKeptDays: "forgotten",
  eventsKeptPerSecondMax: "counted",
  storeWaitSecondsMax: "comeAgain",
  connectionsPerDeviceMax: "connectRefused",
  sessionsPerDeviceMax: "connectRefused",
  connectsPerSecondPerTenantMax: "comeAgain",
  messagesInPerSecondPerTenantMax: "slowed",
  messagesInPerSecondPerDeviceMax: "slowed",
  messagesOutPerSecondPerTenantMax: "sentLater",
  messagesOutPerSecondPerDeviceMax: "sentLater",
  bytesInPerSecondPerTenantMax: "slowed",
  bytesInPerSecondPerDeviceMax: "slowed",
  bytesOutPerSecondPerTenantMax: "sentLater",
  bytesOutPerSecondPerDeviceMax: "sentLater",
  queuedBytesPerTenantMax: "queueFull",
} as const satisfies Readonly<Record<LimitName, string>>;

export type LimitEffect = (typeof LIMIT_EFFECTS)[LimitName];
export const LIMIT_EFFECT_KINDS = [...new Set(Object.values(LIMIT_EFFECTS))] as [LimitEffect, ...LimitEffect[]];

/** What is metered of a tenant's limits; of the others there is one use for each client, session or packet. */
export const METERED_LIMITS: Readonly<Partial<Record<LimitName, UsagePeak>>> = {
  connectionsPerTenantMax: "connections",
  sessionsPerTenantMax: "sessions",
  retainedPerTenantMax: "retained",
  retainedBytesPerTenantMax: "retainedBytes",
  queuedBytesPerTenantMax: "queuedBytes",
  subscriptionBytesPerTenantMax: "subscriptionBytes",
  connectsPerSecondPerTenantMax: "connectsPerSecond",
  messagesInPerSecondPerTenantMax: "messagesInPerSecond",
  messagesOutPerSecondPerTenantMax: "messagesOutPerSecond",
  bytesInPerSecondPerTenantMax: "bytesInPerSecond",
  bytesOutPerSecondPerTenantMax: "bytesOutPerSecond",
};
