import type { EventRecord } from "#core/event-record.ts";

/** The simulator, asked what the event answered; undefined for what no rule decided. */
export function simulatorLink(tenantSlug: string, event: EventRecord): string | undefined {
  const { type, deviceId, topic, qos, retain, clientId } = event;
  const action = ACTIONS[type] ?? (type === "connectRefused" && topic !== null ? "will" : undefined);
  if (action === undefined || deviceId === null || topic === null) {
    return undefined;
  }
  const query = new URLSearchParams({
    device: deviceId,
    action,
    topic,
    ...(qos !== null && qos > 0 && { qos: String(qos) }),
    ...(retain === true && { retain: "1" }),
    ...(clientId !== "" && clientId !== event.deviceName && { client: clientId }),
  });
  return `/${tenantSlug}/simulator?${query}`;
}

const ACTIONS: Readonly<Partial<Record<EventRecord["type"], "publish" | "subscribe" | "will">>> = {
  publishDenied: "publish",
  subscribeDenied: "subscribe",
  subscriptionCut: "subscribe",
  willDenied: "will",
};
