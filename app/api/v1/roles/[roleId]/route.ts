import { deleteRoleOperation } from "#app/_api/operations/delete-role.ts";
import { getRoleOperation } from "#app/_api/operations/get-role.ts";
import { updateRoleOperation } from "#app/_api/operations/update-role.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  getRoleOperation,
  updateRoleOperation,
  deleteRoleOperation,
);
