import type { TraceRequest, TraceResponse } from "#core/trace.ts";
import type { Tenant } from "../tenant.ts";
import { findNearMisses } from "./near-misses.ts";

/**
 * All that is known of one message. Where it matched nobody, or not the device that was asked about, the subscriptions
 * that would nearly have matched are looked for: now, since nobody needs to know while messages pass.
 */
export async function findTrace(tenant: Tenant, { id, receiverId }: TraceRequest): Promise<TraceResponse> {
  const trace = tenant.traces.find(id)?.record(receiverId);
  if (trace === undefined) return { trace: null, nearMisses: [], searchedAll: true };
  const isFor = receiverId !== undefined && trace.receivers.some(({ deviceId }) => deviceId === receiverId);
  const isAsked = receiverId === undefined ? trace.outcome === "nobody" : !isFor && trace.refusal === null;
  if (trace.topic === null || !isAsked) return { trace, nearMisses: [], searchedAll: true };
  return { trace, ...(await findNearMisses(tenant, trace.topic, receiverId)) };
}
