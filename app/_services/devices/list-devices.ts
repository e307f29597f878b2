import { listRoleNamesOfDevices } from "#db/queries/device-roles.ts";
import { listDevices as listDeviceRows } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { askPresence } from "../broker-control.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, type Page } from "../page.ts";
import type { DeviceView, ListDevicesInput } from "./device.ts";
import { presentConnection, presentDevice } from "./present-device.ts";

/** One page of the tenant's devices, with what the broker sees of each. */
export async function listDevices(actor: Actor, input: ListDevicesInput): Promise<Page<DeviceView>> {
  requirePermission(actor, "devices.read");
  const { tenantId } = actor;
  const { cursor, limit, sort, ...filter } = input;
  const after = decodeCursor(sort, cursor);
  const { rows, nextCursor, roleNames } = await services().database.asTenant(tenantId, async (orm) => {
    const found = await listDeviceRows(orm, tenantId, { ...filter, sort, after, limit: limit + 1 });
    const page = cutPage(found, limit, sort, (device) => (sort.endsWith("name") ? device.name : device.id));
    const ids = page.rows.map((device) => device.id);
    return { ...page, roleNames: await listRoleNamesOfDevices(orm, tenantId, ids) };
  });
  const presence = await askPresence(
    tenantId,
    rows.map((device) => device.id),
  );
  return {
    data: rows.map((device) =>
      presentDevice(actor, device, roleNames.get(device.id) ?? [], presentConnection(presence, device.id)),
    ),
    nextCursor,
  };
}
