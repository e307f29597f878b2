import { newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { countOpenJobs, deleteSpentFiles, insertJob } from "#db/queries/jobs.ts";
import type { Actor } from "../actor.ts";
import { ApiError } from "../errors.ts";
import type { JobView } from "./job.ts";
import { writePart } from "./job-files.ts";
import type { JobKind } from "./job-kinds.ts";
import { tellJobNews } from "./job-news.ts";
import { presentJob } from "./present-job.ts";

/** Jobs of one tenant that have not ended, at most. */
const OPEN_JOBS_MAX = 10;
/** Files of a tenant's ended jobs that are kept: an export of 100 000 devices has some 20 MB. */
const RESULTS_KEPT_MAX = 20;

export interface NewJob {
  readonly kind: JobKind;
  readonly input: Record<string, unknown>;
  readonly total: number | undefined;
  /** The parts of what it is to read. */
  readonly parts?: readonly string[];
}

/**
 * Writes a job down; the runner finds it there. The use case that calls this has checked the right to it.
 * @throws ApiError conflict when too many wait already
 */
export async function startJob(orm: Orm, actor: Actor, { kind, input, total, parts = [] }: NewJob): Promise<JobView> {
  const { tenantId } = actor;
  if ((await countOpenJobs(orm, tenantId)) >= OPEN_JOBS_MAX) {
    throw new ApiError("conflict", `${OPEN_JOBS_MAX} jobs are waiting already. Wait for one to end, or cancel it.`);
  }
  await deleteSpentFiles(orm, tenantId, RESULTS_KEPT_MAX);
  const job = await insertJob(orm, {
    tenantId,
    id: newId("job"),
    kind,
    input,
    total: total ?? null,
    actorKind: actor.kind,
    actorId: actor.id,
    actorLabel: actor.label,
    address: actor.address ?? null,
  });
  for (const [index, text] of parts.entries()) await writePart(orm, job, "input", index + 1, text);
  tellJobNews(tenantId);
  return presentJob(job, []);
}
