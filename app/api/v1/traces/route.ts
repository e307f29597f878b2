import { listTracesOperation } from "#app/_api/operations/list-traces.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listTracesOperation);
