import { cancelJobOperation } from "#app/_api/operations/cancel-job.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(cancelJobOperation);
