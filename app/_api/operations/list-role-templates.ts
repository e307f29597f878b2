import { z } from "zod";
import { listRoleTemplates } from "../../_services/roles/list-role-templates.ts";
import { roleTemplateView } from "../../_services/roles/role.ts";
import { operation } from "../operation.ts";

export const listRoleTemplatesOperation = operation({
  method: "GET",
  path: "/role-templates",
  id: "listRoleTemplates",
  tag: "Roles",
  summary: "List templates of roles",
  description: "What most devices need, to be taken as it is or changed.",
  permission: "roles.read",
  success: {
    status: 200,
    description: "All templates.",
    schema: z.strictObject({ data: z.array(roleTemplateView), nextCursor: z.null() }),
  },
  errors: [],
  example: { result: { data: [...listRoleTemplates()], nextCursor: null } },
  run: async () => ({ body: { data: listRoleTemplates(), nextCursor: null } }),
});
