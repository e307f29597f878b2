import { getLimitsOperation } from "#app/_api/operations/get-limits.ts";
import { updateLimitsOperation } from "#app/_api/operations/update-limits.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(getLimitsOperation, updateLimitsOperation);
