import { armTrace } from "../../_services/traces/arm-trace.ts";
import { armingView, armTraceInput } from "../../_services/traces/trace.ts";
import { DEVICE_ID } from "../examples/ids.ts";
import { exampleArming } from "../examples/traces.ts";
import { operation } from "../operation.ts";

export const armTraceOperation = operation({
  method: "POST",
  path: "/trace-armings",
  id: "armTrace",
  tag: "Traces",
  summary: "Trace a device or a topic in full",
  description:
    "Every message that the device publishes or is to receive, or that is on the topic, is kept for 15 minutes, at most 1 000 of them. Five can be armed at a time.",
  permission: "sessions.write",
  body: armTraceInput,
  success: { status: 201, description: "It is armed.", schema: armingView },
  errors: ["not_found", "conflict", "unavailable"],
  example: { body: { deviceId: DEVICE_ID }, result: exampleArming },
  run: async ({ actor, body }) => ({ body: await armTrace(actor, body) }),
});
