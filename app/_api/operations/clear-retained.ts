import { jobView } from "../../_services/jobs/job.ts";
import { CLEAR_BYTES_MAX, clearRetained, clearRetainedInput } from "../../_services/retained/clear-retained.ts";
import { exampleJob } from "../examples/jobs.ts";
import { operation } from "../operation.ts";

export const clearRetainedOperation = operation({
  method: "POST",
  path: "/retained/clear",
  id: "clearRetained",
  tag: "Messages",
  summary: "Clear retained messages",
  description:
    "Those of the topics named, or of all that a filter matches, as a job. Whoever subscribed gets an empty message for each.",
  permission: "retained.write",
  body: clearRetainedInput,
  bodyBytesMax: CLEAR_BYTES_MAX,
  success: { status: 202, description: "The job that does it.", schema: jobView },
  errors: ["conflict"],
  example: { body: { filter: "hall/#" }, result: { ...exampleJob, kind: "retained.clear", files: [] } },
  run: async ({ actor, body }) => ({ body: await clearRetained(actor, body) }),
});
