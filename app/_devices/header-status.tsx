"use client";

import { StatusMark, useDeviceStatus } from "../_live/device-status.tsx";
import { statusOf } from "../_live/device-status-state.ts";
import type { DeviceView } from "../_services/devices/device.ts";

/** The device's status beside its name. */
export function HeaderStatus({ device, knownSince }: { readonly device: DeviceView; readonly knownSince: string }) {
  const status = useDeviceStatus(device.id, statusOf(device.connection, device.lastSeenAt), knownSince);
  return (
    <span className="text-sm">
      <StatusMark status={status} disabled={device.status === "disabled"} />
    </span>
  );
}
