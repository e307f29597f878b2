import { createRoleOperation } from "#app/_api/operations/create-role.ts";
import { listRolesOperation } from "#app/_api/operations/list-roles.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listRolesOperation, createRoleOperation);
