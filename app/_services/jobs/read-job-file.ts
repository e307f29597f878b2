import { deleteJobFile, type JobFileName, listJobFiles } from "#db/queries/jobs.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import { requireJob } from "./get-job.ts";
import { readPart } from "./job-files.ts";
import { tellJobNews } from "./job-news.ts";

/**
 * A file that a job made, whole. That with secrets is shown this once: handing it out takes it away, in one
 * transaction.
 * @throws ApiError not_found when the job made none, or it was fetched already; conflict while it is being written
 */
export async function readJobFile(actor: Actor, id: string, name: string): Promise<string> {
  const wanted: JobFileName | undefined = name === "result" || name === "secrets" ? name : undefined;
  // Whoever may not make devices may not learn their secrets either.
  requirePermission(actor, wanted === "secrets" ? "devices.write" : "jobs.read");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const job = await requireJob(orm, tenantId, id);
    const files = await listJobFiles(orm, tenantId, id);
    if (wanted === undefined || !files.some((file) => file.name === wanted)) throw notFound("file");
    if (job.finishedAt === null) throw new ApiError("conflict", "The job is still writing it.");
    const parts: string[] = [];
    for (let part = 1; ; part++) {
      const text = await readPart(orm, job, wanted, part);
      if (text === undefined) break;
      parts.push(text);
    }
    if (wanted === "secrets") {
      // Of two at once the later finds nothing to take away, and gets nothing.
      if (!(await deleteJobFile(orm, tenantId, id, wanted))) throw notFound("file");
      tellJobNews(tenantId);
      await audit(orm, actor, { action: "job.takeSecrets", target: { kind: "job", id, label: job.kind } });
    }
    return parts.join("");
  });
}
