import { z } from "zod";
import type {
  Arming,
  ArmRequest,
  ArmResponse,
  TraceRequest,
  TraceResponse,
  TracesRequest,
  TracesResponse,
} from "#core/trace.ts";
import { post } from "./control-port.ts";
import {
  armingView,
  nearMissView,
  receiverFields,
  recordFields,
  standingFields,
  summaryFields,
} from "./traces/trace.ts";

/** Subscriptions are looked through in slices. */
const TIMEOUT_MS = 5_000;

const numbered = { ...summaryFields, number: z.int() };
const tracesResponse: z.ZodType<TracesResponse> = z.object({
  ...standingFields,
  traces: z.array(z.object(numbered)),
  next: z.int().optional(),
});
const traceResponse: z.ZodType<TraceResponse> = z.object({
  trace: z
    .object({
      ...numbered,
      ...recordFields,
      receivers: z.array(
        z.object({ ...receiverFields, stored: z.object({ sessionId: z.int(), seq: z.int() }).nullable() }),
      ),
    })
    .nullable(),
  nearMisses: z.array(nearMissView),
  searchedAll: z.boolean(),
});
const armResponse: z.ZodType<ArmResponse> = z.union([
  z.object({ arming: armingView }),
  z.object({ refusal: z.literal("tooMany") }),
]);

/** Each of these is null when the broker cannot be asked. */

export function askTraces(request: TracesRequest): Promise<TracesResponse | null> {
  return post("/v1/traces", request, tracesResponse, TIMEOUT_MS);
}

export function askTrace(request: TraceRequest): Promise<TraceResponse | null> {
  return post("/v1/traces/find", request, traceResponse, TIMEOUT_MS);
}

export function arm(request: ArmRequest): Promise<ArmResponse | null> {
  return post("/v1/traces/arm", request, armResponse);
}

export function disarm(tenantId: string, id: string): Promise<{ arming: Arming | null } | null> {
  return post("/v1/traces/disarm", { tenantId, id }, z.object({ arming: armingView.nullable() }));
}
