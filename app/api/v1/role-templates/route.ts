import { listRoleTemplatesOperation } from "#app/_api/operations/list-role-templates.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listRoleTemplatesOperation);
