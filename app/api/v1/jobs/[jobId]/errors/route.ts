import { listJobErrorsOperation } from "#app/_api/operations/list-job-errors.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listJobErrorsOperation);
