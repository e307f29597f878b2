import { listAllowedDevicesOperation } from "#app/_api/operations/list-allowed-devices.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listAllowedDevicesOperation);
