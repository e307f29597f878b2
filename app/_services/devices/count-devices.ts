import { countDevices as countDeviceRows } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { COUNTED_MAX } from "./counted-max.ts";
import type { ListDevicesInput } from "./device.ts";

/** How many devices a filter finds, counted up to COUNTED_MAX + 1. */
export async function countDevices(actor: Actor, filter: ListDevicesInput): Promise<number> {
  requirePermission(actor, "devices.read");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, (orm) => countDeviceRows(orm, tenantId, filter, COUNTED_MAX + 1));
}
