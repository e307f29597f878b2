import type { Permission } from "#core/permissions.ts";
import type { Orm } from "#db/client.ts";
import type { JobFileName } from "#db/queries/jobs.ts";
import type { Job } from "#db/schema/index.ts";
import type { Actor } from "../actor.ts";

/** One of the job's things could not be done. */
export interface RowError {
  /** 1 for the first. */
  readonly row: number;
  readonly label: string;
  readonly message: string;
}

/** What a step is handed. */
export interface Step {
  /** One transaction as the tenant: what the step changes and how far the job is stand or fall together. */
  readonly orm: Orm;
  /** Whoever asked for the job, with the rights of this moment. */
  readonly actor: Actor;
  readonly job: Job;
  /** A part of the job's input; undefined after the last. */
  readInput(part: number): Promise<string | undefined>;
}

/** What came of a step. */
export interface StepResult {
  /** Where the next one goes on; undefined: there is none. */
  readonly cursor: unknown;
  readonly done: number;
  readonly errors: readonly RowError[];
  readonly total?: number | undefined;
  /** To be added to the job's files. */
  readonly files?: Partial<Record<Exclude<JobFileName, "input">, string>>;
}

/** A kind of long work, cut into steps of about a second: after each it may be cancelled, or go on after a restart. */
export interface Work {
  /** Asked again before each step: who lost the right meanwhile stops here. */
  readonly permission: Permission;
  step(step: Step): Promise<StepResult>;
  /** What must happen outside the transaction, after it: telling the broker, for one. */
  afterStep?(job: Job): Promise<void>;
}
