import { importDevicesOperation } from "#app/_api/operations/import-devices.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(importDevicesOperation);
