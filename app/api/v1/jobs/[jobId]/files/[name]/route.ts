import { getJobFileOperation } from "#app/_api/operations/get-job-file.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(getJobFileOperation);
