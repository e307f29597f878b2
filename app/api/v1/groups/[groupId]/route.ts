import { deleteGroupOperation } from "#app/_api/operations/delete-group.ts";
import { getGroupOperation } from "#app/_api/operations/get-group.ts";
import { updateGroupOperation } from "#app/_api/operations/update-group.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  getGroupOperation,
  updateGroupOperation,
  deleteGroupOperation,
);
