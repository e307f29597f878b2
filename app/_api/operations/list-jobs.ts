import { jobView } from "../../_services/jobs/job.ts";
import { listJobs, listJobsInput } from "../../_services/jobs/list-jobs.ts";
import { exampleJob } from "../examples/jobs.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listJobsOperation = operation({
  method: "GET",
  path: "/jobs",
  id: "listJobs",
  tag: "Jobs",
  summary: "List jobs",
  description: "The newest first. Jobs that have ended are kept for a week.",
  permission: "jobs.read",
  query: listJobsInput,
  success: { status: 200, description: "A page of jobs.", schema: pageOf(jobView) },
  errors: [],
  example: { result: { data: [exampleJob], nextCursor: null } },
  run: async ({ actor, query }) => ({ body: await listJobs(actor, query) }),
});
