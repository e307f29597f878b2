import { z } from "zod";
import {
  type ArmRequest,
  type DisarmRequest,
  TRACE_OUTCOMES,
  type TraceRequest,
  type TraceStanding,
  type TracesRequest,
} from "#core/trace.ts";
import type { Broker } from "../broker.ts";
import { findTrace } from "../trace/find-trace.ts";
import { listTraces } from "../trace/list-traces.ts";
import { type Question, question } from "./question.ts";

const TRACES_MAX = 200;

const tracesRequest: z.ZodType<TracesRequest> = z.object({
  tenantId: z.string(),
  limit: z.int().min(1).max(TRACES_MAX),
  before: z.int().min(1).optional(),
  publisherId: z.string().optional(),
  receiverId: z.string().optional(),
  topic: z.string().optional(),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  outcome: z.array(z.enum(TRACE_OUTCOMES)).optional(),
});
const traceRequest: z.ZodType<TraceRequest> = z.object({
  tenantId: z.string(),
  id: z.string(),
  receiverId: z.string().optional(),
});
const armRequest: z.ZodType<ArmRequest> = z.object({
  tenantId: z.string(),
  deviceId: z.string().optional(),
  topic: z.string().optional(),
  by: z.string(),
});
const disarmRequest: z.ZodType<DisarmRequest> = z.object({ tenantId: z.string(), id: z.string() });

/** What is kept while nobody of the tenant has connected. */
const NOTHING: TraceStanding = { oneIn: 1, oldestAt: null, notKept: 0, armings: [] };

/**
 * What the console asks about the ways of messages (core/trace.ts).
 * @param known the tenant, also one that nobody has connected to yet; undefined when there is none
 */
export function traceQuestions(
  broker: Broker,
  known: (tenantId: string) => Promise<ReturnType<Broker["tenant"]>>,
): ReadonlyMap<string, Question> {
  return new Map([
    [
      "/v1/traces",
      question(tracesRequest, (request) => {
        const tenant = broker.tenant(request.tenantId);
        return tenant === undefined ? { ...NOTHING, traces: [] } : listTraces(tenant, request);
      }),
    ],
    [
      "/v1/traces/find",
      question(traceRequest, (request) => {
        const tenant = broker.tenant(request.tenantId);
        return tenant === undefined ? { trace: null, nearMisses: [], searchedAll: true } : findTrace(tenant, request);
      }),
    ],
    [
      "/v1/traces/arm",
      question(armRequest, async ({ tenantId, ...request }) => {
        const arming = (await known(tenantId))?.traces.arm(request);
        return arming === undefined ? { refusal: "tooMany" } : { arming };
      }),
    ],
    [
      "/v1/traces/disarm",
      question(disarmRequest, ({ tenantId, id }) => ({ arming: broker.tenant(tenantId)?.traces.disarm(id) ?? null })),
    ],
  ]);
}
