import { setImmediate as nextTurn } from "node:timers/promises";
import Papa from "papaparse";
import { z } from "zod";
import { listDevicesByName } from "#db/queries/devices.ts";
import { findRolesByName } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { type JobView, jobErrorView, jobView } from "../jobs/job.ts";
import { startJob } from "../jobs/start-job.ts";
import type { RowError, Step, StepResult, Work } from "../jobs/work.ts";
import { rateLimiter } from "../rate-limit.ts";
import { createDeviceIn } from "./create-device.ts";
import { createDeviceInput } from "./device.ts";
import {
  IMPORT_BYTES_MAX,
  type ImportFault,
  type ImportRow,
  importColumns,
  importRow,
  readImportFile,
} from "./import-file.ts";
import { updateDeviceIn } from "./update-device.ts";

/** Rows of one step. A secret with its SCRAM verifier costs 2 to 3 ms, so a step takes under a second. */
const STEP_ROWS = 200;
/** Names asked for in one statement. */
const NAMES_AT_ONCE = 5_000;
/** A file of 100 000 rows takes the console, which all tenants share, a second to read. */
const byTenant = rateLimiter("imports by tenant", { burst: 30, perSecond: 0.2 });
/** Errors that the answer holds; the job keeps more. */
const ERRORS_TOLD_MAX = 200;

export const importDevicesInput = z
  .strictObject({
    csv: z.string().max(IMPORT_BYTES_MAX).meta({ description: "The file, with a header line." }),
    columns: importColumns,
    onExisting: z
      .enum(["update", "skip", "error"])
      .default("update")
      .meta({ description: "What becomes of a row whose name a device has already." }),
    dryRun: z.boolean().default(false).meta({ description: "Only tell what would happen." }),
  })
  .meta({ id: "ImportDevices" });
export type ImportDevicesInput = z.output<typeof importDevicesInput>;

export const importPlanView = z
  .strictObject({
    create: z.int(),
    update: z.int(),
    skip: z.int(),
    error: z.int(),
    errors: z.array(jobErrorView).meta({ description: `The first ${ERRORS_TOLD_MAX} rows that cannot be done.` }),
    job: jobView.nullable().meta({ description: "Null after a dry run." }),
  })
  .meta({ id: "ImportPlan" });
export type ImportPlanView = z.output<typeof importPlanView>;

/**
 * Makes and changes devices by the rows of a CSV file. The file is checked at once and as a whole; a job does the work,
 * and holds the new secrets for one download.
 * @throws ApiError invalid_request when the file as a whole is of no use; rate_limited
 */
export async function importDevices(actor: Actor, input: ImportDevicesInput): Promise<ImportPlanView> {
  requirePermission(actor, "devices.write");
  const { tenantId } = actor;
  byTenant.require(tenantId);
  const { columns, onExisting } = input;
  const file = readImportFile(input.csv, columns);
  if (typeof file === "string" || "missingColumn" in file) throw unusable(file);
  await nextTurn();
  const existing = await namesTaken(tenantId, file.rows);
  const unknownRoles = await rolesUnknown(tenantId, file.rows);
  const errors: RowError[] = [...file.errors];
  const good: ImportRow[] = [];
  const plan = { create: 0, update: 0, skip: 0 };
  for (const row of file.rows) {
    const wrong = row.roles?.find((name) => unknownRoles.has(name));
    if (wrong !== undefined) {
      errors.push({ row: row.row, label: row.name, message: `there is no role ${wrong}` });
    } else if (!existing.has(row.name)) {
      plan.create++;
      good.push(row);
    } else if (onExisting === "error") {
      errors.push({ row: row.row, label: row.name, message: "a device of this name exists" });
    } else {
      plan[onExisting]++;
      good.push(row);
    }
  }
  errors.sort((a, b) => a.row - b.row);
  const job = input.dryRun || good.length === 0 ? null : await start(actor, input, good);
  return { ...plan, error: errors.length, errors: errors.slice(0, ERRORS_TOLD_MAX), job };
}

