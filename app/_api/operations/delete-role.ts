import { deleteRole } from "../../_services/roles/delete-role.ts";
import { deleteRoleInput } from "../../_services/roles/role.ts";
import { operation } from "../operation.ts";

export const deleteRoleOperation = operation({
  method: "DELETE",
  path: "/roles/{roleId}",
  id: "deleteRole",
  tag: "Roles",
  summary: "Delete a role",
  description:
    "Its versions go with it. A role that somebody has is only deleted when asked to take it from them; `own-subtree` and `anonymous` are always there.",
  permission: "roles.write",
  query: deleteRoleInput,
  success: { status: 204, description: "The role is gone." },
  errors: ["not_found", "conflict"],
  example: { query: { detach: "true" } },
  run: async ({ actor, params, query }) => {
    await deleteRole(actor, params.roleId, query);
    return {};
  },
});
