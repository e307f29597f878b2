import { listSessionsOperation } from "#app/_api/operations/list-sessions.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listSessionsOperation);
