import { getTrace } from "../../_services/traces/get-trace.ts";
import { getTraceInput, traceDetailView } from "../../_services/traces/trace.ts";
import { exampleTraceDetail } from "../examples/traces.ts";
import { operation } from "../operation.ts";

export const getTraceOperation = operation({
  method: "GET",
  path: "/traces/{traceId}",
  id: "getTrace",
  tag: "Traces",
  summary: "Get the way of a message",
  description:
    "Whom it matched, and what became of each copy. A message that has given way to newer ones answers as a missing one.",
  permission: "events.read",
  query: getTraceInput,
  success: { status: 200, description: "What is known of it now.", schema: traceDetailView },
  errors: ["not_found", "unavailable"],
  example: { result: exampleTraceDetail },
  run: async ({ actor, params, query }) => ({ body: await getTrace(actor, params.traceId, query.receiverId) }),
});
