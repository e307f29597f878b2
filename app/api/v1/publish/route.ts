import { publishOperation } from "#app/_api/operations/publish.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(publishOperation);
