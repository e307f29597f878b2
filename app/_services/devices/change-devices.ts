import Papa from "papaparse";
import { z } from "zod";
import { ACCESS_LIMITS, TEXT_LIMITS } from "#core/limits.ts";
import { countDevices } from "#db/queries/devices.ts";
import type { Device } from "#db/schema/index.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import type { JobView } from "../jobs/job.ts";
import { startJob } from "../jobs/start-job.ts";
import type { RowError, Step, StepResult, Work } from "../jobs/work.ts";
import { roleNames } from "../roles/role-names.ts";
import { deleteDeviceIn } from "./delete-device.ts";
import { deviceLabels } from "./device.ts";
import { OVERLAP_HOURS } from "./overlap-hours.ts";
import { rotateCredentialIn } from "./rotate-credential.ts";
import { deviceSelection, filterOf, nextDevices } from "./select-devices.ts";
import { updateDeviceIn } from "./update-device.ts";

/** Devices of one step: rotating costs 2 to 3 ms each, everything else less. */
const STEP_DEVICES = 200;
const COUNTED_MAX = 1_000_000;

export const devicesChange = z
  .discriminatedUnion("action", [
    z.strictObject({ action: z.literal("enable") }),
    z.strictObject({ action: z.literal("disable") }),
    z.strictObject({ action: z.literal("delete") }),
    z.strictObject({ action: z.literal("setLabels"), labels: deviceLabels }),
    z.strictObject({
      action: z.literal("removeLabels"),
      keys: z.array(z.string().max(TEXT_LIMITS.labelKeyCharsMax)).min(1).max(TEXT_LIMITS.labelsMax),
    }),
    z.strictObject({ action: z.literal("setRoles"), roles: roleNames(ACCESS_LIMITS.rolesPerDeviceMax) }),
    z.strictObject({
      action: z.literal("rotate"),
      overlapHours: z.literal(OVERLAP_HOURS).meta({ description: "How long the present secrets stay valid." }),
    }),
  ])
  .meta({ id: "DevicesChange" });
export type DevicesChange = z.output<typeof devicesChange>;

export const changeDevicesInput = z
  .strictObject({ devices: deviceSelection, change: devicesChange })
  .meta({ id: "ChangeDevices" });
export type ChangeDevicesInput = z.output<typeof changeDevicesInput>;

/**
 * Does the same with many devices, as a job. New secrets wait in its file for one download.
 * @throws ApiError conflict when too many jobs wait
 */
export async function changeDevices(actor: Actor, input: ChangeDevicesInput): Promise<JobView> {
  requirePermission(actor, "devices.write");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const total = await countDevices(orm, tenantId, filterOf(input.devices), COUNTED_MAX);
    const job = await startJob(orm, actor, { kind: "devices.change", input, total });
    await audit(orm, actor, {
      action: "device.changeMany",
      target: { kind: "job", id: job.id, label: input.change.action },
      after: { ...input.change, devices: total },
    });
    return job;
  });
}

export const changeDevicesWork: Work = {
  permission: "devices.write",
  async step({ orm, actor, job }: Step): Promise<StepResult> {
    const { devices: selection, change } = changeDevicesInput.parse(job.input);
    const after = typeof job.cursor === "string" ? job.cursor : undefined;
    const devices = await nextDevices(orm, actor.tenantId, selection, after, STEP_DEVICES);
    const errors: RowError[] = [];
    const secrets: string[][] = after === undefined && change.action === "rotate" ? [HEADER] : [];
    for (const [index, device] of devices.entries()) {
      try {
        const credential = await changeOne({ orm, actor }, device, change);
        if (credential !== undefined) secrets.push([device.name, credential.username, credential.password]);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        errors.push({ row: job.done + job.failed + index + 1, label: device.name, message: error.message });
      }
    }
    return {
      cursor: devices.length < STEP_DEVICES ? undefined : devices.at(-1)?.id,
      done: devices.length - errors.length,
      errors,
      files: { secrets: secrets.length === 0 ? "" : `${Papa.unparse(secrets, { newline: "\n" })}\n` },
    };
  },
};

const HEADER = ["name", "username", "password"];

async function changeOne({ orm, actor }: Pick<Step, "orm" | "actor">, device: Device, change: DevicesChange) {
  const { id, labels } = device;
  switch (change.action) {
    case "enable":
    case "disable": {
      const status = change.action === "enable" ? "enabled" : "disabled";
      if (device.status !== status) await updateDeviceIn(orm, actor, id, { status });
      return undefined;
    }
    case "delete":
      await deleteDeviceIn(orm, actor, id);
      return undefined;
    case "setLabels": {
      const merged = deviceLabels.safeParse({ ...labels, ...change.labels });
      if (!merged.success) {
        throw new ApiError("invalid_request", `The device would have more than ${TEXT_LIMITS.labelsMax} labels.`);
      }
      await updateDeviceIn(orm, actor, id, { labels: merged.data });
      return undefined;
    }
    case "removeLabels": {
      const kept = Object.entries(labels).filter(([key]) => !change.keys.includes(key));
      if (kept.length < Object.keys(labels).length)
        await updateDeviceIn(orm, actor, id, { labels: Object.fromEntries(kept) });
      return undefined;
    }
    case "setRoles":
      await updateDeviceIn(orm, actor, id, { roles: change.roles });
      return undefined;
    case "rotate":
      return rotateCredentialIn(orm, actor, id, { overlapHours: change.overlapHours });
  }
}
