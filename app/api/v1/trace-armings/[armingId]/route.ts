import { disarmTraceOperation } from "#app/_api/operations/disarm-trace.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(disarmTraceOperation);
