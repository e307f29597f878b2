"use server";

import { parseInput } from "../_api/validation.ts";
import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import {
  changeDevices as changeDevicesOf,
  type DevicesChange,
  devicesChange,
} from "../_services/devices/change-devices.ts";
import { type DeviceFilterText, type DeviceView, listDevicesInput } from "../_services/devices/device.ts";
import { exportDevices as exportDevicesOf } from "../_services/devices/export-devices.ts";
import { listDevices } from "../_services/devices/list-devices.ts";
import { type DeviceSelection, deviceSelection } from "../_services/devices/select-devices.ts";
import { ApiError } from "../_services/errors.ts";
import type { JobView } from "../_services/jobs/job.ts";
import type { Page } from "../_services/page.ts";
import { PAGE_ROWS } from "./list-state.ts";

/** Which devices of the list an action is for: those chosen one by one, or all that the filter finds. */
export type Chosen = { readonly ids: readonly string[] } | { readonly filter: Omit<DeviceFilterText, "sort"> };

/** What came of starting a job, in the person's language where it failed. */
export type Started = { readonly ok: true; readonly job: JobView } | { readonly ok: false; readonly message: string };

/** The rows after those that the page has; null when it cannot go on from there. */
export async function moreDevices(
  tenantSlug: string,
  filter: DeviceFilterText,
  cursor: string,
): Promise<Page<DeviceView> | null> {
  const actor = await enter(tenantSlug);
  const input = listDevicesInput.safeParse({ ...filter, cursor, limit: PAGE_ROWS });
  if (!input.success) return null;
  try {
    return await listDevices(actor, input.data);
  } catch (error) {
    if (error instanceof ApiError && error.code === "invalid_request") return null;
    throw error;
  }
}

export async function changeDevices(tenantSlug: string, chosen: Chosen, change: DevicesChange): Promise<Started> {
  const actor = await enter(tenantSlug);
  return start(async () => {
    const input = { devices: selectionOf(chosen), change: parseInput(devicesChange, change) };
    return changeDevicesOf(actor, input);
  });
}

export async function exportDevices(tenantSlug: string, chosen: Chosen, format: string): Promise<Started> {
  const actor = await enter(tenantSlug);
  return start(() =>
    exportDevicesOf(actor, { devices: selectionOf(chosen), format: format === "jsonl" ? "jsonl" : "csv" }),
  );
}

async function start(work: () => Promise<JobView>): Promise<Started> {
  try {
    return { ok: true, job: await work() };
  } catch (error) {
    // What many devices make of a change is said by the use case, in words for programs too.
    if (error instanceof ApiError && ["conflict", "invalid_request"].includes(error.code)) {
      return { ok: false, message: error.message };
    }
    return { ok: false, message: await failureMessage(error) };
  }
}

function selectionOf(chosen: Chosen): DeviceSelection {
  if ("ids" in chosen) return parseInput(deviceSelection, chosen);
  const { search, status, labels, role } = listDevicesInput.parse({ ...chosen.filter });
  return { filter: { search, status, labels, role } };
}
