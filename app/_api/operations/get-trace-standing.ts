import { getStanding } from "../../_services/traces/get-standing.ts";
import { standingView } from "../../_services/traces/trace.ts";
import { exampleStanding } from "../examples/traces.ts";
import { operation } from "../operation.ts";

export const getTraceStandingOperation = operation({
  method: "GET",
  path: "/trace-armings",
  id: "getTraceStanding",
  tag: "Traces",
  summary: "Get what is traced now",
  description: "The devices and topics that are armed, and how much of the other messages is kept.",
  permission: "events.read",
  success: { status: 200, description: "What is kept at this moment.", schema: standingView },
  errors: ["unavailable"],
  example: { result: exampleStanding },
  run: async ({ actor }) => ({ body: await getStanding(actor) }),
});
