import type { DeviceFilterText } from "../_services/devices/device.ts";

/** Names in the URL of the devices page, short because people read them. */
export const FILTER_NAMES = {
  search: "q",
  status: "status",
  labels: "label",
  role: "role",
  sort: "sort",
} as const satisfies Record<keyof DeviceFilterText, string>;

export function isNarrowed({ search, status, labels, role }: DeviceFilterText): boolean {
  return [search, status, labels, role].some((value) => value !== undefined);
}
