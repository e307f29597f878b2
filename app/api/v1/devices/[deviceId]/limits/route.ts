import { getDeviceLimitsOperation } from "#app/_api/operations/get-device-limits.ts";
import { updateDeviceLimitsOperation } from "#app/_api/operations/update-device-limits.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  getDeviceLimitsOperation,
  updateDeviceLimitsOperation,
);
