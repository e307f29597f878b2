import { createDeviceOperation } from "#app/_api/operations/create-device.ts";
import { listDevicesOperation } from "#app/_api/operations/list-devices.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listDevicesOperation, createDeviceOperation);
