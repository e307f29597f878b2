import { deviceView } from "../../_services/devices/device.ts";
import { getDevice } from "../../_services/devices/get-device.ts";
import { exampleOnlineDevice } from "../examples/devices.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const getDeviceOperation = operation({
  method: "GET",
  path: "/devices/{deviceId}",
  id: "getDevice",
  tag: "Devices",
  summary: "Read a device",
  description: "With what the broker sees of it at this moment.",
  permission: "devices.read",
  success: {
    status: 200,
    description: "The device.",
    schema: deviceView,
    headers: { ETag: "The version of the device, for `If-Match`." },
  },
  errors: ["not_found"],
  example: { result: exampleOnlineDevice },
  run: async ({ actor, params }) => {
    const device = await getDevice(actor, params.deviceId);
    return { body: device, headers: { etag: versionTag(device.version) } };
  },
});
