import { LIMIT_RANGES, type Limits } from "./limits.ts";

/**
 * Limits are set by the installation's environment. A tenant may have lower ones, and a device lower ones than its
 * tenant; nobody has a higher one than the level above. Merged once into an object of plain numbers, so that whoever
 * asks for a limit reads a field.
 */

/** For whom a limit may be lowered; each that may be for a device may be for its tenant too. */
export type LimitScope = "installation" | "tenant" | "device";

export const LIMIT_SCOPES: Readonly<Record<keyof Limits, LimitScope>> = {
  maximumPacketSizeBytes: "tenant",
  // Known before anybody has said which tenant it is.
  connectPacketSizeBytes: "installation",
  topicLevelsMax: "tenant",
  topicBytesMax: "tenant",
  clientIdBytesMax: "installation",
  keepAliveSecondsMax: "tenant",
  connectTimeoutSeconds: "installation",
  unauthenticatedPerAddressMax: "installation",
  failedLoginsPerAddressMax: "installation",
  failedLoginsPerDeviceMax: "installation",
  receiveMaximum: "tenant",
  inflightMax: "tenant",
  topicAliasMaximum: "tenant",
  queuedMessagesMax: "tenant",
  queuedBytesMax: "tenant",
  // What a socket may take of the process's memory is the process's affair.
  outboundBytesMax: "installation",
  subscriptionsPerSessionMax: "tenant",
  subscriptionBytesPerSessionMax: "tenant",
  subscriptionBytesPerTenantMax: "tenant",
  filtersPerPacketMax: "tenant",
  retainedPerTenantMax: "tenant",
  retainedBytesPerTenantMax: "tenant",
  connectionsPerTenantMax: "tenant",
  sessionExpirySecondsMax: "tenant",
  sessionsPerTenantMax: "tenant",
  publishesPerSecondMax: "tenant",
  // The database is everybody's.
  storeWaitSecondsMax: "installation",
  eventsKeptDays: "tenant",
  eventsKeptPerSecondMax: "tenant",
  connectionsPerDeviceMax: "device",
  sessionsPerDeviceMax: "device",
  connectsPerSecondPerTenantMax: "tenant",
  messagesInPerSecondPerTenantMax: "tenant",
  messagesInPerSecondPerDeviceMax: "device",
  messagesOutPerSecondPerTenantMax: "tenant",
  messagesOutPerSecondPerDeviceMax: "device",
  bytesInPerSecondPerTenantMax: "tenant",
  bytesInPerSecondPerDeviceMax: "device",
  bytesOutPerSecondPerTenantMax: "tenant",
  bytesOutPerSecondPerDeviceMax: "device",
  queuedBytesPerTenantMax: "tenant",
};

export type LimitName = keyof Limits;

export const LIMIT_NAMES = Object.keys(LIMIT_SCOPES) as readonly LimitName[];

/** Those that may be lowered for a tenant. */
export const TENANT_LIMITS: readonly LimitName[] = LIMIT_NAMES.filter((name) => LIMIT_SCOPES[name] !== "installation");

/** Those that may be lowered for a device. */
export const DEVICE_LIMITS: readonly LimitName[] = LIMIT_NAMES.filter((name) => LIMIT_SCOPES[name] === "device");

/** Of what happens in a second 0 stands for "unlimited". */
export function isRate(name: LimitName): boolean {
  return name.includes("PerSecond");
}

/** The smaller of the two; of a rate, 0 is larger than any. */
export function lowerLimit(name: LimitName, ceiling: number, wanted: number): number {
  if (!isRate(name)) return Math.min(ceiling, wanted);
  if (wanted === 0) return ceiling;
  return ceiling === 0 ? wanted : Math.min(ceiling, wanted);
}

/** True for a number that the limit may be set to at all. */
export function isInRange(name: LimitName, value: unknown): value is number {
  const [min, max] = LIMIT_RANGES[name];
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

/**
 * The limits that hold below these ceilings. What is stored may be older than the ranges of this version, or higher than
 * an environment that was changed since: what cannot be is left out, what is too high is cut.
 * @param names those that may be lowered here
 */
export function lowerLimits(
  ceilings: Limits,
  stored: Readonly<Record<string, unknown>>,
  names: readonly LimitName[],
): Limits {
  const limits: Record<LimitName, number> = { ...ceilings };
  for (const name of names) {
    const wanted = stored[name];
    if (isInRange(name, wanted)) limits[name] = lowerLimit(name, ceilings[name], wanted);
  }
  return limits;
}
