import { isId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { deleteDevice as deleteDeviceRow } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";

/**
 * Deletes a device with its credentials; the broker then ends its connections.
 * @throws ApiError not_found
 */
export async function deleteDevice(actor: Actor, id: string): Promise<void> {
  requirePermission(actor, "devices.write");
  if (!isId("device", id)) throw notFound("device");
  await services().database.asTenant(actor.tenantId, (orm) => deleteDeviceIn(orm, actor, id));
}

/** The same inside a transaction of the caller's, who has checked the right to it. */
export async function deleteDeviceIn(orm: Orm, actor: Actor, id: string): Promise<void> {
  const { tenantId } = actor;
  const device = await deleteDeviceRow(orm, tenantId, id);
  if (device === undefined) throw notFound("device");
  await audit(orm, actor, {
    action: "device.delete",
    target: { kind: "device", id, label: device.name },
    before: { description: device.description, labels: device.labels, status: device.status },
  });
  await notifyChange(orm, { tenantId, kind: "device", id });
}
