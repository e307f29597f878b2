import type { HistoryGap, TopicMessage } from "#app/_topics/history.ts";
import type { RawMessage } from "#core/live-topics.ts";

const AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A message as the broker tells it, for tests. */
export function aRawMessage({
  payload = "17.2",
  ...over
}: Partial<RawMessage> & { payload?: string } = {}): RawMessage {
  return {
    seq: 1,
    atMs: AT_MS,
    topic: "hall/temperature",
    qos: 0,
    retain: false,
    payloadBase64: Buffer.from(payload).toString("base64"),
    payloadBytes: Buffer.byteLength(payload),
    properties: {},
    publisher: { deviceId: "dev_1", deviceName: "sensor-1", clientId: "c1" },
    ...over,
  };
}

/** A message as the page keeps it, for tests. */
export function aTopicMessage(over: Partial<TopicMessage>): TopicMessage {
  const { payloadBase64: _, ...message } = aRawMessage();
  const payload = over.payload ?? new TextEncoder().encode("17.2");
  return { ...message, kind: "message", key: 1, payload, payloadBytes: payload.byteLength, ...over };
}

export function aGap(over: Partial<HistoryGap>): HistoryGap {
  return { kind: "gap", key: 1, atMs: AT_MS, reason: "streamLost", missed: undefined, ...over };
}
