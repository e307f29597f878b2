import { useState, useTransition } from "react";
import type { DeviceFilterText, DeviceView } from "../_services/devices/device.ts";
import type { Page } from "../_services/page.ts";
import { moreDevices } from "./many-actions.ts";

interface Loaded {
  /** The first page that `devices` begins with. */
  readonly first: Page<DeviceView>;
  readonly devices: readonly DeviceView[];
  readonly nextCursor: string | null;
}

/**
 * The list as far as it was scrolled to. When the server renders the page anew, what is known of its first rows is
 * replaced and the rest stays, so that nobody is thrown back to the top.
 */
export function useDevicePages(tenantSlug: string, filter: DeviceFilterText, first: Page<DeviceView>) {
  const [loaded, setLoaded] = useState<Loaded>({ first, devices: first.data, nextCursor: first.nextCursor });
  const [loading, start] = useTransition();
  if (loaded.first !== first) setLoaded(renewed(loaded, first));

  const more = () => {
    const { nextCursor } = loaded;
    if (nextCursor === null || loading) return;
    start(async () => {
      const page = await moreDevices(tenantSlug, filter, nextCursor);
      setLoaded((before) =>
        before.nextCursor === nextCursor
          ? {
              ...before,
              devices: [...before.devices, ...(page?.data ?? [])],
              nextCursor: page?.nextCursor ?? null,
            }
          : before,
      );
    });
  };
  return { devices: loaded.devices, complete: loaded.nextCursor === null, loading, more };
}

function renewed(before: Loaded, first: Page<DeviceView>): Loaded {
  if (before.devices.length <= before.first.data.length) {
    return { first, devices: first.data, nextCursor: first.nextCursor };
  }
  const replaced = new Set([...before.first.data, ...first.data].map(({ id }) => id));
  const rest = before.devices.filter(({ id }) => !replaced.has(id));
  return { first, devices: [...first.data, ...rest], nextCursor: before.nextCursor };
}
