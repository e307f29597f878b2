import { countDevicesWithLabels } from "#db/queries/device-groups.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";

/** How many devices carry all these labels now: what a group would describe. */
export async function countSelected(actor: Actor, selector: Readonly<Record<string, string>>): Promise<number> {
  requirePermission(actor, "roles.read");
  return services().database.asTenant(actor.tenantId, (orm) => countDevicesWithLabels(orm, actor.tenantId, selector));
}
