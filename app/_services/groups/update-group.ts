import { isId } from "#core/ids.ts";
import { violatedUniqueIndex } from "#db/postgres-error.ts";
import { notifyChange } from "#db/queries/changes.ts";
import {
  countDevicesWithLabels,
  listRoleNamesOfGroups,
  lockDeviceGroup,
  replaceGroupRoles,
  updateDeviceGroup,
} from "#db/queries/device-groups.ts";
import type { DeviceGroup } from "#db/schema/index.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound, taken } from "../errors.ts";
import { roleIdsOf } from "../roles/role-ids-of.ts";
import type { GroupView, UpdateGroupInput } from "./group.ts";
import { presentGroup } from "./present-group.ts";

/**
 * Changes a group. Devices that its labels describe now, and those they described before, have other rights from then on.
 * @param expectedVersion the version the caller saw; undefined: whatever it is now
 * @throws ApiError not_found; precondition_failed when somebody changed it meanwhile; conflict when the name is taken;
 *   invalid_request when a role does not exist
 */
export async function updateGroup(
  actor: Actor,
  id: string,
  { roles, ...change }: UpdateGroupInput,
  expectedVersion?: number,
): Promise<GroupView> {
  requirePermission(actor, "roles.write");
  if (!isId("group", id)) throw notFound("group");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const before = await lockDeviceGroup(orm, tenantId, id);
    if (before === undefined) throw notFound("group");
    if (expectedVersion !== undefined && expectedVersion !== before.version) {
      throw new ApiError("precondition_failed", "The group was changed meanwhile. Read it again, then repeat.");
    }
    const namesBefore = (await listRoleNamesOfGroups(orm, tenantId, [id])).get(id) ?? [];
    const roleIds = roles === undefined ? undefined : await roleIdsOf(orm, tenantId, roles);
    const after = await updateDeviceGroup(orm, tenantId, id, change).catch((error: unknown) => {
      throw violatedUniqueIndex(error) === "device_groups_name_key"
        ? taken(["name"], "This name is taken by another group.")
        : error;
    });
    if (after === undefined) throw notFound("group");
    if (roleIds !== undefined) await replaceGroupRoles(orm, tenantId, id, roleIds);
    const namesAfter = roles ?? namesBefore;
    await audit(orm, actor, {
      action: "group.update",
      target: { kind: "group", id, label: after.name },
      before: facts(before, namesBefore),
      after: facts(after, namesAfter),
    });
    await notifyChange(orm, { tenantId, kind: "group", id });
    const deviceCount = await countDevicesWithLabels(orm, tenantId, after.selector);
    return { ...presentGroup(after, namesAfter), deviceCount };
  });
}

function facts({ name, description, selector, priority }: DeviceGroup, roles: readonly string[]) {
  return { name, description, selector, roles, priority };
}
