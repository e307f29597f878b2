import { isId } from "#core/ids.ts";
import { findRoleHolders } from "#db/queries/role-holders.ts";
import { findRole, listRulesOfRole } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { presentRole } from "./present-role.ts";
import type { RoleView } from "./role.ts";

/** @throws ApiError not_found */
export async function getRole(actor: Actor, id: string): Promise<RoleView> {
  requirePermission(actor, "roles.read");
  if (!isId("role", id)) throw notFound("role");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const role = await findRole(orm, tenantId, id);
    if (role === undefined) throw notFound("role");
    return presentRole(role, await listRulesOfRole(orm, tenantId, id), await findRoleHolders(orm, tenantId, id));
  });
}
