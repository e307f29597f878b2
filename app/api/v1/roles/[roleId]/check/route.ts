import { checkRoleOperation } from "#app/_api/operations/check-role.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(checkRoleOperation);
