import { roleView, rollBackRoleInput } from "../../_services/roles/role.ts";
import { rollBackRole } from "../../_services/roles/roll-back-role.ts";
import { exampleRole } from "../examples/roles.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const rollBackRoleOperation = operation({
  method: "POST",
  path: "/roles/{roleId}/rollback",
  id: "rollBackRole",
  tag: "Roles",
  summary: "Roll a role back",
  description: "Gives it the rules of one of its versions again, as a new version. Its tests stay, and must pass.",
  permission: "roles.write",
  body: rollBackRoleInput,
  ifMatch: true,
  success: {
    status: 200,
    description: "The role as it is now.",
    schema: roleView,
    headers: { ETag: "The new version of the role." },
  },
  errors: ["not_found", "conflict", "precondition_failed"],
  example: { body: { version: 2, note: "Gateways stood still" }, result: { ...exampleRole, version: 4 } },
  run: async ({ actor, params, body, expectedVersion }) => {
    const role = await rollBackRole(actor, params.roleId, body, expectedVersion);
    return { body: role, headers: { etag: versionTag(role.version) } };
  },
});
