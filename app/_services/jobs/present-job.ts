import type { Job } from "#db/schema/index.ts";
import type { JobView } from "./job.ts";
import { JOB_KINDS, type JobKind } from "./job-kinds.ts";

/** @param files what the database holds of the job */
export function presentJob(job: Job, files: readonly { name: string; bytes: number }[]): JobView {
  return {
    id: job.id,
    kind: kindOf(job),
    state: job.state,
    total: job.total,
    done: job.done,
    failed: job.failed,
    failure: job.failure,
    createdBy: job.actorLabel,
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    cancelRequested: job.cancelRequested,
    files: files.flatMap(({ name, bytes }) => (name === "result" || name === "secrets" ? [{ name, bytes }] : [])),
  };
}

/** @throws Error for a kind of a newer version */
export function kindOf(job: Job): JobKind {
  const kind = JOB_KINDS.find((each) => each === job.kind);
  if (kind === undefined) throw new Error(`nobody knows the job kind ${job.kind}`);
  return kind;
}
