import type { Device, DeviceCredential } from "#db/schema/index.ts";
import type { Actor } from "../actor.ts";
import type { PresenceAnswer } from "../broker-control.ts";
import type { ConnectionView, CredentialView, DeviceView } from "./device.ts";

/** Rows turned into what callers see. Nothing else leaves, so a new column is private until it is named here. */

export function presentDevice(
  actor: Actor,
  device: Device,
  roleNames: readonly string[],
  connection: ConnectionView | null,
): DeviceView {
  return {
    id: device.id,
    name: device.name,
    username: usernameOf(actor, device),
    description: device.description,
    status: device.status,
    labels: device.labels,
    roles: [...roleNames],
    version: device.version,
    connection,
    createdAt: device.createdAt.toISOString(),
    updatedAt: device.updatedAt.toISOString(),
    lastSeenAt: device.lastSeenAt?.toISOString() ?? null,
  };
}

/** @param answer the broker's; null when it could not be asked */
export function presentConnection(answer: PresenceAnswer | null, deviceId: string): ConnectionView | null {
  if (answer === null) return null;
  const presence = answer.online.get(deviceId);
  if (presence === undefined) return { status: "offline", asOf: answer.at };
  return {
    status: "online",
    asOf: answer.at,
    connections: presence.connections,
    clientId: presence.clientId,
    connectedAt: presence.connectedAt,
    address: presence.address,
    transport: presence.transport,
    protocolVersion: presence.protocolVersion,
  };
}

export function presentCredential(credential: DeviceCredential, now: Date = new Date()): CredentialView {
  const expired = credential.expiresAt !== null && credential.expiresAt <= now;
  return {
    id: credential.id,
    name: credential.name,
    secretPrefix: credential.secretPrefix,
    status: credential.revokedAt !== null ? "revoked" : expired ? "expired" : "active",
    createdAt: credential.createdAt.toISOString(),
    expiresAt: credential.expiresAt?.toISOString() ?? null,
    revokedAt: credential.revokedAt?.toISOString() ?? null,
    lastUsedAt: credential.lastUsedAt?.toISOString() ?? null,
    lastUsedAddress: credential.lastUsedAddress,
  };
}

export function usernameOf(actor: Actor, device: Device): string {
  return `${actor.tenantSlug}/${device.name}`;
}
