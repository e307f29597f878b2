import { isId } from "#core/ids.ts";
import { countDevicesWithLabels, findDeviceGroup, listRoleNamesOfGroups } from "#db/queries/device-groups.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import type { GroupView } from "./group.ts";
import { presentGroup } from "./present-group.ts";

/** @throws ApiError not_found */
export async function getGroup(actor: Actor, id: string): Promise<GroupView> {
  requirePermission(actor, "roles.read");
  if (!isId("group", id)) throw notFound("group");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const group = await findDeviceGroup(orm, tenantId, id);
    if (group === undefined) throw notFound("group");
    const roleNames = (await listRoleNamesOfGroups(orm, tenantId, [id])).get(id) ?? [];
    const deviceCount = await countDevicesWithLabels(orm, tenantId, group.selector);
    return { ...presentGroup(group, roleNames), deviceCount };
  });
}
