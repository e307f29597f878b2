import { isId } from "#core/ids.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { findDeviceLimits, putDeviceLimits } from "#db/queries/device-limits.ts";
import { lockDevice } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import { presentDeviceLimits, tenantLimits } from "./get-device-limits.ts";
import { change, type DeviceLimitsView, pickOf, requireBelow, type UpdateDeviceLimitsInput } from "./limit.ts";

/**
 * Sets what one device may use at most. It holds at once for its open connections.
 * @param expectedVersion the version the caller saw; undefined: whatever it is now
 * @throws ApiError not_found; invalid_request above a ceiling; precondition_failed when somebody changed them meanwhile
 */
export async function updateDeviceLimits(
  actor: Actor,
  deviceId: string,
  { limits: wanted }: UpdateDeviceLimitsInput,
  expectedVersion?: number,
): Promise<DeviceLimitsView> {
  requirePermission(actor, "settings.write");
  if (!isId("device", deviceId)) throw notFound("device");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const device = await lockDevice(orm, tenantId, deviceId);
    if (device === undefined) throw notFound("device");
    const ceilings = await tenantLimits(orm, tenantId);
    requireBelow(ceilings, wanted);
    const before = await findDeviceLimits(orm, tenantId, deviceId);
    const version = before?.version ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== version) {
      throw new ApiError("precondition_failed", "The limits were changed meanwhile. Read them again, then repeat.");
    }
    const limits = change(before?.limits ?? {}, wanted);
    const after = await putDeviceLimits(orm, { tenantId, deviceId, limits, version: version + 1 });
    await audit(orm, actor, {
      action: "device.limit",
      target: { kind: "device", id: deviceId, label: device.name },
      before: pickOf(before?.limits ?? {}, wanted),
      after: pickOf(limits, wanted),
    });
    await notifyChange(orm, { tenantId, kind: "device", id: deviceId });
    return presentDeviceLimits(after, ceilings);
  });
}
