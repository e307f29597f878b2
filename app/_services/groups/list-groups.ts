import { listDeviceGroups, listRoleNamesOfGroups } from "#db/queries/device-groups.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, type Page } from "../page.ts";
import type { GroupSummaryView, ListGroupsInput } from "./group.ts";
import { presentGroup } from "./present-group.ts";

/** One page of the tenant's groups, by name. */
export async function listGroups(actor: Actor, { cursor, limit }: ListGroupsInput): Promise<Page<GroupSummaryView>> {
  requirePermission(actor, "roles.read");
  const { tenantId } = actor;
  const after = decodeCursor("name", cursor);
  return services().database.asTenant(tenantId, async (orm) => {
    const found = await listDeviceGroups(orm, tenantId, { after, limit: limit + 1 });
    const { rows, nextCursor } = cutPage(found, limit, "name", ({ name }) => name);
    const ids = rows.map(({ id }) => id);
    const roleNames = await listRoleNamesOfGroups(orm, tenantId, ids);
    return { data: rows.map((group) => presentGroup(group, roleNames.get(group.id) ?? [])), nextCursor };
  });
}
