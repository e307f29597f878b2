import { z } from "zod";
import { createDevice } from "../../_services/devices/create-device.ts";
import { createDeviceInput, deviceView, newCredentialView } from "../../_services/devices/device.ts";
import { exampleDevice, exampleNewCredential } from "../examples/devices.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const createDeviceOperation = operation({
  method: "POST",
  path: "/devices",
  id: "createDevice",
  tag: "Devices",
  summary: "Create a device",
  description: "The device gets its first credential. The password is shown in this answer and never again.",
  permission: "devices.write",
  body: createDeviceInput,
  success: {
    status: 201,
    description: "The device and its credential.",
    schema: z.strictObject({ device: deviceView, credential: newCredentialView }),
    headers: { Location: "The path of the device.", ETag: "The version of the device." },
  },
  errors: ["conflict"],
  example: {
    body: { name: "pump-17", description: "Cooling pump, hall 3", labels: { site: "osaka" } },
    result: { device: exampleDevice, credential: exampleNewCredential },
  },
  run: async ({ actor, body }) => {
    const created = await createDevice(actor, body);
    const { id, version } = created.device;
    return { body: created, headers: { location: `/api/v1/devices/${id}`, etag: versionTag(version) } };
  },
});
