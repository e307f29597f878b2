import { changeDevicesOperation } from "#app/_api/operations/change-devices.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(changeDevicesOperation);
