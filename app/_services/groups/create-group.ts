import { newId } from "#core/ids.ts";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { notifyChange } from "#db/queries/changes.ts";
import {
  countDeviceGroups,
  countDevicesWithLabels,
  insertDeviceGroup,
  replaceGroupRoles,
} from "#db/queries/device-groups.ts";
import { lockAccessOfTenant } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, taken } from "../errors.ts";
import { roleIdsOf } from "../roles/role-ids-of.ts";
import type { CreateGroupInput, GroupView } from "./group.ts";
import { presentGroup } from "./present-group.ts";

/**
 * Makes a group: the devices that carry its labels have its roles from then on.
 * @throws ApiError conflict when the name is taken or there are too many, invalid_request when a role does not exist
 */
export async function createGroup(actor: Actor, { roles, ...input }: CreateGroupInput): Promise<GroupView> {
  requirePermission(actor, "roles.write");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    await lockAccessOfTenant(orm, tenantId);
    if ((await countDeviceGroups(orm, tenantId)) >= ACCESS_LIMITS.groupsPerTenantMax) {
      throw new ApiError("conflict", `A tenant may have ${ACCESS_LIMITS.groupsPerTenantMax} groups.`);
    }
    const roleIds = await roleIdsOf(orm, tenantId, roles);
    const group = await insertDeviceGroup(orm, { tenantId, id: newId("group"), ...input });
    if (group === undefined) throw taken(["name"], "This name is taken by another group.");
    await replaceGroupRoles(orm, tenantId, group.id, roleIds);
    await audit(orm, actor, {
      action: "group.create",
      target: { kind: "group", id: group.id, label: group.name },
      after: { ...input, roles },
    });
    await notifyChange(orm, { tenantId, kind: "group", id: group.id });
    return { ...presentGroup(group, roles), deviceCount: await countDevicesWithLabels(orm, tenantId, group.selector) };
  });
}
