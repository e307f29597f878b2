import { getLimits } from "../../_services/limits/get-limits.ts";
import { limitsView } from "../../_services/limits/limit.ts";
import { exampleLimits } from "../examples/limits.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const getLimitsOperation = operation({
  method: "GET",
  path: "/limits",
  id: "getLimits",
  tag: "Limits",
  summary: "Read the tenant's limits and policies",
  description: "Each limit with what is used of it, the most of the last 24 hours, and what happens at it.",
  permission: "settings.read",
  success: {
    status: 200,
    description: "Limits and policies.",
    schema: limitsView,
    headers: { ETag: "The version, for `If-Match`." },
  },
  errors: [],
  example: { result: exampleLimits },
  run: async ({ actor }) => {
    const limits = await getLimits(actor);
    return { body: limits, headers: { etag: versionTag(limits.version) } };
  },
});
