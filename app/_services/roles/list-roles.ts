import { listRoles as listRoleRows } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, type Page } from "../page.ts";
import { presentRoleSummary } from "./present-role.ts";
import type { ListRolesInput, RoleSummaryView } from "./role.ts";

/** One page of the tenant's roles, by name. */
export async function listRoles(actor: Actor, { cursor, limit }: ListRolesInput): Promise<Page<RoleSummaryView>> {
  requirePermission(actor, "roles.read");
  const { tenantId } = actor;
  const after = decodeCursor("name", cursor);
  const found = await services().database.asTenant(tenantId, (orm) =>
    listRoleRows(orm, tenantId, { after, limit: limit + 1 }),
  );
  const { rows, nextCursor } = cutPage(found, limit, "name", ({ role }) => role.name);
  return { data: rows.map(presentRoleSummary), nextCursor };
}
