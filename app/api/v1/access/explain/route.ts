import { explainAccessOperation } from "#app/_api/operations/explain-access.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(explainAccessOperation);
