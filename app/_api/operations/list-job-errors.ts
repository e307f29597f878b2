import { jobErrorView } from "../../_services/jobs/job.ts";
import { listJobErrors, listJobErrorsInput } from "../../_services/jobs/list-job-errors.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listJobErrorsOperation = operation({
  method: "GET",
  path: "/jobs/{jobId}/errors",
  id: "listJobErrors",
  tag: "Jobs",
  summary: "List what a job could not do",
  description: "In the order of the rows. The first 1 000 are kept.",
  permission: "jobs.read",
  query: listJobErrorsInput,
  success: { status: 200, description: "A page of errors.", schema: pageOf(jobErrorView) },
  errors: ["not_found"],
  example: {
    result: { data: [{ row: 17, label: "pump 17", message: "name must not contain spaces" }], nextCursor: null },
  },
  run: async ({ actor, params, query }) => ({ body: await listJobErrors(actor, params.jobId, query) }),
});
