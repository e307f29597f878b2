import type { BrokerEvent, TransportName } from "#core/control.ts";
import type { ConnectionView } from "../_services/devices/device.ts";

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
