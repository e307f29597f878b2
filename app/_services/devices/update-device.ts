import { isId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { lockDevice, updateDevice as updateDeviceRow } from "#db/queries/devices.ts";
import { listRoleNamesOfDevices } from "#db/queries/roles.ts";
import type { Device } from "#db/schema/index.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { askPresence } from "../broker-control.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import type { DeviceView, UpdateDeviceInput } from "./device.ts";
import { presentConnection, presentDevice } from "./present-device.ts";

/**
 * Changes a device's description, labels or status; disabling it also ends its connections.
 * @param expectedVersion the version the caller saw; undefined: whatever it is now
 * @throws ApiError not_found, or precondition_failed when somebody changed the device meanwhile
 */
export async function updateDevice(
  actor: Actor,
  id: string,
  change: UpdateDeviceInput,
  expectedVersion?: number,
): Promise<DeviceView> {
  requirePermission(actor, "devices.write");
  if (!isId("device", id)) throw notFound("device");
  const { tenantId } = actor;
  const [device, roleNames] = await services().database.asTenant(tenantId, async (orm) => {
    const after = await updateDeviceIn(orm, actor, id, change, expectedVersion);
    return [after, (await listRoleNamesOfDevices(orm, tenantId, [id])).get(id) ?? []] as const;
  });
  const online = await askPresence(tenantId, [id]);
  return presentDevice(actor, device, roleNames, presentConnection(online, id));
}

/** The same inside a transaction of the caller's, who has checked the right to it. */
export async function updateDeviceIn(
  orm: Orm,
  actor: Actor,
  id: string,
  change: UpdateDeviceInput,
  expectedVersion?: number,
): Promise<Device> {
  const { tenantId } = actor;
  const before = await lockDevice(orm, tenantId, id);
  if (before === undefined) throw notFound("device");
  if (expectedVersion !== undefined && expectedVersion !== before.version) {
    throw new ApiError("precondition_failed", "The device was changed meanwhile. Read it again, then repeat.");
  }
  const after = await updateDeviceRow(orm, tenantId, id, change);
  if (after === undefined) throw notFound("device");
  await audit(orm, actor, {
    action: "device.update",
    target: { kind: "device", id, label: after.name },
    before: pick(before, change),
    after: pick(after, change),
  });
  await notifyChange(orm, { tenantId, kind: "device", id });
  return after;
}

/** Only what was asked to change. */
function pick(device: Device, change: UpdateDeviceInput): Record<string, unknown> {
  return {
    ...(change.description === undefined ? {} : { description: device.description }),
    ...(change.labels === undefined ? {} : { labels: device.labels }),
    ...(change.status === undefined ? {} : { status: device.status }),
  };
}
