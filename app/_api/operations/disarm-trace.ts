import { disarmTrace } from "../../_services/traces/disarm-trace.ts";
import { operation } from "../operation.ts";

export const disarmTraceOperation = operation({
  method: "DELETE",
  path: "/trace-armings/{armingId}",
  id: "disarmTrace",
  tag: "Traces",
  summary: "End a trace in full",
  description: "What it kept stays until it gives way to newer messages.",
  permission: "sessions.write",
  success: { status: 204, description: "It is not armed any more." },
  errors: ["not_found", "unavailable"],
  example: {},
  run: async ({ actor, params }) => {
    await disarmTrace(actor, params.armingId);
    return {};
  },
});
