import type { JobView } from "../_services/jobs/job.ts";

export function isOpen(job: JobView): boolean {
  return job.state === "queued" || job.state === "running";
}

/** Things done per second since the job began; undefined while that says nothing yet. */
export function ratePerSecond(job: JobView, nowMs: number): number | undefined {
  if (job.startedAt === null) return undefined;
  const endMs = job.finishedAt === null ? nowMs : Date.parse(job.finishedAt);
  const seconds = (endMs - Date.parse(job.startedAt)) / 1_000;
  const count = job.done + job.failed;
  return seconds < 1 || count === 0 ? undefined : count / seconds;
}
