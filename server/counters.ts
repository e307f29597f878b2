import type { DropReason } from "#core/control.ts";

/**
 * What a tenant did since the broker started. Written by the hot path as plain integers, read by metrics and $SYS.
 * Bytes are MQTT bytes, headers included, TLS and WebSocket framing not.
 */
export class Counters {
  bytesReceived = 0;
  bytesSent = 0;
  packetsReceived = 0;
  messagesReceived = 0;
  messagesSent = 0;
  connectionsAccepted = 0;
  connectionsRefused = 0;
  publishDenied = 0;
  subscribeDenied = 0;
  /** Messages that matched no session. */
  unrouted = 0;
  readonly dropped: Record<DropReason, number> = {
    slowReceiver: 0,
    queueFull: 0,
    expired: 0,
    packetTooLarge: 0,
    retainedQuota: 0,
    storeUnavailable: 0,
    storeRefused: 0,
    denied: 0,
    payloadFormatInvalid: 0,
    messageRate: 0,
    tenantQueueFull: 0,
  };
}
