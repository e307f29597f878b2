import { getUsageOperation } from "#app/_api/operations/get-usage.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(getUsageOperation);
