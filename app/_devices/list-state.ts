import { type DeviceFilterText, type ListDevicesInput, listDevicesInput } from "../_services/devices/device.ts";
import { FILTER_NAMES } from "./filter-names.ts";

/** The devices page's address: what is asked for stands in the URL, so it can be shared, and Back undoes it. */

/** Rows asked for at once. */
export const PAGE_ROWS = 100;

/** What the URL asks for; a part that cannot be used is left out rather than answered with an error. */
export function filterOfUrl(given: Readonly<Record<string, string | string[] | undefined>>): DeviceFilterText {
  const filter: DeviceFilterText = {};
  for (const field of Object.keys(FILTER_NAMES) as (keyof DeviceFilterText)[]) {
    const value = given[FILTER_NAMES[field]];
    const text = (Array.isArray(value) ? value[0] : value)?.trim();
    if (text !== undefined && text !== "" && listDevicesInput.safeParse({ [field]: text }).success)
      filter[field] = text;
  }
  return filter;
}

/** The first page as the use case takes it. */
export function firstPage(filter: DeviceFilterText): ListDevicesInput {
  return listDevicesInput.parse({ ...filter, limit: PAGE_ROWS });
}
