import { isId } from "#core/ids.ts";
import { findRoleVersion } from "#db/queries/role-versions.ts";
import { findRole } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { presentRoleVersion } from "./present-role.ts";
import type { RoleVersionWithRulesView } from "./role.ts";

/**
 * The rules of a role as a save left them.
 * @throws ApiError not_found, for the role and for a version that is not kept
 */
export async function getRoleVersion(actor: Actor, roleId: string, version: number): Promise<RoleVersionWithRulesView> {
  requirePermission(actor, "roles.read");
  if (!isId("role", roleId)) throw notFound("role");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const role = await findRole(orm, tenantId, roleId);
    if (role === undefined) throw notFound("role");
    const found = await findRoleVersion(orm, tenantId, roleId, version);
    if (found === undefined) throw notFound("version");
    return { ...presentRoleVersion(found, role), rules: [...found.rules] };
  });
}

/** The number in a path; one that could be no version is one that is not kept. */
export function versionOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw notFound("version");
  return Number(text);
}
