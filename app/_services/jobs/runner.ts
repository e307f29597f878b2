import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#db/client.ts";
import { sweepIdempotencyKeys } from "#db/queries/idempotency-keys.ts";
import {
  advanceJob,
  claimJob,
  endJob,
  insertJobErrors,
  listJobFiles,
  lockRunningJob,
  releaseJob,
  sweepJobs,
} from "#db/queries/jobs.ts";
import type { Job } from "#db/schema/index.ts";
import { requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { actorOfJob } from "./actor-of-job.ts";
import { readPart, writePart } from "./job-files.ts";
import { tellJobNews } from "./job-news.ts";
import { kindOf } from "./present-job.ts";
import type { Work } from "./work.ts";
import { works } from "./works.ts";

/** Jobs worked on at once by one process, each of another tenant. */
const WORKERS = 2;
/** Between two looks for work, when there was none: what a person waits at most before a bar moves. */
const LOOK_EVERY_MS = 1_000;
/** A job whose worker has been silent so long is taken over: a step takes a second, a busy machine some. */
const SILENCE_SECONDS = 20;
/** Errors kept of one job; further ones are only counted. */
const ERRORS_KEPT_MAX = 1_000;
const KEPT_DAYS = 7;
const SWEEP_EVERY_MS = 10 * 60_000;
const SWEEP_ROWS = 200;
const SWEEP_ANSWERS = 2_000;
/** Answers to requests with an Idempotency-Key. */
const ANSWERS_KEPT_HOURS = 24;

// On globalThis: development loads this module anew with every edit, and must not start more workers each time.
const shelf = globalThis as typeof globalThis & { hatoJobs?: AbortController };

/** Starts working on jobs, in this process, until stopJobs. */
export function runJobs(): void {
  if (shelf.hatoJobs !== undefined) return;
  const stop = new AbortController();
  shelf.hatoJobs = stop;
  for (let worker = 0; worker < WORKERS; worker++) void forever(LOOK_EVERY_MS, stop.signal, workOnOneJob);
  void forever(SWEEP_EVERY_MS, stop.signal, async () => {
    const { orm } = services().database;
    const jobs = await sweepJobs(orm, KEPT_DAYS, SWEEP_ROWS);
    const answers = await sweepIdempotencyKeys(orm, ANSWERS_KEPT_HOURS, SWEEP_ANSWERS);
    // Again at once while there are more: what comes in faster than it is swept would grow without end.
    return jobs === SWEEP_ROWS || answers === SWEEP_ANSWERS;
  });
}

export function stopJobs(): void {
  shelf.hatoJobs?.abort();
  delete shelf.hatoJobs;
}

/** Calls `once` again and again, pausing whenever it says that there was nothing to do, or fails. */
async function forever(pauseMs: number, stop: AbortSignal, once: (stop: AbortSignal) => Promise<boolean>) {
  while (!stop.aborted) {
    const busy = await once(stop).catch((error: unknown) => {
      console.error(`Jobs: ${error instanceof Error ? error.message : error}`);
      return false;
    });
    if (!busy) await sleep(pauseMs, undefined, { signal: stop, ref: false }).catch(() => {});
  }
}

/** Takes one job and works on it, a step at least, to its end or until `stop`; false when there was none. */
export async function workOnOneJob(stop: AbortSignal = new AbortController().signal): Promise<boolean> {
  const { database } = services();
  const job = await claimJob(database.orm, SILENCE_SECONDS);
  if (job === undefined) return false;
  try {
    while (await step(database, job)) {
      if (!stop.aborted) continue;
      await releaseJob(database.orm, job.tenantId, job.id);
      break;
    }
  } catch (error) {
    // The step's transaction is undone; the database itself may be away, and then the silence hands the job on.
    const failure = error instanceof ApiError ? error.message : "Something went wrong on our side.";
    if (!(error instanceof ApiError)) console.error(`Job ${job.id} (${job.kind}) failed:`, error);
    await database.asTenant(job.tenantId, (orm) => endJob(orm, job.tenantId, job.id, { state: "failed", failure }));
    tellJobNews(job.tenantId);
  }
  return true;
}

/** One step in one transaction; true when there is another. */
async function step(database: Database, { tenantId, id }: Job): Promise<boolean> {
  let work: Work | undefined;
  let after: Job | undefined;
  const goesOn = await database.asTenant(tenantId, async (orm) => {
    const job = await lockRunningJob(orm, tenantId, id);
    if (job === undefined) return false;
    if (job.cancelRequested) {
      await endJob(orm, tenantId, id, { state: "cancelled" });
      return false;
    }
    const actor = await actorOfJob(orm, job);
    work = works[kindOf(job)];
    requirePermission(actor, work.permission);
    const { cursor, done, errors, total, files } = await work.step({
      orm,
      actor,
      job,
      readInput: (part) => readPart(orm, job, "input", part),
    });
    const room = Math.max(0, ERRORS_KEPT_MAX - job.failed);
    await insertJobErrors(
      orm,
      errors.slice(0, room).map((error) => ({ tenantId, jobId: id, ...error })),
    );
    if (files !== undefined) {
      const written = new Map((await listJobFiles(orm, tenantId, id)).map(({ name, parts }) => [name, parts]));
      for (const name of ["result", "secrets"] as const) {
        const text = files[name];
        if (text !== undefined && text !== "") await writePart(orm, job, name, (written.get(name) ?? 0) + 1, text);
      }
    }
    await advanceJob(orm, tenantId, id, { cursor: cursor ?? null, total, done, failed: errors.length });
    if (cursor === undefined) await endJob(orm, tenantId, id, { state: "done" });
    after = job;
    return cursor !== undefined;
  });
  tellJobNews(tenantId);
  if (after !== undefined) await work?.afterStep?.(after);
  return goesOn;
}
