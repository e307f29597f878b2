import { isId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { findJob, listJobFiles } from "#db/queries/jobs.ts";
import type { Job } from "#db/schema/index.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import type { JobView } from "./job.ts";
import { presentJob } from "./present-job.ts";

export async function getJob(actor: Actor, id: string): Promise<JobView> {
  requirePermission(actor, "jobs.read");
  return services().database.asTenant(actor.tenantId, async (orm) => {
    const job = await requireJob(orm, actor.tenantId, id);
    return presentJob(job, await listJobFiles(orm, actor.tenantId, id));
  });
}

/** @throws ApiError not_found */
export async function requireJob(orm: Orm, tenantId: string, id: string): Promise<Job> {
  const job = isId("job", id) ? await findJob(orm, tenantId, id) : undefined;
  if (job === undefined) throw notFound("job");
  return job;
}
