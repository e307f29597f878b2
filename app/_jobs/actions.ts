"use server";

import { enter } from "../_auth/access.ts";
import { attempt, type Outcome } from "../_forms/outcome.ts";
import { cancelJob as cancelJobOf } from "../_services/jobs/cancel-job.ts";
import type { JobErrorView } from "../_services/jobs/job.ts";
import { listJobErrors } from "../_services/jobs/list-job-errors.ts";
import { readJobFile } from "../_services/jobs/read-job-file.ts";

const ERRORS_SHOWN = 50;

export async function cancelJob(tenantSlug: string, jobId: string): Promise<Outcome<undefined>> {
  const actor = await enter(tenantSlug);
  return attempt(async () => {
    await cancelJobOf(actor, jobId);
    return undefined;
  });
}

/** The file whole; that with secrets is gone afterwards. */
export async function takeJobFile(tenantSlug: string, jobId: string, name: string): Promise<Outcome<string>> {
  const actor = await enter(tenantSlug);
  return attempt(() => readJobFile(actor, jobId, name));
}

/** The first rows that could not be done. */
export async function readJobErrors(tenantSlug: string, jobId: string): Promise<Outcome<readonly JobErrorView[]>> {
  const actor = await enter(tenantSlug);
  return attempt(async () => (await listJobErrors(actor, jobId, { limit: ERRORS_SHOWN, cursor: undefined })).data);
}
