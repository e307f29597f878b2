import type { DropReason, LimitUse } from "#core/control.ts";
import type { LimitName } from "#core/limit-overrides.ts";
import type { Session } from "./session.ts";

/** Which limit messages of this session were dropped for, and how full it is; undefined where it was for none. */
export function limitBehind({ tenant, queue, connection }: Session, reason: DropReason): LimitUse | undefined {
  const { limits, retained } = tenant;
  const use = (limit: LimitName, used: number): LimitUse => ({ limit, used, max: limits[limit] });
  switch (reason) {
    case "queueFull": {
      const byCount = use("queuedMessagesMax", queue.length);
      const byBytes = use("queuedBytesMax", queue.bytes);
      return fuller(byCount, byBytes);
    }
    case "tenantQueueFull":
      return use("queuedBytesPerTenantMax", tenant.queuedBytes);
    case "retainedQuota":
      return fuller(use("retainedPerTenantMax", retained.size), use("retainedBytesPerTenantMax", retained.bytes));
    case "slowReceiver":
      return connection && { ...use("outboundBytesMax", connection.outbound.pendingBytes) };
    default:
      return undefined;
  }
}

function fuller(one: LimitUse, other: LimitUse): LimitUse {
  return one.used * other.max >= other.used * one.max ? one : other;
}
