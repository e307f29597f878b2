"use client";

import { StatusMark, useDeviceStatus } from "../_live/device-status.tsx";
import type { DeviceView } from "../_services/devices/device.ts";

/** The device's status beside its name. */
export function HeaderStatus({ device }: { readonly device: DeviceView }) {
  const status = useDeviceStatus(device);
  return (
    <span className="text-sm">
      <StatusMark status={status} disabled={device.status === "disabled"} />
    </span>
  );
}
