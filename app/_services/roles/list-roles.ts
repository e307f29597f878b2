import { listRoles as listRoleRows } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";

export interface RoleView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly builtIn: boolean;
}

/** The tenant's roles by name, for choosing one for a device. */
export async function listRoles(actor: Actor): Promise<RoleView[]> {
  requirePermission(actor, "devices.read");
  const rows = await services().database.asTenant(actor.tenantId, (orm) => listRoleRows(orm, actor.tenantId));
  return rows.map(({ id, name, description, builtIn }) => ({ id, name, description, builtIn }));
}
