import { listRoleVersions } from "../../_services/roles/list-role-versions.ts";
import { listRolesInput, roleVersionView } from "../../_services/roles/role.ts";
import { exampleRoleVersion } from "../examples/roles.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listRoleVersionsOperation = operation({
  method: "GET",
  path: "/roles/{roleId}/versions",
  id: "listRoleVersions",
  tag: "Roles",
  summary: "List the versions of a role",
  description: "Newest first; the last 100 are kept.",
  permission: "roles.read",
  query: listRolesInput,
  success: { status: 200, description: "One page of versions.", schema: pageOf(roleVersionView) },
  errors: ["not_found"],
  example: { result: { data: [exampleRoleVersion], nextCursor: null } },
  run: async ({ actor, params, query }) => {
    const { data, nextCursor } = await listRoleVersions(actor, params.roleId, query);
    return { body: { data: [...data], nextCursor } };
  },
});
