import { exportDevicesOperation } from "#app/_api/operations/export-devices.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(exportDevicesOperation);
