import { getRoleVersion, versionOf } from "../../_services/roles/get-role-version.ts";
import { roleVersionWithRulesView } from "../../_services/roles/role.ts";
import { exampleRoleVersion, exampleRules } from "../examples/roles.ts";
import { operation } from "../operation.ts";

export const getRoleVersionOperation = operation({
  method: "GET",
  path: "/roles/{roleId}/versions/{version}",
  id: "getRoleVersion",
  tag: "Roles",
  summary: "Read a version of a role",
  description: "The rules as that save left them.",
  permission: "roles.read",
  success: { status: 200, description: "The version.", schema: roleVersionWithRulesView },
  errors: ["not_found"],
  example: { result: { ...exampleRoleVersion, rules: exampleRules } },
  run: async ({ actor, params }) => ({
    body: await getRoleVersion(actor, params.roleId, versionOf(params.version)),
  }),
});
