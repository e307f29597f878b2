import { listRoles } from "../../_services/roles/list-roles.ts";
import { listRolesInput, roleSummaryView } from "../../_services/roles/role.ts";
import { exampleRoleSummary } from "../examples/roles.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listRolesOperation = operation({
  method: "GET",
  path: "/roles",
  id: "listRoles",
  tag: "Roles",
  summary: "List roles",
  description: "Page by page, by name. A page holds all the roles there can be when the limit is 200.",
  permission: "roles.read",
  query: listRolesInput,
  success: { status: 200, description: "One page of roles.", schema: pageOf(roleSummaryView) },
  errors: [],
  example: { result: { data: [exampleRoleSummary], nextCursor: null } },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listRoles(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
