import { type DeviceFilterText, type ListDevicesInput, listDevicesInput } from "../_services/devices/device.ts";

/** The devices page's address: what is asked for stands in the URL, so it can be shared, and Back undoes it. */

/** Names in the URL, short because people read them. */
export const FILTER_NAMES = {
  search: "q",
  status: "status",
  labels: "label",
  role: "role",
  sort: "sort",
} as const satisfies Record<keyof DeviceFilterText, string>;

/** Rows asked for at once. */
export const PAGE_ROWS = 100;

/** What the URL asks for; a part that cannot be used is left out rather than answered with an error. */
export function filterOfUrl(given: Readonly<Record<string, string | string[] | undefined>>): DeviceFilterText {
  const filter: DeviceFilterText = {};
  for (const field of Object.keys(FILTER_NAMES) as (keyof DeviceFilterText)[]) {
    const value = given[FILTER_NAMES[field]];
    const text = (Array.isArray(value) ? value[0] : value)?.trim();
    if (text !== undefined && text !== "" && listDevicesInput.safeParse({ [field]: text }).success) filter[field] = text;
  }
  return filter;
}

/** As the use case takes it; a cursor somebody tampered with begins anew. */
export function listInput(filter: DeviceFilterText, cursor?: string): ListDevicesInput {
  return listDevicesInput.parse({ ...filter, cursor, limit: PAGE_ROWS });
}

export function isNarrowed({ search, status, labels, role }: DeviceFilterText): boolean {
  return [search, status, labels, role].some((value) => value !== undefined);
}
