import { deviceLimitsView, updateDeviceLimitsInput } from "../../_services/limits/limit.ts";
import { updateDeviceLimits } from "../../_services/limits/update-device-limits.ts";
import { exampleDeviceLimits } from "../examples/limits.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const updateDeviceLimitsOperation = operation({
  method: "PATCH",
  path: "/devices/{deviceId}/limits",
  id: "updateDeviceLimits",
  tag: "Limits",
  summary: "Change a device's limits",
  description: "They hold at once for its open connections, and are never higher than its tenant's.",
  permission: "settings.write",
  body: updateDeviceLimitsInput,
  ifMatch: true,
  success: {
    status: 200,
    description: "The device's limits as they are now.",
    schema: deviceLimitsView,
    headers: { ETag: "The new version." },
  },
  errors: ["not_found", "precondition_failed"],
  example: { body: { limits: { messagesInPerSecondPerDeviceMax: 50 } }, result: exampleDeviceLimits },
  run: async ({ actor, params, body, expectedVersion }) => {
    const limits = await updateDeviceLimits(actor, params.deviceId, body, expectedVersion);
    return { body: limits, headers: { etag: versionTag(limits.version) } };
  },
});
