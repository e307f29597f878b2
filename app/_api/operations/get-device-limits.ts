import { getDeviceLimits } from "../../_services/limits/get-device-limits.ts";
import { deviceLimitsView } from "../../_services/limits/limit.ts";
import { exampleDeviceLimits } from "../examples/limits.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const getDeviceLimitsOperation = operation({
  method: "GET",
  path: "/devices/{deviceId}/limits",
  id: "getDeviceLimits",
  tag: "Limits",
  summary: "Read a device's limits",
  description: "Its own below its tenant's.",
  permission: "settings.read",
  success: {
    status: 200,
    description: "The device's limits.",
    schema: deviceLimitsView,
    headers: { ETag: "The version, for `If-Match`." },
  },
  errors: ["not_found"],
  example: { result: exampleDeviceLimits },
  run: async ({ actor, params }) => {
    const limits = await getDeviceLimits(actor, params.deviceId);
    return { body: limits, headers: { etag: versionTag(limits.version) } };
  },
});
