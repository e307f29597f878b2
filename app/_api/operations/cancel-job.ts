import { cancelJob } from "../../_services/jobs/cancel-job.ts";
import { jobView } from "../../_services/jobs/job.ts";
import { exampleJob } from "../examples/jobs.ts";
import { operation } from "../operation.ts";

export const cancelJobOperation = operation({
  method: "POST",
  path: "/jobs/{jobId}/cancel",
  id: "cancelJob",
  tag: "Jobs",
  summary: "Cancel a job",
  description: "It stops within a second or so. What it did stays done; a job that has ended stays as it is.",
  permission: "jobs.write",
  success: { status: 200, description: "The job as it is now.", schema: jobView },
  errors: ["not_found"],
  example: { result: { ...exampleJob, cancelRequested: true } },
  run: async ({ actor, params }) => ({ body: await cancelJob(actor, params.jobId) }),
});
