import { armTraceOperation } from "#app/_api/operations/arm-trace.ts";
import { getTraceStandingOperation } from "#app/_api/operations/get-trace-standing.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(armTraceOperation, getTraceStandingOperation);
