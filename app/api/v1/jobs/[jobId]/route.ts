import { getJobOperation } from "#app/_api/operations/get-job.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(getJobOperation);
