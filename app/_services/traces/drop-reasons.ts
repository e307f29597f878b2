import type { DropReason } from "#core/control.ts";

/** Every reason there is; the compiler holds the list against the type. */
const ALL: Readonly<Record<DropReason, true>> = {
  denied: true,
  slowReceiver: true,
  messageRate: true,
  queueFull: true,
  tenantQueueFull: true,
  expired: true,
  packetTooLarge: true,
  retainedQuota: true,
  storeUnavailable: true,
  storeRefused: true,
  payloadFormatInvalid: true,
};
export const DROP_REASONS = Object.keys(ALL) as [DropReason, ...DropReason[]];
