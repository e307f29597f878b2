import { listTraces } from "../../_services/traces/list-traces.ts";
import { listTracesInput, traceView } from "../../_services/traces/trace.ts";
import { exampleTrace } from "../examples/traces.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listTracesOperation = operation({
  method: "GET",
  path: "/traces",
  id: "listTraces",
  tag: "Traces",
  summary: "List messages that are remembered",
  description: "The newest first.",
  permission: "events.read",
  query: listTracesInput,
  success: { status: 200, description: "A page of messages.", schema: pageOf(traceView) },
  errors: ["unavailable"],
  example: {
    query: { topic: "pump-17/#", outcome: "refused,lost" },
    result: { data: [exampleTrace], nextCursor: null },
  },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listTraces(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
