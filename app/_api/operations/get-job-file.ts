import { readJobFile } from "../../_services/jobs/read-job-file.ts";
import { operation } from "../operation.ts";

export const getJobFileOperation = operation({
  method: "GET",
  path: "/jobs/{jobId}/files/{name}",
  id: "getJobFile",
  tag: "Jobs",
  summary: "Download a file of a job",
  description:
    "`result` of an export. `secrets` of an import or a rotation: a CSV of names, usernames and passwords that is given out once and needs a key that may write devices.",
  permission: "jobs.read",
  success: { status: 200, description: "The file.", contentType: "text/plain; charset=utf-8" },
  errors: ["not_found", "conflict"],
  example: {},
  run: async ({ actor, params }) => ({ text: await readJobFile(actor, params.jobId, params.name) }),
});
