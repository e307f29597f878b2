import { DEVICE_LIMITS, lowerLimits } from "#core/limit-overrides.ts";
import type { Limits } from "#core/limits.ts";
import { deviceRates, type SharedRates } from "./rates.ts";
import type { Session } from "./session.ts";

/** Limits of one device that are lower than its tenant's, as they are stored; most have none. */
export type DeviceOverrides = Readonly<Record<string, unknown>>;

/** The sessions of one device, and what they share. */
export class DeviceSessions {
  readonly all = new Set<Session>();
  /** Connections of the device itself: a person in the browser who acts as the device is not the device. */
  online = 0;
  limits: Limits;
  rates: SharedRates;
  #overrides: DeviceOverrides | undefined = undefined;

  constructor(tenantLimits: Limits) {
    this.limits = tenantLimits;
    this.rates = deviceRates(tenantLimits);
  }

  /**
   * The tenant's limits are these now, and the device's own those.
   * @returns false when that changed nothing
   */
  limit(tenantLimits: Limits, overrides: DeviceOverrides | undefined = this.#overrides): boolean {
    const limits = deviceLimits(tenantLimits, overrides);
    this.#overrides = overrides;
    if (DEVICE_LIMITS.every((name) => limits[name] === this.limits[name])) {
      this.limits = limits;
      return false;
    }
    this.limits = limits;
    this.rates = deviceRates(limits);
    return true;
  }
}

/** The limits of a device of this tenant. */
export function deviceLimits(tenantLimits: Limits, overrides: DeviceOverrides | undefined): Limits {
  return overrides === undefined ? tenantLimits : lowerLimits(tenantLimits, overrides, DEVICE_LIMITS);
}
