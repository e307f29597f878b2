import { createRole } from "../../_services/roles/create-role.ts";
import { createRoleInput, ROLE_BYTES_MAX, roleView } from "../../_services/roles/role.ts";
import { exampleRole, exampleRules, exampleTest } from "../examples/roles.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const createRoleOperation = operation({
  method: "POST",
  path: "/roles",
  id: "createRole",
  tag: "Roles",
  summary: "Create a role",
  description: "Nobody has it yet. Filters are checked, and its access tests must pass.",
  permission: "roles.write",
  body: createRoleInput,
  bodyBytesMax: ROLE_BYTES_MAX,
  success: {
    status: 201,
    description: "The role.",
    schema: roleView,
    headers: { Location: "The path of the role.", ETag: "The version of the role, for `If-Match`." },
  },
  errors: ["conflict"],
  example: {
    body: {
      name: "hall-gateway",
      description: "Speaks for the things of its hall.",
      rules: exampleRules,
      tests: [exampleTest],
    },
    result: { ...exampleRole, version: 1, deviceCount: 0, groups: [], affectedDevices: 0 },
  },
  run: async ({ actor, body }) => {
    const role = await createRole(actor, body);
    return { body: role, headers: { location: `/api/v1/roles/${role.id}`, etag: versionTag(role.version) } };
  },
});
