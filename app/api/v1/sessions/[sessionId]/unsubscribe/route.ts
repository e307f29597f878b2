import { unsubscribeSessionOperation } from "#app/_api/operations/unsubscribe-session.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(unsubscribeSessionOperation);
