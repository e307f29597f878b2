import { listJobFiles, requestCancel } from "#db/queries/jobs.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { requireJob } from "./get-job.ts";
import type { JobView } from "./job.ts";
import { tellJobNews } from "./job-news.ts";
import { presentJob } from "./present-job.ts";

/** Asks a job to stop after the step it is at. What it did stays done; one that has ended stays as it is. */
export async function cancelJob(actor: Actor, id: string): Promise<JobView> {
  requirePermission(actor, "jobs.write");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const before = await requireJob(orm, tenantId, id);
    const cancelled = await requestCancel(orm, tenantId, id);
    if (cancelled !== undefined) {
      tellJobNews(tenantId);
      await audit(orm, actor, {
        action: "job.cancel",
        target: { kind: "job", id, label: before.kind },
        after: { done: cancelled.done, total: cancelled.total },
      });
    }
    return presentJob(cancelled ?? before, await listJobFiles(orm, tenantId, id));
  });
}
