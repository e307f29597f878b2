import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type Job, type JobError, jobErrors, jobFiles, jobs } from "../schema/index.ts";

export async function insertJob(orm: Orm, job: typeof jobs.$inferInsert): Promise<Job> {
  const [row] = await orm.insert(jobs).values(job).returning();
  if (row === undefined) throw new Error("INSERT … RETURNING gave no row");
  return row;
}

export async function findJob(orm: Orm, tenantId: string, id: string): Promise<Job | undefined> {
  const [row] = await orm.select().from(jobs).where(jobIs(tenantId, id));
  return row;
}

/** The newest first. */
export function listJobs(
  orm: Orm,
  tenantId: string,
  page: { after?: string | undefined; limit: number },
): Promise<Job[]> {
  return orm
    .select()
    .from(jobs)
    .where(and(eq(jobs.tenantId, tenantId), page.after === undefined ? undefined : lt(jobs.id, page.after)))
    .orderBy(desc(jobs.id))
    .limit(page.limit);
}

/** Jobs that have not ended. */
export async function countOpenJobs(orm: Orm, tenantId: string): Promise<number> {
  const [row] = await orm
    .select({ count: sql<number>`count(*)::int` })
    .from(jobs)
    .where(and(eq(jobs.tenantId, tenantId), sql`${jobs.state} in ('queued', 'running')`));
  return row?.count ?? 0;
}

/**
 * Takes the job that has waited longest, of a tenant that has none running: one that was queued, or one whose worker
 * has shown no life for a while. Asked as the owner of the tables; no two askers get the same.
 */
export async function claimJob(orm: Orm, silenceSeconds: number): Promise<Job | undefined> {
  const alive = sql`alive_at > now() - make_interval(secs => ${silenceSeconds})`;
  const [row] = await orm
    .update(jobs)
    .set({ state: "running", startedAt: sql`coalesce(${jobs.startedAt}, now())`, aliveAt: sql`now()` })
    .where(
      sql`(${jobs.tenantId}, ${jobs.id}) = (
        select j.tenant_id, j.id from jobs j
        where j.state in ('queued', 'running') and (j.state = 'queued' or j.alive_at is null or not j.${alive})
          and not exists (select from jobs o where o.tenant_id = j.tenant_id and o.state = 'running' and o.${alive})
        order by j.created_at limit 1 for update skip locked)`,
    )
    .returning();
  return row;
}

/** Puts a job back that its worker cannot go on with: the next one takes it at once. */
export async function releaseJob(orm: Orm, tenantId: string, id: string): Promise<void> {
  await orm
    .update(jobs)
    .set({ aliveAt: null })
    .where(and(jobIs(tenantId, id), eq(jobs.state, "running")));
}

/** Holds the job's row; undefined when it has ended, or is gone. Tells whether somebody wants it to stop. */
export async function lockRunningJob(orm: Orm, tenantId: string, id: string): Promise<Job | undefined> {
  const [row] = await orm
    .select()
    .from(jobs)
    .where(and(jobIs(tenantId, id), eq(jobs.state, "running")))
    .for("update");
  return row;
}

export interface JobProgress {
  readonly cursor: unknown;
  /** Undefined: not known yet. */
  readonly total?: number | undefined;
  /** Of this step. */
  readonly done: number;
  /** Of this step. */
  readonly failed: number;
}

export async function advanceJob(orm: Orm, tenantId: string, id: string, progress: JobProgress): Promise<void> {
  await orm
    .update(jobs)
    .set({
      cursor: progress.cursor,
      ...(progress.total === undefined ? {} : { total: progress.total }),
      done: sql`${jobs.done} + ${progress.done}`,
      failed: sql`${jobs.failed} + ${progress.failed}`,
      aliveAt: sql`now()`,
    })
    .where(jobIs(tenantId, id));
}

export async function endJob(
  orm: Orm,
  tenantId: string,
  id: string,
  end: { state: "done" | "failed" | "cancelled"; failure?: string | undefined },
): Promise<void> {
  await orm
    .update(jobs)
    .set({ state: end.state, failure: end.failure ?? null, finishedAt: sql`now()` })
    .where(jobIs(tenantId, id));
}

