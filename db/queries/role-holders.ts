import { and, asc, eq, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { deviceGroupRoles, deviceGroups, deviceRoles } from "../schema/index.ts";

/** Who has a role. */
export interface RoleHolders {
  /** That carry it themselves. */
  readonly devices: number;
  /** That give it to the devices they describe. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** That have it, of their own or by a group: those whose rights change with it. */
  readonly affectedDevices: number;
}

export async function findRoleHolders(orm: Orm, tenantId: string, roleId: string): Promise<RoleHolders> {
  const groups = await orm
    .select({ id: deviceGroups.id, name: deviceGroups.name })
    .from(deviceGroupRoles)
    .innerJoin(
      deviceGroups,
      and(eq(deviceGroups.tenantId, deviceGroupRoles.tenantId), eq(deviceGroups.id, deviceGroupRoles.groupId)),
    )
    .where(and(eq(deviceGroupRoles.tenantId, tenantId), eq(deviceGroupRoles.roleId, roleId)))
    .orderBy(asc(deviceGroups.name));
  const devices = await orm.$count(
    deviceRoles,
    and(eq(deviceRoles.tenantId, tenantId), eq(deviceRoles.roleId, roleId)),
  );
  if (groups.length === 0) return { devices, groups, affectedDevices: devices };
  const [row] = await orm.execute<{ n: number }>(sql`
    select count(*)::integer as n from (${affected(tenantId, roleId)}) a`);
  return { devices, groups, affectedDevices: row?.n ?? 0 };
}

/**
 * Of each of these labels, for how many of the role's devices it has no value that can stand in a topic; labels that
 * all have are left out.
 */
export async function countUnsetLabels(
  orm: Orm,
  tenantId: string,
  roleId: string,
  labels: readonly string[],
): Promise<Map<string, number>> {
  if (labels.length === 0) return new Map();
  const rows = await orm.execute<{ label: string; n: number }>(sql`
    select label, count(*)::integer as n
    from devices d
    join (${affected(tenantId, roleId)}) a on a.id = d.id
    cross join unnest(${sql.param([...labels])}::text[]) label
    where d.tenant_id = ${tenantId} and coalesce(d.labels ->> label, '') !~ '^[^/+#]+$'
    group by label`);
  return new Map(rows.map(({ label, n }) => [label, n]));
}

/** The ids of the devices that have the role. */
function affected(tenantId: string, roleId: string) {
  return sql`
    select dr.device_id as id from device_roles dr where dr.tenant_id = ${tenantId} and dr.role_id = ${roleId}
    union
    select d.id from device_group_roles gr
    join device_groups g on g.tenant_id = gr.tenant_id and g.id = gr.group_id
    join devices d on d.tenant_id = gr.tenant_id and d.labels @> g.selector
    where gr.tenant_id = ${tenantId} and gr.role_id = ${roleId}`;
}

/** Takes the role from everybody. */
export async function takeRoleFromAll(orm: Orm, tenantId: string, roleId: string): Promise<void> {
  await orm.delete(deviceRoles).where(and(eq(deviceRoles.tenantId, tenantId), eq(deviceRoles.roleId, roleId)));
  await orm
    .delete(deviceGroupRoles)
    .where(and(eq(deviceGroupRoles.tenantId, tenantId), eq(deviceGroupRoles.roleId, roleId)));
}
