import type { UsageNow, UsageRate } from "#core/usage.ts";
import type { Tenant } from "../tenant.ts";

export const NO_RATES: Readonly<Record<UsageRate, number>> = {
  connectsPerSecond: 0,
  messagesInPerSecond: 0,
  messagesOutPerSecond: 0,
  bytesInPerSecond: 0,
  bytesOutPerSecond: 0,
};

/** What the tenant holds at this moment, and did in the last second. */
export function usageNow({ sessions, retained, receivers, queuedBytes, lastSecond }: Tenant): UsageNow {
  return {
    connections: sessions.online,
    sessions: sessions.size,
    retained: retained.size,
    retainedBytes: retained.bytes,
    queuedBytes,
    subscriptionBytes: receivers.weight,
    ...lastSecond,
  };
}
