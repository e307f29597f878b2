import type { EventRecord, EventType } from "#core/event-record.ts";

/** Which events a stream tells, and a page shows as they happen. */
export interface FollowEventsInput {
  readonly type?: readonly EventType[] | undefined;
  readonly deviceId?: string | undefined;
  /** Part of the topic or filter, any case. */
  readonly topic?: string | undefined;
}

export function isWanted(event: EventRecord, { type, deviceId, topic }: FollowEventsInput): boolean {
  if (type !== undefined && !type.includes(event.type)) return false;
  if (deviceId !== undefined && event.deviceId !== deviceId) return false;
  return topic === undefined || (event.topic ?? "").toLowerCase().includes(topic.toLowerCase());
}
