import { endSessionOperation } from "#app/_api/operations/end-session.ts";
import { getSessionOperation } from "#app/_api/operations/get-session.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(getSessionOperation, endSessionOperation);
