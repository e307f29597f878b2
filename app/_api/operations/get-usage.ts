import { getUsage } from "../../_services/usage/get-usage.ts";
import { getUsageInput, usageView } from "../../_services/usage/usage.ts";
import { exampleUsage } from "../examples/limits.ts";
import { operation } from "../operation.ts";

export const getUsageOperation = operation({
  method: "GET",
  path: "/usage",
  id: "getUsage",
  tag: "Usage",
  summary: "Read what the tenant used",
  description:
    "Connects, messages, bytes, drops and peaks, stretch by stretch. Kept across restarts; what a crash costs is a minute at most.",
  permission: "usage.read",
  query: getUsageInput,
  success: { status: 200, description: "Usage, and what is used at this moment.", schema: usageView },
  errors: [],
  example: {
    query: { from: "2026-11-20T00:00:00Z", to: "2026-11-21T00:00:00Z", bucket: "hour" },
    result: exampleUsage,
  },
  run: async ({ actor, query }) => ({ body: await getUsage(actor, query) }),
});
