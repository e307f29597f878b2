import { z } from "zod";
import { listJobFiles, listJobs as listJobRows } from "#db/queries/jobs.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, type Page, pageInput } from "../page.ts";
import type { JobView } from "./job.ts";
import { presentJob } from "./present-job.ts";

export const listJobsInput = z.strictObject(pageInput);
export type ListJobsInput = z.output<typeof listJobsInput>;

/** The tenant's jobs, the newest first; ended ones are kept for a week. */
export async function listJobs(actor: Actor, { cursor, limit }: ListJobsInput): Promise<Page<JobView>> {
  requirePermission(actor, "jobs.read");
  const { tenantId } = actor;
  const after = decodeCursor("-id", cursor);
  return services().database.asTenant(tenantId, async (orm) => {
    const found = await listJobRows(orm, tenantId, { after, limit: limit + 1 });
    const { rows, nextCursor } = cutPage(found, limit, "-id", (job) => job.id);
    const data: JobView[] = [];
    for (const job of rows) data.push(presentJob(job, await listJobFiles(orm, tenantId, job.id)));
    return { data, nextCursor };
  });
}
