import type { EventRecord } from "#core/event-record.ts";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { validateTopicName } from "#core/topic.ts";
import { traceQuery } from "../_traces/trace-search.ts";

/**
 * The messages of about that time that the event may be about; undefined for what is about none. The device of a denied
 * PUBLISH sent it, that of a drop should have had it.
 */
export function traceLink(tenantSlug: string, { type, deviceId, topic, at }: EventRecord): string | undefined {
  const known = topic !== null && validateTopicName(topic, DEFAULT_LIMITS) === undefined ? topic : undefined;
  const device = deviceId ?? undefined;
  if (type === "publishDenied" || type === "willDenied") {
    return `/${tenantSlug}/traces${traceQuery({ from: device, topic: known, at })}`;
  }
  return type === "dropped" ? `/${tenantSlug}/traces${traceQuery({ to: device, outcome: "lost", at })}` : undefined;
}
