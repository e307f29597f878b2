import { ROLE_TEMPLATES } from "#core/role-templates.ts";
import type { RoleTemplateView } from "./role.ts";

/** The same for everybody, so nobody's permission is asked. */
export function listRoleTemplates(): RoleTemplateView[] {
  return ROLE_TEMPLATES.map(({ rules, ...template }) => ({ ...template, rules: [...rules] }));
}
