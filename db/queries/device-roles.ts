import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { RuleLine } from "#core/acl.ts";
import type { Orm } from "../client.ts";
import { deviceRoles, type Role, roles } from "../schema/index.ts";
import { EFFECTIVE_ROLES } from "./effective-roles.ts";

/** Gives a device its roles, asked in this order. */
export async function insertDeviceRoles(
  orm: Orm,
  tenantId: string,
  deviceId: string,
  roleIds: readonly string[],
): Promise<void> {
  if (roleIds.length === 0) return;
  await orm
    .insert(deviceRoles)
    .values(roleIds.map((roleId, index) => ({ tenantId, deviceId, roleId, position: index + 1 })));
}

/** Gives a device these roles in place of those it has. */
export async function replaceDeviceRoles(
  orm: Orm,
  tenantId: string,
  deviceId: string,
  roleIds: readonly string[],
): Promise<void> {
  await orm.delete(deviceRoles).where(and(eq(deviceRoles.tenantId, tenantId), eq(deviceRoles.deviceId, deviceId)));
  await insertDeviceRoles(orm, tenantId, deviceId, roleIds);
}

/** The names of each device's own roles, in the order they are asked. */
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

/** A role that a device has, and through which group, if not of its own. */
export interface RoleOfDevice {
  readonly role: Pick<Role, "id" | "name" | "builtIn">;
  readonly group: { readonly id: string; readonly name: string } | null;
  readonly rules: readonly RuleLine[];
}

/** A device's roles, its groups' too, in the order they are asked. */
export function listRolesOfDevice(orm: Orm, tenantId: string, deviceId: string): Promise<RoleOfDevice[]> {
  return rolesOf(
    orm,
    tenantId,
    sql`devices d cross join lateral (${sql.raw(EFFECTIVE_ROLES)}) er
      where d.tenant_id = ${tenantId} and d.id = ${deviceId}`,
  );
}

/** The roles that groups would give a device with these labels, in the order they are asked. */
export function listRolesOfLabels(
  orm: Orm,
  tenantId: string,
  labels: Readonly<Record<string, string>>,
): Promise<RoleOfDevice[]> {
  return rolesOf(
    orm,
    tenantId,
    sql`(select ${tenantId}::text as tenant_id, ''::text as id, ${JSON.stringify(labels)}::text::jsonb as labels) d
      cross join lateral (${sql.raw(EFFECTIVE_ROLES)}) er`,
  );
}

/** The roles of these names, as if a device had them of its own; those that there are, in no order. */
export function listRolesByName(orm: Orm, tenantId: string, names: readonly string[]): Promise<RoleOfDevice[]> {
  return rolesOf(
    orm,
    tenantId,
    sql`(select tenant_id, id as role_id, null::text as group_id, 1 as ordinal
      from roles where tenant_id = ${tenantId} and name in ${[...names]}) er`,
  );
}

/** @param source with the columns of EFFECTIVE_ROLES as `er` */
async function rolesOf(orm: Orm, tenantId: string, source: SQL): Promise<RoleOfDevice[]> {
  const rows = await orm.execute<{ found: RoleOfDevice }>(sql`
    with asked as (select er.role_id, er.group_id, er.ordinal from ${source})
    select json_build_object(
      'role', json_build_object('id', r.id, 'name', r.name, 'builtIn', r.built_in),
      'group', case when g.id is not null then json_build_object('id', g.id, 'name', g.name) end,
      'rules', coalesce((
        select json_agg(json_build_object('effect', ru.effect, 'action', ru.action, 'filter', ru.filter,
          'qosMax', ru.qos_max, 'retainAllowed', ru.retain_allowed) order by ru.position)
        from rules ru where ru.tenant_id = r.tenant_id and ru.role_id = r.id), '[]')) as found
    from asked
    join roles r on r.tenant_id = ${tenantId} and r.id = asked.role_id
    left join device_groups g on g.tenant_id = r.tenant_id and g.id = asked.group_id
    order by asked.ordinal`);
  return rows.map((row) => row.found);
}
