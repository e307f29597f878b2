import { getTraceOperation } from "#app/_api/operations/get-trace.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(getTraceOperation);
