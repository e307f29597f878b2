import { checkRole } from "../../_services/roles/check-role.ts";
import { checkRoleInput, ROLE_BYTES_MAX, roleCheckView } from "../../_services/roles/role.ts";
import { exampleCheck, exampleRules } from "../examples/roles.ts";
import { operation } from "../operation.ts";

export const checkRoleOperation = operation({
  method: "POST",
  path: "/roles/{roleId}/check",
  id: "checkRole",
  tag: "Roles",
  summary: "Try rules out",
  description:
    "What would be said of the role with these rules and tests: rules that are never reached or too wide, variables that devices have no value for, and how the tests end. Nothing is saved.",
  permission: "roles.read",
  body: checkRoleInput,
  bodyBytesMax: ROLE_BYTES_MAX,
  success: { status: 200, description: "What there is to say.", schema: roleCheckView },
  errors: ["not_found"],
  example: { body: { rules: exampleRules }, result: exampleCheck },
  run: async ({ actor, params, body }) => ({ body: await checkRole(actor, params.roleId, body) }),
});
