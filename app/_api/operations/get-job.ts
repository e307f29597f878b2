import { getJob } from "../../_services/jobs/get-job.ts";
import { jobView } from "../../_services/jobs/job.ts";
import { exampleJob } from "../examples/jobs.ts";
import { operation } from "../operation.ts";

export const getJobOperation = operation({
  method: "GET",
  path: "/jobs/{jobId}",
  id: "getJob",
  tag: "Jobs",
  summary: "Get a job",
  description: "Ask again until `state` is `done`, `failed` or `cancelled`; once a second is enough.",
  permission: "jobs.read",
  success: { status: 200, description: "The job as it is now.", schema: jobView },
  errors: ["not_found"],
  example: { result: exampleJob },
  run: async ({ actor, params }) => ({ body: await getJob(actor, params.jobId) }),
});
