import { isId } from "#core/ids.ts";
import { listRoleNamesOfDevices } from "#db/queries/device-roles.ts";
import { findDevice } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { askPresence } from "../broker-control.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import type { DeviceView } from "./device.ts";
import { presentConnection, presentDevice } from "./present-device.ts";

/** @throws ApiError not_found */
export async function getDevice(actor: Actor, id: string): Promise<DeviceView> {
  requirePermission(actor, "devices.read");
  if (!isId("device", id)) throw notFound("device");
  const { tenantId } = actor;
  const [device, roleNames] = await services().database.asTenant(tenantId, async (orm) => {
    const row = await findDevice(orm, tenantId, id);
    if (row === undefined) throw notFound("device");
    return [row, (await listRoleNamesOfDevices(orm, tenantId, [id])).get(id) ?? []] as const;
  });
  const presence = await askPresence(tenantId, [id]);
  return presentDevice(actor, device, roleNames, presentConnection(presence, id));
}
