import { isId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { listRoleNamesOfDevices, replaceDeviceRoles } from "#db/queries/device-roles.ts";
import { lockDevice, updateDevice as updateDeviceRow } from "#db/queries/devices.ts";
import type { Device } from "#db/schema/index.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { askPresence } from "../broker-control.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import { roleIdsOf } from "../roles/role-ids-of.ts";
import type { DeviceView, UpdateDeviceInput } from "./device.ts";
import { presentConnection, presentDevice } from "./present-device.ts";

/**
 * Changes a device's description, labels, status or roles; disabling it also ends its connections.
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
    return [after, await roleNamesOf(orm, tenantId, id)] as const;
  });
  const presence = await askPresence(tenantId, [id]);
  return presentDevice(actor, device, roleNames, presentConnection(presence, id));
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
  const { roles, ...columns } = change;
  const namesBefore = await roleNamesOf(orm, tenantId, id);
  const roleIds = roles === undefined ? undefined : await roleIdsOf(orm, tenantId, roles);
  const after = await updateDeviceRow(orm, tenantId, id, columns);
  if (after === undefined) throw notFound("device");
  if (roleIds !== undefined) await replaceDeviceRoles(orm, tenantId, id, roleIds);
  await audit(orm, actor, {
    action: "device.update",
    target: { kind: "device", id, label: after.name },
    before: pick(before, namesBefore, change),
    after: pick(after, roles ?? namesBefore, change),
  });
  await notifyChange(orm, { tenantId, kind: "device", id });
  return after;
}

async function roleNamesOf(orm: Orm, tenantId: string, id: string): Promise<readonly string[]> {
  return (await listRoleNamesOfDevices(orm, tenantId, [id])).get(id) ?? [];
}

/** Only what was asked to change. */
function pick(device: Device, roles: readonly string[], change: UpdateDeviceInput): Record<string, unknown> {
  return {
    ...(change.description === undefined ? {} : { description: device.description }),
    ...(change.labels === undefined ? {} : { labels: device.labels }),
    ...(change.status === undefined ? {} : { status: device.status }),
    ...(change.roles === undefined ? {} : { roles }),
  };
}
