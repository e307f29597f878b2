import { deleteDeviceOperation } from "#app/_api/operations/delete-device.ts";
import { getDeviceOperation } from "#app/_api/operations/get-device.ts";
import { updateDeviceOperation } from "#app/_api/operations/update-device.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  getDeviceOperation,
  updateDeviceOperation,
  deleteDeviceOperation,
);
