"use client";

import { useTranslations } from "next-intl";
import { classes } from "../_ui/classes.ts";
import { TimeAgo } from "../_ui/time-ago.tsx";

export { PROTOCOL_NAMES, TRANSPORT_NAMES } from "./transport-names.ts";

import type { DeviceView } from "../_services/devices/device.ts";
import { afterEvent, type DeviceStatus, statusOf } from "./device-status-state.ts";
import { useEventsSince } from "./live-provider.tsx";

/** The status of one device: as the server said, then as the broker tells. */
export function useDeviceStatus(device: DeviceView): DeviceStatus | undefined {
  return useEventsSince(
    device,
    () => statusOf(device),
    (status, event) => (event.deviceId === device.id ? afterEvent(status, event) : status),
  );
}

/** Dot, word and since when: never colour alone. */
export function StatusMark({
  status,
  disabled = false,
  withSince = true,
}: {
  readonly status: DeviceStatus | undefined;
  readonly disabled?: boolean;
  readonly withSince?: boolean;
}) {
  const t = useTranslations("devices.status");
  const online = status?.online === true;
  const word =
    disabled && !online
      ? "disabled"
      : status === undefined
        ? "unknown"
        : online
          ? "online"
          : status.since === undefined
            ? "never"
            : "offline";
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span aria-hidden className="relative grid size-2 place-items-center">
        {online ? <span className="absolute size-2 animate-ping-soft rounded-full bg-ok-mark/60" /> : null}
        <span
          className={classes(
            "size-2 rounded-full",
            online ? "bg-ok-mark" : word === "unknown" ? "border border-dashed border-faint" : "border border-faint",
          )}
        />
      </span>
      <span className={online ? "text-ink" : "text-muted"}>{t(word)}</span>
      {withSince && status?.since !== undefined ? (
        <span className="text-xs text-faint">
          <TimeAgo at={status.since} />
        </span>
      ) : null}
    </span>
  );
}