function start(actor: Actor, { onExisting }: ImportDevicesInput, rows: readonly ImportRow[]): Promise<JobView> {
  const parts: string[] = [];
  for (let at = 0; at < rows.length; at += STEP_ROWS) parts.push(JSON.stringify(rows.slice(at, at + STEP_ROWS)));
  return services().database.asTenant(actor.tenantId, async (orm) => {
    const job = await startJob(orm, actor, {
      kind: "devices.import",
      input: { onExisting },
      total: rows.length,
      parts,
    });
    await audit(orm, actor, {
      action: "device.import",
      target: { kind: "job", id: job.id, label: "devices.import" },
      after: { rows: rows.length, onExisting },
    });
    return job;
  });
}

async function namesTaken(tenantId: string, rows: readonly ImportRow[]): Promise<Set<string>> {
  const taken = new Set<string>();
  for (let at = 0; at < rows.length; at += NAMES_AT_ONCE) {
    const names = rows.slice(at, at + NAMES_AT_ONCE).map(({ name }) => name);
    const found = await services().database.asTenant(tenantId, (orm) => listDevicesByName(orm, tenantId, names));
    for (const { name } of found) taken.add(name);
  }
  return taken;
}

async function rolesUnknown(tenantId: string, rows: readonly ImportRow[]): Promise<Set<string>> {
  const names = new Set(rows.flatMap(({ roles }) => roles ?? []));
  const found = await services().database.asTenant(tenantId, (orm) => findRolesByName(orm, tenantId, [...names]));
  for (const { name } of found) names.delete(name);
  return names;
}

function unusable(fault: ImportFault): ApiError {
  const message =
    typeof fault === "object"
      ? `The file has no column ${JSON.stringify(fault.missingColumn)}.`
      : {
          empty: "The file needs a header line and at least one row.",
          tooManyRows: "The file has too many rows. Cut it in pieces of 100 000.",
          duplicateColumn: "Two columns of the file have the same name.",
        }[fault];
  return new ApiError("invalid_request", message, { issues: [{ path: ["csv"], code: "unusable_file", message }] });
}

const jobInput = z.object({ onExisting: importDevicesInput.shape.onExisting.unwrap() });
const partRows = z.array(importRow);

export const importDevicesWork: Work = {
  permission: "devices.write",
  async step({ orm, actor, job, readInput }: Step): Promise<StepResult> {
    const { onExisting } = jobInput.parse(job.input);
    const part = typeof job.cursor === "number" ? job.cursor + 1 : 1;
    const text = await readInput(part);
    if (text === undefined) return { cursor: undefined, done: 0, errors: [] };
    const rows = partRows.parse(JSON.parse(text));
    const existing = new Map(
      (
        await listDevicesByName(
          orm,
          actor.tenantId,
          rows.map(({ name }) => name),
        )
      ).map((device) => [device.name, device]),
    );
    const errors: RowError[] = [];
    const secrets: string[][] = part === 1 ? [["name", "username", "password"]] : [];
    for (const { row, ...fields } of rows) {
      try {
        const device = existing.get(fields.name);
        if (device === undefined) {
          const { credential } = await createDeviceIn(orm, actor, createDeviceInput.parse(fields));
          secrets.push([fields.name, credential.username, credential.password]);
        } else if (onExisting === "error") {
          errors.push({ row, label: fields.name, message: "a device of this name exists" });
        } else if (onExisting === "update") {
          const { description, labels } = fields;
          await updateDeviceIn(orm, actor, device.id, { description, labels });
        }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        errors.push({ row, label: fields.name, message: error.message });
      }
    }
    const lines = secrets.length === 0 ? "" : `${Papa.unparse(secrets, { newline: "\n" })}\n`;
    return { cursor: part, done: rows.length - errors.length, errors, files: { secrets: lines } };
  },
};
