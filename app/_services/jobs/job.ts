import { z } from "zod";
import { JOB_KINDS } from "./job-kinds.ts";

/** What a job looks like from outside. */

const timestamp = z.iso.datetime();

export const jobFileView = z
  .strictObject({
    name: z.enum(["result", "secrets"]).meta({
      description: "`secrets` holds what is shown once: it is gone after it was fetched.",
    }),
    bytes: z.int(),
  })
  .meta({ id: "JobFile" });

export const jobView = z
  .strictObject({
    id: z.string(),
    kind: z.enum(JOB_KINDS),
    state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
    total: z.int().nullable().meta({ description: "How many there are to do; null while that is not known." }),
    done: z.int(),
    failed: z.int().meta({ description: "How many of them could not be done; /errors says which and why." }),
    failure: z.string().nullable().meta({ description: "Why the whole job ended early." }),
    createdBy: z.string(),
    createdAt: timestamp,
    startedAt: timestamp.nullable(),
    finishedAt: timestamp.nullable(),
    cancelRequested: z.boolean(),
    files: z.array(jobFileView),
  })
  .meta({ id: "Job" });
export type JobView = z.output<typeof jobView>;

export const jobErrorView = z
  .strictObject({
    row: z.int().meta({ description: "1 for the first; of a file, the line after its header." }),
    label: z.string(),
    message: z.string(),
  })
  .meta({ id: "JobError" });
export type JobErrorView = z.output<typeof jobErrorView>;
