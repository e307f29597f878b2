import { isId } from "#core/ids.ts";
import { LIMIT_EFFECTS } from "#core/limit-effects.ts";
import { DEVICE_LIMITS, isInRange, lowerLimits, TENANT_LIMITS } from "#core/limit-overrides.ts";
import { LIMIT_RANGES, type Limits } from "#core/limits.ts";
import type { Orm } from "#db/client.ts";
import { findDeviceLimits } from "#db/queries/device-limits.ts";
import { findDevice } from "#db/queries/devices.ts";
import { findTenantSettings } from "#db/queries/tenant-settings.ts";
import type { DeviceLimitsRow } from "#db/schema/index.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import type { DeviceLimitsView } from "./limit.ts";

/** What one device may use at most: its own limits below its tenant's. @throws ApiError not_found */
export async function getDeviceLimits(actor: Actor, deviceId: string): Promise<DeviceLimitsView> {
  requirePermission(actor, "settings.read");
  if (!isId("device", deviceId)) throw notFound("device");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    if ((await findDevice(orm, tenantId, deviceId)) === undefined) throw notFound("device");
    const stored = await findDeviceLimits(orm, tenantId, deviceId);
    return presentDeviceLimits(stored, await tenantLimits(orm, tenantId));
  });
}

/** The limits that hold in the tenant: the ceilings of its devices'. */
export async function tenantLimits(orm: Orm, tenantId: string): Promise<Limits> {
  const stored = await findTenantSettings(orm, tenantId);
  return lowerLimits(services().config.limits, stored?.limits ?? {}, TENANT_LIMITS);
}

export function presentDeviceLimits(stored: DeviceLimitsRow | undefined, ceilings: Limits): DeviceLimitsView {
  const own = stored?.limits ?? {};
  const limits = lowerLimits(ceilings, own, DEVICE_LIMITS);
  return {
    limits: DEVICE_LIMITS.map((name) => {
      const value = own[name];
      return {
        name,
        limit: limits[name],
        own: isInRange(name, value) ? value : null,
        ceiling: ceilings[name],
        min: LIMIT_RANGES[name][0],
        atLimit: LIMIT_EFFECTS[name],
      };
    }),
    version: stored?.version ?? 0,
    updatedAt: stored?.updatedAt.toISOString() ?? null,
  };
}
