import { isId } from "#core/ids.ts";
import { listRoleVersions as listVersionRows } from "#db/queries/role-versions.ts";
import { findRole } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { cutPage, decodeCursor, type Page } from "../page.ts";
import { presentRoleVersion } from "./present-role.ts";
import type { ListRolesInput, RoleVersionView } from "./role.ts";

/**
 * One page of the versions that are kept of a role, newest first.
 * @throws ApiError not_found
 */
export async function listRoleVersions(
  actor: Actor,
  roleId: string,
  { cursor, limit }: ListRolesInput,
): Promise<Page<RoleVersionView>> {
  requirePermission(actor, "roles.read");
  if (!isId("role", roleId)) throw notFound("role");
  const { tenantId } = actor;
  const after = Number(decodeCursor("-version", cursor));
  const before = Number.isSafeInteger(after) ? after : undefined;
  return services().database.asTenant(tenantId, async (orm) => {
    const role = await findRole(orm, tenantId, roleId);
    if (role === undefined) throw notFound("role");
    const found = await listVersionRows(orm, tenantId, roleId, { before, limit: limit + 1 });
    const { rows, nextCursor } = cutPage(found, limit, "-version", ({ version }) => String(version));
    return { data: rows.map((row) => presentRoleVersion(row, role)), nextCursor };
  });
}
