import { getRole } from "../../_services/roles/get-role.ts";
import { roleView } from "../../_services/roles/role.ts";
import { exampleRole } from "../examples/roles.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const getRoleOperation = operation({
  method: "GET",
  path: "/roles/{roleId}",
  id: "getRole",
  tag: "Roles",
  summary: "Read a role",
  description: "With its rules, its tests, and how many devices have it.",
  permission: "roles.read",
  success: {
    status: 200,
    description: "The role.",
    schema: roleView,
    headers: { ETag: "The version of the role, for `If-Match`." },
  },
  errors: ["not_found"],
  example: { result: exampleRole },
  run: async ({ actor, params }) => {
    const role = await getRole(actor, params.roleId);
    return { body: role, headers: { etag: versionTag(role.version) } };
  },
});
