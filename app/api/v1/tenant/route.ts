import { getTenantOperation } from "#app/_api/operations/get-tenant.ts";
import { updateTenantOperation } from "#app/_api/operations/update-tenant.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(getTenantOperation, updateTenantOperation);
