import { rollBackRoleOperation } from "#app/_api/operations/roll-back-role.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(rollBackRoleOperation);
