/**
 * Which roles a device has, and in which order they are asked, as SQL about the row `d` of devices. First the device's
 * own; then those of the groups whose labels it carries, groups of lower priority first, among equals by name; a role
 * that comes more than once stands at its first place. The one answer to this: the broker, the API and the console ask
 * it. docs/roles.md says it to people.
 *
 * Columns: role_id, ordinal (1 is asked first), group_id (null: the device's own).
 */
export const EFFECTIVE_ROLES = `
  select role_id, group_id,
    row_number() over (order by priority nulls first, group_name collate "C", position) as ordinal
  from (
    select distinct on (role_id) role_id, group_id, priority, group_name, position
    from (
      select dr.role_id, null as group_id, null::integer as priority, null as group_name, dr.position
      from device_roles dr
      where dr.tenant_id = d.tenant_id and dr.device_id = d.id
      union all
      select gr.role_id, g.id, g.priority, g.name, gr.position
      from device_groups g
      join device_group_roles gr on gr.tenant_id = g.tenant_id and gr.group_id = g.id
      where g.tenant_id = d.tenant_id and d.labels @> g.selector
    ) given
    order by role_id, priority nulls first, group_name collate "C", position
  ) first_place`;
