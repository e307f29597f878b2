import { and, asc, count, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type DeviceGroup, deviceGroupRoles, deviceGroups, devices, roles } from "../schema/index.ts";

/** One page by name. */
export function listDeviceGroups(
  orm: Orm,
  tenantId: string,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<DeviceGroup[]> {
  return orm
    .select()
    .from(deviceGroups)
    .where(
      and(
        eq(deviceGroups.tenantId, tenantId),
        page.after === undefined ? undefined : gt(deviceGroups.name, page.after),
      ),
    )
    .orderBy(asc(deviceGroups.name))
    .limit(page.limit);
}

export async function findDeviceGroup(orm: Orm, tenantId: string, id: string): Promise<DeviceGroup | undefined> {
  const [row] = await orm.select().from(deviceGroups).where(groupIs(tenantId, id));
  return row;
}

/** As findDeviceGroup, and holds the row against other writers until the transaction ends. */
export async function lockDeviceGroup(orm: Orm, tenantId: string, id: string): Promise<DeviceGroup | undefined> {
  const [row] = await orm.select().from(deviceGroups).where(groupIs(tenantId, id)).for("update");
  return row;
}

/** Returns undefined when the tenant has a group of that name. */
export async function insertDeviceGroup(
  orm: Orm,
  group: typeof deviceGroups.$inferInsert,
): Promise<DeviceGroup | undefined> {
  const [row] = await orm
    .insert(deviceGroups)
    .values(group)
    .onConflictDoNothing({ target: [deviceGroups.tenantId, deviceGroups.name] })
    .returning();
  return row;
}

/**
 * Changes what is given and raises the version.
 * @throws the driver's unique violation (23505, `device_groups_name_key`) when another group has the name
 */
export async function updateDeviceGroup(
  orm: Orm,
  tenantId: string,
  id: string,
  change: Partial<Pick<DeviceGroup, "name" | "description" | "selector" | "priority">>,
): Promise<DeviceGroup | undefined> {
  const [row] = await orm
    .update(deviceGroups)
    .set({ ...change, version: sql`${deviceGroups.version} + 1`, updatedAt: sql`now()` })
    .where(groupIs(tenantId, id))
    .returning();
  return row;
}

export async function deleteDeviceGroup(orm: Orm, tenantId: string, id: string): Promise<DeviceGroup | undefined> {
  const [row] = await orm.delete(deviceGroups).where(groupIs(tenantId, id)).returning();
  return row;
}

export async function countDeviceGroups(orm: Orm, tenantId: string): Promise<number> {
  const [row] = await orm.select({ n: count() }).from(deviceGroups).where(eq(deviceGroups.tenantId, tenantId));
  return row?.n ?? 0;
}

/** Gives a group these roles, asked in this order, in place of those it has. */
export async function replaceGroupRoles(
  orm: Orm,
  tenantId: string,
  groupId: string,
  roleIds: readonly string[],
): Promise<void> {
  await orm
    .delete(deviceGroupRoles)
    .where(and(eq(deviceGroupRoles.tenantId, tenantId), eq(deviceGroupRoles.groupId, groupId)));
  if (roleIds.length === 0) return;
  await orm
    .insert(deviceGroupRoles)
    .values(roleIds.map((roleId, index) => ({ tenantId, groupId, roleId, position: index + 1 })));
}

/** The names of each group's roles, in the order they are asked. */
export async function listRoleNamesOfGroups(
  orm: Orm,
  tenantId: string,
  groupIds: readonly string[],
): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>(groupIds.map((id) => [id, []]));
  if (groupIds.length === 0) return names;
  const rows = await orm
    .select({ groupId: deviceGroupRoles.groupId, name: roles.name })
    .from(deviceGroupRoles)
    .innerJoin(roles, and(eq(roles.tenantId, deviceGroupRoles.tenantId), eq(roles.id, deviceGroupRoles.roleId)))
    .where(and(eq(deviceGroupRoles.tenantId, tenantId), inArray(deviceGroupRoles.groupId, [...groupIds])))
    .orderBy(asc(deviceGroupRoles.groupId), asc(deviceGroupRoles.position));
  for (const row of rows) names.get(row.groupId)?.push(row.name);
  return names;
}

/**
 * How many devices carry all these labels. An index on labels would not be asked: row-level security lets no operator
 * see a row before the policy has, unless it is leakproof, and `@>` is not. 100 000 devices are read in 0.12 s while the
 * machine has eight times more to do than it can.
 */
export async function countDevicesWithLabels(
  orm: Orm,
  tenantId: string,
  labels: Readonly<Record<string, string>>,
): Promise<number> {
  return orm.$count(
    devices,
    and(eq(devices.tenantId, tenantId), sql`${devices.labels} @> ${JSON.stringify(labels)}::jsonb`),
  );
}

function groupIs(tenantId: string, id: string): SQL | undefined {
  return and(eq(deviceGroups.tenantId, tenantId), eq(deviceGroups.id, id));
}
