"use server";

import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { cancelJob as cancelJobOf } from "../_services/jobs/cancel-job.ts";
import type { JobErrorView } from "../_services/jobs/job.ts";
import { listJobErrors } from "../_services/jobs/list-job-errors.ts";
import { readJobFile } from "../_services/jobs/read-job-file.ts";

/** What came of an action, in the person's language where it failed. */
export type JobOutcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

const ERRORS_SHOWN = 50;

async function attempt<T>(work: () => Promise<T>): Promise<JobOutcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, message: await failureMessage(error) };
  }
}

export async function cancelJob(tenantSlug: string, jobId: string): Promise<JobOutcome<undefined>> {
  const actor = await enter(tenantSlug);
  return attempt(async () => {
    await cancelJobOf(actor, jobId);
    return undefined;
  });
}

/** The file whole; that with secrets is gone afterwards. */
export async function takeJobFile(tenantSlug: string, jobId: string, name: string): Promise<JobOutcome<string>> {
  const actor = await enter(tenantSlug);
  return attempt(() => readJobFile(actor, jobId, name));
}

/** The first rows that could not be done. */
export async function readJobErrors(tenantSlug: string, jobId: string): Promise<JobOutcome<readonly JobErrorView[]>> {
  const actor = await enter(tenantSlug);
  return attempt(async () => (await listJobErrors(actor, jobId, { limit: ERRORS_SHOWN, cursor: undefined })).data);
}
