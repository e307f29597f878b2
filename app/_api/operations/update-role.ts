import { ROLE_BYTES_MAX, roleView, updateRoleInput } from "../../_services/roles/role.ts";
import { updateRole } from "../../_services/roles/update-role.ts";
import { exampleRole, exampleRules } from "../examples/roles.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const updateRoleOperation = operation({
  method: "PATCH",
  path: "/roles/{roleId}",
  id: "updateRole",
  tag: "Roles",
  summary: "Change a role",
  description:
    "Fields that are left out stay; rules and tests are replaced as a whole. Open connections follow at once: subscriptions that are no longer allowed end.",
  permission: "roles.write",
  body: updateRoleInput,
  bodyBytesMax: ROLE_BYTES_MAX,
  ifMatch: true,
  success: {
    status: 200,
    description: "The role as it is now.",
    schema: roleView,
    headers: { ETag: "The new version of the role." },
  },
  errors: ["not_found", "conflict", "precondition_failed"],
  example: {
    body: { rules: exampleRules, note: "Gateways no longer retain" },
    result: { ...exampleRole, version: 4, updatedAt: "2026-11-20T10:02:11.080Z" },
  },
  run: async ({ actor, params, body, expectedVersion }) => {
    const role = await updateRole(actor, params.roleId, body, expectedVersion);
    return { body: role, headers: { etag: versionTag(role.version) } };
  },
});
