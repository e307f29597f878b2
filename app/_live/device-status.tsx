"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { BrokerEvent, TransportName } from "#core/control.ts";
import type { ConnectionView } from "../_services/devices/device.ts";
import { classes } from "../_ui/classes.ts";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { useBrokerEvents } from "./live-provider.tsx";

/** What a status cell knows of a device. */
export interface DeviceStatus {
  readonly online: boolean;
  readonly connections: number;
  /** Since when it is so; undefined when that is not known. */
  readonly since: string | undefined;
  readonly address: string | undefined;
  readonly transport: TransportName | undefined;
  readonly protocolVersion: 3 | 4 | 5 | undefined;
}

export function statusOf(connection: ConnectionView | null, lastSeenAt: string | null): DeviceStatus | undefined {
  if (connection === null) return undefined;
  if (connection.status === "offline") {
    return { ...NOT_CONNECTED, since: lastSeenAt ?? undefined };
  }
  const { connections, connectedAt, address, transport, protocolVersion } = connection;
  return { online: true, connections, since: connectedAt, address, transport, protocolVersion };
}

const NOT_CONNECTED = {
  online: false,
  connections: 0,
  address: undefined,
  transport: undefined,
  protocolVersion: undefined,
} as const;

/**
 * A device's status after one more event. Events that are older than what the server said are known to it already.
 * @param knownSince when the server said what `status` was at first
 */
export function afterEvent(
  status: DeviceStatus | undefined,
  event: BrokerEvent,
  knownSince: string,
): DeviceStatus | undefined {
  if (event.at <= knownSince) return status;
  if (event.type === "connected") {
    return {
      online: true,
      connections: (status?.online ? status.connections : 0) + 1,
      since: event.at,
      address: event.address,
      transport: event.transport,
      protocolVersion: event.protocolVersion,
    };
  }
  if (event.type === "disconnected") {
    const connections = Math.max(0, (status?.connections ?? 1) - 1);
    if (status !== undefined && connections > 0) return { ...status, connections };
    return { ...NOT_CONNECTED, since: event.at, address: event.address };
  }
  return status;
}

/** The status of one device: as the server said, then as the broker tells. */
export function useDeviceStatus(
  deviceId: string,
  initial: DeviceStatus | undefined,
  knownSince: string,
): DeviceStatus | undefined {
  const [known, setKnown] = useState({ knownSince, status: initial });
  // The page was read again: what the server says now replaces what was put together from events.
  if (known.knownSince !== knownSince) setKnown({ knownSince, status: initial });
  useBrokerEvents((event) => {
    if (event.deviceId !== deviceId) return;
    setKnown((before) => ({ ...before, status: afterEvent(before.status, event, before.knownSince) }));
  });
  return known.status;
}

export const TRANSPORT_NAMES: Readonly<Record<TransportName, string>> = {
  tcp: "TCP",
  tls: "TLS",
  ws: "WebSocket",
  wss: "WSS",
};
export const PROTOCOL_NAMES = { 3: "MQTT 3.1", 4: "MQTT 3.1.1", 5: "MQTT 5.0" } as const;

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
