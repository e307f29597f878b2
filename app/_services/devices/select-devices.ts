import { z } from "zod";
import { ACCESS_LIMITS, TEXT_LIMITS } from "#core/limits.ts";
import type { Orm } from "#db/client.ts";
import { type DeviceFilter, listDevices } from "#db/queries/devices.ts";
import type { Device } from "#db/schema/index.ts";
import { plainText } from "../text.ts";
import { deviceLabels, deviceStatus } from "./device.ts";

/** Which devices a job is about. */

/** Devices chosen one by one, at most. More are chosen by a filter. */
const IDS_MAX = 5_000;
/** Room for so many ids in a request. */
export const SELECTION_BYTES_MAX = 256 * 1_024;

export const deviceFilter = z
  .strictObject({
    search: plainText(200)
      .optional()
      .meta({ description: "Part of the name or description, any case; or a whole id." }),
    status: deviceStatus.optional(),
    labels: deviceLabels.optional(),
    role: plainText(ACCESS_LIMITS.roleNameCharsMax)
      .optional()
      .meta({ description: "The name of a role the device carries." }),
  })
  .meta({ id: "DeviceFilter", description: "An empty filter means every device of the tenant." });

export const deviceSelection = z
  .union([
    z.strictObject({ ids: z.array(z.string().max(TEXT_LIMITS.deviceNameCharsMax)).min(1).max(IDS_MAX) }),
    z.strictObject({ filter: deviceFilter }),
  ])
  .meta({ id: "DeviceSelection" });
export type DeviceSelection = z.output<typeof deviceSelection>;

export function filterOf(selection: DeviceSelection): DeviceFilter {
  return "ids" in selection ? { ids: [...new Set(selection.ids)] } : selection.filter;
}

/** The next chosen devices, in the order of their ids: a job goes through them and forgets none that was there. */
export function nextDevices(
  orm: Orm,
  tenantId: string,
  selection: DeviceSelection,
  after: string | undefined,
  limit: number,
): Promise<Device[]> {
  return listDevices(orm, tenantId, { ...filterOf(selection), sort: "id", after, limit });
}
