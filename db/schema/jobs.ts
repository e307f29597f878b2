import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, integer, jsonb, pgEnum, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { actorKind } from "./audit.ts";
import { at, bytea, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

export const jobState = pgEnum("job_state", ["queued", "running", "done", "failed", "cancelled"]);

/** Work too long for one request. It goes on by itself after a restart, from its cursor. */
export const jobs = pgTable(
  "jobs",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: text("id").notNull(),
    /** `devices.import`, `devices.bulk`, … */
    kind: text("kind").notNull(),
    state: jobState("state").notNull().default("queued"),
    /** What is to be done; its shape is the kind's. */
    input: jsonb("input").$type<Record<string, unknown>>().notNull(),
    /** How far it is; its shape is the kind's. Null: not begun. */
    cursor: jsonb("cursor").$type<unknown>(),
    /** Null while unknown. */
    total: integer("total"),
    done: integer("done").notNull().default(0),
    failed: integer("failed").notNull().default(0),
    /** Who asked for it: what the job does is done in their name. */
    actorKind: actorKind("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    actorLabel: text("actor_label").notNull(),
    address: text("address"),
    /** Why it ended early, for people. */
    failure: text("failure"),
    cancelRequested: boolean("cancel_requested").notNull().default(false),
    createdAt: createdAt(),
    startedAt: at("started_at"),
    finishedAt: at("finished_at"),
    /** Moved on while somebody works on it; whoever died leaves it standing. */
    aliveAt: at("alive_at"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("jobs_open_idx").on(table.createdAt).where(sql`state in ('queued', 'running')`),
    index("jobs_ended_idx").on(table.finishedAt),
    tenantPolicy(),
  ],
).enableRLS();

/** What went wrong with one row of a job's work. */
export const jobErrors = pgTable(
  "job_errors",
  {
    tenantId: tenantId(),
    jobId: text("job_id").notNull(),
    /** 1 for the first; of a file, the line after its header. */
    row: integer("row").notNull(),
    /** The row's name, such as a device's. */
    label: text("label").notNull(),
    message: text("message").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.jobId, table.row] }),
    foreignKey({
      name: "job_errors_job_fk",
      columns: [table.tenantId, table.jobId],
      foreignColumns: [jobs.tenantId, jobs.id],
    }).onDelete("cascade"),
    tenantPolicy(),
  ],
).enableRLS();

/** A piece of a file that a job reads or makes. */
export const jobFiles = pgTable(
  "job_files",
  {
    tenantId: tenantId(),
    jobId: text("job_id").notNull(),
    /** `input`, `result` or `secrets`. */
    name: text("name").notNull(),
    part: integer("part").notNull(),
    /** UTF-8; of `secrets` sealed (db/seal.ts). */
    content: bytea("content").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.jobId, table.name, table.part] }),
    foreignKey({
      name: "job_files_job_fk",
      columns: [table.tenantId, table.jobId],
      foreignColumns: [jobs.tenantId, jobs.id],
    }).onDelete("cascade"),
    tenantPolicy(),
  ],
).enableRLS();

export type Job = typeof jobs.$inferSelect;
export type JobError = typeof jobErrors.$inferSelect;
