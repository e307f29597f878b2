import { getRoleVersionOperation } from "#app/_api/operations/get-role-version.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(getRoleVersionOperation);