/** Asks a job to stop; one that nobody has begun is ended at once. Undefined when there is none that could. */
export async function requestCancel(orm: Orm, tenantId: string, id: string): Promise<Job | undefined> {
  const [row] = await orm
    .update(jobs)
    .set({
      cancelRequested: true,
      state: sql`case when ${jobs.state} = 'queued' then 'cancelled' else ${jobs.state} end`,
      finishedAt: sql`case when ${jobs.state} = 'queued' then now() else ${jobs.finishedAt} end`,
    })
    .where(and(jobIs(tenantId, id), sql`${jobs.state} in ('queued', 'running')`))
    .returning();
  return row;
}

export async function insertJobErrors(orm: Orm, errors: readonly JobError[]): Promise<void> {
  if (errors.length > 0)
    await orm
      .insert(jobErrors)
      .values([...errors])
      .onConflictDoNothing();
}

export function listJobErrors(
  orm: Orm,
  tenantId: string,
  jobId: string,
  page: { afterRow: number; limit: number },
): Promise<JobError[]> {
  return orm
    .select()
    .from(jobErrors)
    .where(and(eq(jobErrors.tenantId, tenantId), eq(jobErrors.jobId, jobId), sql`${jobErrors.row} > ${page.afterRow}`))
    .orderBy(asc(jobErrors.row))
    .limit(page.limit);
}

export type JobFileName = "input" | "result" | "secrets";

export async function insertJobFilePart(orm: Orm, part: typeof jobFiles.$inferInsert): Promise<void> {
  await orm.insert(jobFiles).values(part);
}

export async function findJobFilePart(
  orm: Orm,
  tenantId: string,
  jobId: string,
  name: JobFileName,
  part: number,
): Promise<Buffer | undefined> {
  const [row] = await orm
    .select({ content: jobFiles.content })
    .from(jobFiles)
    .where(and(fileIs(tenantId, jobId, name), eq(jobFiles.part, part)));
  return row?.content;
}

/** Which files there are, and of how many parts each. */
export function listJobFiles(
  orm: Orm,
  tenantId: string,
  jobId: string,
): Promise<{ name: string; parts: number; bytes: number }[]> {
  return orm
    .select({
      name: jobFiles.name,
      parts: sql<number>`count(*)::int`,
      bytes: sql<number>`sum(length(${jobFiles.content}))::int`,
    })
    .from(jobFiles)
    .where(and(eq(jobFiles.tenantId, tenantId), eq(jobFiles.jobId, jobId)))
    .groupBy(jobFiles.name);
}

/** False when somebody else has just done so. */
export async function deleteJobFile(orm: Orm, tenantId: string, jobId: string, name: JobFileName): Promise<boolean> {
  const gone = await orm
    .delete(jobFiles)
    .where(fileIs(tenantId, jobId, name))
    .returning({ part: jobFiles.part });
  return gone.length > 0;
}

/** Takes away what ended jobs have read, and what they wrote but for the newest; secrets stay until they are fetched. */
export async function deleteSpentFiles(orm: Orm, tenantId: string, jobsKept: number): Promise<void> {
  const ended = sql`select id from jobs where tenant_id = ${tenantId} and finished_at is not null`;
  await orm.execute(sql`
    delete from job_files where tenant_id = ${tenantId} and (
      (name = 'input' and job_id in (${ended}))
      or (name = 'result' and job_id in (${ended} order by id desc offset ${jobsKept})))`);
}

/** Ended jobs older than this go, with their errors and files. Asked as the owner; returns how many went. */
export async function sweepJobs(orm: Orm, keptDays: number, limit: number): Promise<number> {
  const gone = await orm.execute(sql`
    delete from jobs where (tenant_id, id) in (
      select tenant_id, id from jobs
      where finished_at < now() - make_interval(days => ${keptDays}) order by finished_at limit ${limit})
    returning 1`);
  return gone.length;
}

function jobIs(tenantId: string, id: string) {
  return and(eq(jobs.tenantId, tenantId), eq(jobs.id, id));
}

function fileIs(tenantId: string, jobId: string, name: JobFileName) {
  return and(eq(jobFiles.tenantId, tenantId), eq(jobFiles.jobId, jobId), eq(jobFiles.name, name));
}
