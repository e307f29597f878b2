"use server";

import { enter } from "../_auth/access.ts";
import { hasPermission } from "../_services/actor.ts";
import { listDevicesInput } from "../_services/devices/device.ts";
import { listDevices } from "../_services/devices/list-devices.ts";

/** A device as the palette lists it. */
export interface FoundDevice {
  readonly id: string;
  readonly name: string;
}

const FOUND_MAX = 8;

/** The first few devices that the text names. */
export async function findDevices(tenantSlug: string, text: string): Promise<readonly FoundDevice[]> {
  const actor = await enter(tenantSlug);
  if (!hasPermission(actor, "devices.read")) return [];
  const input = listDevicesInput.safeParse({ search: text, limit: String(FOUND_MAX) });
  if (!input.success) return [];
  const { data } = await listDevices(actor, input.data);
  return data.map(({ id, name }) => ({ id, name }));
}
