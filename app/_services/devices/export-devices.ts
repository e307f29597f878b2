import Papa from "papaparse";
import { z } from "zod";
import { listRoleNamesOfDevices } from "#db/queries/device-roles.ts";
import { countDevices } from "#db/queries/devices.ts";
import type { Device } from "#db/schema/index.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import type { JobView } from "../jobs/job.ts";
import { startJob } from "../jobs/start-job.ts";
import type { Step, StepResult, Work } from "../jobs/work.ts";
import { deviceSelection, filterOf, nextDevices } from "./select-devices.ts";

/** Devices of one step, and of one part of the file. */
const STEP_DEVICES = 2_000;
const COUNTED_MAX = 1_000_000;

export const exportDevicesInput = z
  .strictObject({
    devices: deviceSelection.default({ filter: {} }),
    format: z.enum(["csv", "jsonl"]).default("csv"),
  })
  .meta({ id: "ExportDevices" });
export type ExportDevicesInput = z.output<typeof exportDevicesInput>;

/** Writes devices to a file, as a job. Secrets are not in it: nobody has them. */
export async function exportDevices(actor: Actor, input: ExportDevicesInput): Promise<JobView> {
  requirePermission(actor, "devices.read");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const total = await countDevices(orm, tenantId, filterOf(input.devices), COUNTED_MAX);
    const job = await startJob(orm, actor, { kind: "devices.export", input, total });
    await audit(orm, actor, {
      action: "device.export",
      target: { kind: "job", id: job.id, label: "devices.export" },
      after: { devices: total },
    });
    return job;
  });
}

export const exportDevicesWork: Work = {
  permission: "devices.read",
  async step({ orm, actor, job }: Step): Promise<StepResult> {
    const { devices: selection, format } = exportDevicesInput.parse(job.input);
    const after = typeof job.cursor === "string" ? job.cursor : undefined;
    const devices = await nextDevices(orm, actor.tenantId, selection, after, STEP_DEVICES);
    const roleNames = await listRoleNamesOfDevices(
      orm,
      actor.tenantId,
      devices.map(({ id }) => id),
    );
    const rows = devices.map((device) => rowOf(device, roleNames.get(device.id) ?? []));
    const result =
      format === "jsonl"
        ? rows.map((row) => `${JSON.stringify(row)}\n`).join("")
        : `${Papa.unparse(
            { fields: [...COLUMNS], data: rows.map(cellsOf) },
            // A cell that begins like a formula would be run by a spreadsheet.
            { newline: "\n", header: after === undefined, escapeFormulae: true },
          )}\n`;
    return {
      cursor: devices.length < STEP_DEVICES ? undefined : devices.at(-1)?.id,
      done: devices.length,
      errors: [],
      files: { result: devices.length === 0 && after !== undefined ? "" : result },
    };
  },
};

const COLUMNS = ["id", "name", "description", "status", "labels", "roles", "createdAt", "lastSeenAt"] as const;

function rowOf(device: Device, roles: readonly string[]) {
  const { id, name, description, status, labels } = device;
  const lastSeenAt = device.lastSeenAt?.toISOString() ?? null;
  return { id, name, description, status, labels, roles, createdAt: device.createdAt.toISOString(), lastSeenAt };
}

function cellsOf({ labels, roles, lastSeenAt, ...row }: ReturnType<typeof rowOf>): Record<string, string> {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return { ...row, labels: pairs.join(";"), roles: roles.join(";"), lastSeenAt: lastSeenAt ?? "" };
}
