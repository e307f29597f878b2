import { and, asc, eq, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type MemberRole, memberships, type Tenant, tenants } from "../schema/index.ts";

export async function insertMembership(orm: Orm, membership: typeof memberships.$inferInsert): Promise<void> {
  await orm.insert(memberships).values(membership).onConflictDoNothing();
}

/** The tenants a person belongs to; asked as the owner, for they are many. */
export function listTenantsOfUser(orm: Orm, userId: string): Promise<{ tenant: Tenant; role: MemberRole }[]> {
  return orm
    .select({ tenant: tenants, role: memberships.role })
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(eq(memberships.userId, userId))
    .orderBy(sql`lower(${tenants.name})`, asc(tenants.id));
}

export async function listTenantIdsOfUser(orm: Orm, userId: string): Promise<string[]> {
  const rows = await orm
    .select({ tenantId: memberships.tenantId })
    .from(memberships)
    .where(eq(memberships.userId, userId));
  return rows.map(({ tenantId }) => tenantId);
}

/** The tenant of this slug, and the person's role in it; undefined alike when either is missing. */
export async function findTenantOfUser(
  orm: Orm,
  userId: string,
  slug: string,
): Promise<{ tenant: Tenant; role: MemberRole } | undefined> {
  const [row] = await orm
    .select({ tenant: tenants, role: memberships.role })
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(and(eq(memberships.userId, userId), eq(tenants.slug, slug)));
  return row;
}

/** A person's role in a tenant; undefined when they are no member of it. */
export async function findMemberRole(orm: Orm, tenantId: string, userId: string): Promise<MemberRole | undefined> {
  const [row] = await orm
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId)));
  return row?.role;
}
