import type { BrokerEvent, TransportName } from "#core/control.ts";
import type { DeviceView } from "../_services/devices/device.ts";

/** What a status cell knows of a device. */
export interface DeviceStatus {
  /** When the broker was asked, by its own clock; undefined when it could not be. */
  readonly asOf: string | undefined;
  readonly online: boolean;
  readonly connections: number;
  /** Since when it is so; undefined when that is not known. */
  readonly since: string | undefined;
  readonly clientId: string | undefined;
  readonly address: string | undefined;
  readonly transport: TransportName | undefined;
  readonly protocolVersion: 3 | 4 | 5 | undefined;
}

export function statusOf({
  connection,
  lastSeenAt,
}: Pick<DeviceView, "connection" | "lastSeenAt">): DeviceStatus | undefined {
  if (connection === null) return undefined;
  if (connection.status === "offline") {
    return { ...NOT_CONNECTED, asOf: connection.asOf, since: lastSeenAt ?? undefined };
  }
  const { asOf, connections, connectedAt, clientId, address, transport, protocolVersion } = connection;
  return { online: true, asOf, connections, since: connectedAt, clientId, address, transport, protocolVersion };
}

const NOT_CONNECTED = {
  online: false,
  connections: 0,
  clientId: undefined,
  address: undefined,
  transport: undefined,
  protocolVersion: undefined,
} as const;

/** A device's status after one more event. What is older than the broker's answer is counted in it. */
export function afterEvent(status: DeviceStatus | undefined, event: BrokerEvent): DeviceStatus | undefined {
  const asOf = status?.asOf;
  if (asOf !== undefined && event.at <= asOf) return status;
  if (event.type === "connected") {
    return {
      online: true,
      asOf,
      connections: (status?.online ? status.connections : 0) + 1,
      since: event.at,
      clientId: event.clientId,
      address: event.address,
      transport: event.transport,
      protocolVersion: event.protocolVersion,
    };
  }
  if (event.type === "disconnected") {
    const connections = Math.max(0, (status?.connections ?? 1) - 1);
    if (status !== undefined && connections > 0) return { ...status, connections };
    return { ...NOT_CONNECTED, asOf, since: event.at, address: event.address };
  }
  return status;
}
