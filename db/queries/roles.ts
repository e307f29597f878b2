import { and, asc, eq, inArray } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { deviceRoles, type Role, type RuleRow, roles, rules } from "../schema/index.ts";

export function listRoles(orm: Orm, tenantId: string): Promise<Role[]> {
  return orm.select().from(roles).where(eq(roles.tenantId, tenantId)).orderBy(asc(roles.name));
}

export function findRolesByName(orm: Orm, tenantId: string, names: readonly string[]): Promise<Role[]> {
  return orm
    .select()
    .from(roles)
    .where(and(eq(roles.tenantId, tenantId), inArray(roles.name, [...names])));
}

/** Gives a device its roles, asked in this order. */
export async function insertDeviceRoles(
  orm: Orm,
  tenantId: string,
  deviceId: string,
  roleIds: readonly string[],
): Promise<void> {
  await orm
    .insert(deviceRoles)
    .values(roleIds.map((roleId, index) => ({ tenantId, deviceId, roleId, position: index + 1 })));
}

/** The names of each device's roles, in the order they are asked. */
export async function listRoleNamesOfDevices(
  orm: Orm,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>(deviceIds.map((id) => [id, []]));
  if (deviceIds.length === 0) return names;
  const rows = await orm
    .select({ deviceId: deviceRoles.deviceId, name: roles.name })
    .from(deviceRoles)
    .innerJoin(roles, and(eq(roles.tenantId, deviceRoles.tenantId), eq(roles.id, deviceRoles.roleId)))
    .where(and(eq(deviceRoles.tenantId, tenantId), inArray(deviceRoles.deviceId, [...deviceIds])))
    .orderBy(asc(deviceRoles.deviceId), asc(deviceRoles.position));
  for (const row of rows) names.get(row.deviceId)?.push(row.name);
  return names;
}

/** The rules of a device's roles, in the order they are asked. */
export function listRulesOfDevice(
  orm: Orm,
  tenantId: string,
  deviceId: string,
): Promise<{ role: Role; rule: RuleRow | null }[]> {
  return orm
    .select({ role: roles, rule: rules })
    .from(deviceRoles)
    .innerJoin(roles, and(eq(roles.tenantId, deviceRoles.tenantId), eq(roles.id, deviceRoles.roleId)))
    .leftJoin(rules, and(eq(rules.tenantId, roles.tenantId), eq(rules.roleId, roles.id)))
    .where(and(eq(deviceRoles.tenantId, tenantId), eq(deviceRoles.deviceId, deviceId)))
    .orderBy(asc(deviceRoles.position), asc(rules.position));
}
