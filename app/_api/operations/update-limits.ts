import { limitsView, updateLimitsInput } from "../../_services/limits/limit.ts";
import { updateLimits } from "../../_services/limits/update-limits.ts";
import { exampleLimits } from "../examples/limits.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const updateLimitsOperation = operation({
  method: "PATCH",
  path: "/limits",
  id: "updateLimits",
  tag: "Limits",
  summary: "Change limits and policies",
  description:
    "They hold at once: rates for open connections, too many connections by ending the newest (0x97). What a client was told when it connected holds until it comes again.",
  permission: "settings.write",
  body: updateLimitsInput,
  ifMatch: true,
  success: {
    status: 200,
    description: "Limits and policies as they are now.",
    schema: limitsView,
    headers: { ETag: "The new version." },
  },
  errors: ["precondition_failed"],
  example: {
    body: { limits: { connectionsPerTenantMax: 500 }, policies: { flappingBanSeconds: 600 } },
    result: exampleLimits,
  },
  run: async ({ actor, body, expectedVersion }) => {
    const limits = await updateLimits(actor, body, expectedVersion);
    return { body: limits, headers: { etag: versionTag(limits.version) } };
  },
});
