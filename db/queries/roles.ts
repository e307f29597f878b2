import { and, asc, count, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import type { RuleLine } from "#core/acl.ts";
import type { Orm } from "../client.ts";
import { type Role, roles, rules, tenants } from "../schema/index.ts";

/** Holds the tenant against whoever else would make roles, rules or groups meanwhile: their number is bounded. */
export async function lockAccessOfTenant(orm: Orm, tenantId: string): Promise<void> {
  await orm.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, tenantId)).for("no key update");
}

/** A role in a list, with how much there is of it. */
export interface RoleListing {
  readonly role: Role;
  readonly rules: number;
  /** That carry it themselves. */
  readonly devices: number;
  readonly groups: number;
}

/** One page by name. */
export async function listRoles(
  orm: Orm,
  tenantId: string,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<RoleListing[]> {
  const ofThisRole = sql`tenant_id = ${roles.tenantId} and role_id = ${roles.id}`;
  return orm
    .select({
      role: roles,
      rules: sql<number>`(select count(*)::integer from rules where ${ofThisRole})`,
      devices: sql<number>`(select count(*)::integer from device_roles where ${ofThisRole})`,
      groups: sql<number>`(select count(*)::integer from device_group_roles where ${ofThisRole})`,
    })
    .from(roles)
    .where(and(eq(roles.tenantId, tenantId), page.after === undefined ? undefined : gt(roles.name, page.after)))
    .orderBy(asc(roles.name))
    .limit(page.limit);
}

export function findRolesByName(orm: Orm, tenantId: string, names: readonly string[]): Promise<Role[]> {
  return orm
    .select()
    .from(roles)
    .where(and(eq(roles.tenantId, tenantId), inArray(roles.name, [...names])));
}

export async function findRole(orm: Orm, tenantId: string, id: string): Promise<Role | undefined> {
  const [row] = await orm.select().from(roles).where(roleIs(tenantId, id));
  return row;
}

/** As findRole, and holds the row against other writers until the transaction ends. */
export async function lockRole(orm: Orm, tenantId: string, id: string): Promise<Role | undefined> {
  const [row] = await orm.select().from(roles).where(roleIs(tenantId, id)).for("update");
  return row;
}

export async function listRulesOfRole(orm: Orm, tenantId: string, roleId: string): Promise<RuleLine[]> {
  return orm
    .select({
      effect: rules.effect,
      action: rules.action,
      filter: rules.filter,
      qosMax: rules.qosMax,
      retainAllowed: rules.retainAllowed,
    })
    .from(rules)
    .where(and(eq(rules.tenantId, tenantId), eq(rules.roleId, roleId)))
    .orderBy(asc(rules.position));
}

/** Returns undefined when the tenant has a role of that name. */
export async function insertRole(orm: Orm, role: typeof roles.$inferInsert): Promise<Role | undefined> {
  const [row] = await orm
    .insert(roles)
    .values(role)
    .onConflictDoNothing({ target: [roles.tenantId, roles.name] })
    .returning();
  return row;
}

/**
 * Changes what is given and raises the version.
 * @throws the driver's unique violation (23505, `roles_name_key`) when another role has the name
 */
export async function updateRole(
  orm: Orm,
  tenantId: string,
  id: string,
  change: Partial<Pick<Role, "name" | "description" | "tests">>,
): Promise<Role | undefined> {
  const [row] = await orm
    .update(roles)
    .set({ ...change, version: sql`${roles.version} + 1`, updatedAt: sql`now()` })
    .where(roleIs(tenantId, id))
    .returning();
  return row;
}

export async function insertRules(
  orm: Orm,
  tenantId: string,
  roleId: string,
  lines: readonly RuleLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await orm.insert(rules).values(lines.map((line, index) => ({ ...line, tenantId, roleId, position: index + 1 })));
}

export async function replaceRules(
  orm: Orm,
  tenantId: string,
  roleId: string,
  lines: readonly RuleLine[],
): Promise<void> {
  await orm.delete(rules).where(and(eq(rules.tenantId, tenantId), eq(rules.roleId, roleId)));
  await insertRules(orm, tenantId, roleId, lines);
}

/** Its rules and versions go with it; refused by the database while a device or a group has it. */
export async function deleteRole(orm: Orm, tenantId: string, id: string): Promise<void> {
  await orm.delete(roles).where(roleIs(tenantId, id));
}

export async function countRoles(orm: Orm, tenantId: string): Promise<number> {
  const [row] = await orm.select({ n: count() }).from(roles).where(eq(roles.tenantId, tenantId));
  return row?.n ?? 0;
}

/** Of all roles of the tenant together. */
export async function countRules(orm: Orm, tenantId: string): Promise<number> {
  const [row] = await orm.select({ n: count() }).from(rules).where(eq(rules.tenantId, tenantId));
  return row?.n ?? 0;
}

function roleIs(tenantId: string, id: string): SQL | undefined {
  return and(eq(roles.tenantId, tenantId), eq(roles.id, id));
}
