import { and, desc, eq, lt, lte, type SQL } from "drizzle-orm";
import { ACCESS_LIMITS } from "#core/limits.ts";
import type { Orm } from "../client.ts";
import { type RoleVersion, roleVersions } from "../schema/index.ts";

/** Keeps a version, and lets go of the one that is now too many. */
export async function insertRoleVersion(orm: Orm, version: typeof roleVersions.$inferInsert): Promise<void> {
  await orm.insert(roleVersions).values(version);
  await orm
    .delete(roleVersions)
    .where(
      and(
        ofRole(version.tenantId, version.roleId),
        lte(roleVersions.version, version.version - ACCESS_LIMITS.versionsPerRoleMax),
      ),
    );
}

/** One page, newest first. */
export function listRoleVersions(
  orm: Orm,
  tenantId: string,
  roleId: string,
  page: { readonly before?: number | undefined; readonly limit: number },
): Promise<RoleVersion[]> {
  return orm
    .select()
    .from(roleVersions)
    .where(and(ofRole(tenantId, roleId), page.before === undefined ? undefined : lt(roleVersions.version, page.before)))
    .orderBy(desc(roleVersions.version))
    .limit(page.limit);
}

export async function findRoleVersion(
  orm: Orm,
  tenantId: string,
  roleId: string,
  version: number,
): Promise<RoleVersion | undefined> {
  const [row] = await orm
    .select()
    .from(roleVersions)
    .where(and(ofRole(tenantId, roleId), eq(roleVersions.version, version)));
  return row;
}

function ofRole(tenantId: string, roleId: string): SQL | undefined {
  return and(eq(roleVersions.tenantId, tenantId), eq(roleVersions.roleId, roleId));
}
