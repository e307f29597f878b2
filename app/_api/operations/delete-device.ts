import { deleteDevice } from "../../_services/devices/delete-device.ts";
import { operation } from "../operation.ts";

export const deleteDeviceOperation = operation({
  method: "DELETE",
  path: "/devices/{deviceId}",
  id: "deleteDevice",
  tag: "Devices",
  summary: "Delete a device",
  description: "Its credentials go with it, and the broker ends its connections.",
  permission: "devices.write",
  success: { status: 204, description: "The device is gone." },
  errors: ["not_found"],
  example: {},
  run: async ({ actor, params }) => {
    await deleteDevice(actor, params.deviceId);
    return {};
  },
});
