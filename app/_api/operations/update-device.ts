import { deviceView, updateDeviceInput } from "../../_services/devices/device.ts";
import { updateDevice } from "../../_services/devices/update-device.ts";
import { exampleDevice } from "../examples/devices.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const updateDeviceOperation = operation({
  method: "PATCH",
  path: "/devices/{deviceId}",
  id: "updateDevice",
  tag: "Devices",
  summary: "Change a device",
  description:
    "Fields that are left out stay. A device that is disabled is disconnected and cannot connect. Its name never changes.",
  permission: "devices.write",
  body: updateDeviceInput,
  ifMatch: true,
  success: {
    status: 200,
    description: "The device as it is now.",
    schema: deviceView,
    headers: { ETag: "The new version of the device." },
  },
  errors: ["not_found", "precondition_failed"],
  example: {
    body: { status: "disabled" },
    result: { ...exampleDevice, status: "disabled", version: 2, updatedAt: "2026-11-20T10:02:11.080Z" },
  },
  run: async ({ actor, params, body, expectedVersion }) => {
    const device = await updateDevice(actor, params.deviceId, body, expectedVersion);
    return { body: device, headers: { etag: versionTag(device.version) } };
  },
});
