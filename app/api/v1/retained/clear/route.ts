import { clearRetainedOperation } from "#app/_api/operations/clear-retained.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(clearRetainedOperation);
