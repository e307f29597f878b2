import type { Database } from "#db/client.ts";
import { listStandingCertificates } from "#db/queries/certificate-identities.ts";
import type { Connection } from "./connection.ts";
import type { Tenant } from "./tenant.ts";

/**
 * The connections of these devices whose certificate was revoked, or whose authority is trusted no more, by device.
 * Asks nothing when none of them came by certificate.
 */
export async function findFallenCertificates(
  tenant: Tenant,
  deviceIds: readonly string[],
  sql: Database["sql"],
): Promise<ReadonlyMap<string, readonly Connection[]>> {
  const byDevice = deviceIds.map((id) => [id, connectionsByCertificate(tenant, id)] as const);
  const ids = new Set(byDevice.flatMap(([, connections]) => connections.map(certificateIdOf)));
  if (ids.size === 0) return new Map();
  const standing = new Set(await listStandingCertificates(sql, tenant.id, [...ids]));
  return new Map(
    byDevice.map(([id, connections]) => [
      id,
      connections.filter((connection) => !standing.has(certificateIdOf(connection))),
    ]),
  );
}

function connectionsByCertificate(tenant: Tenant, deviceId: string): Connection[] {
  return [...tenant.sessions.ofDevice(deviceId)].flatMap(({ connection }) =>
    connection?.admittedBy?.identityKind === "certificate" ? [connection] : [],
  );
}

function certificateIdOf({ admittedBy }: Connection): string {
  return admittedBy?.credentialId ?? "";
}
