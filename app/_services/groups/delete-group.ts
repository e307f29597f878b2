import { isId } from "#core/ids.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { deleteDeviceGroup, listRoleNamesOfGroups } from "#db/queries/device-groups.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";

/**
 * Deletes a group; the devices that it described keep their own roles and those of other groups.
 * @throws ApiError not_found
 */
export async function deleteGroup(actor: Actor, id: string): Promise<void> {
  requirePermission(actor, "roles.write");
  if (!isId("group", id)) throw notFound("group");
  const { tenantId } = actor;
  await services().database.asTenant(tenantId, async (orm) => {
    const roles = (await listRoleNamesOfGroups(orm, tenantId, [id])).get(id) ?? [];
    const group = await deleteDeviceGroup(orm, tenantId, id);
    if (group === undefined) throw notFound("group");
    const { name, description, selector, priority } = group;
    await audit(orm, actor, {
      action: "group.delete",
      target: { kind: "group", id, label: name },
      before: { description, selector, roles, priority },
    });
    await notifyChange(orm, { tenantId, kind: "group", id });
  });
}
