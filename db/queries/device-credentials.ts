import { and, desc, eq, gt, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type Device, type DeviceCredential, deviceCredentials, devices } from "../schema/index.ts";

export async function insertCredential(
  orm: Orm,
  credential: typeof deviceCredentials.$inferInsert,
): Promise<DeviceCredential> {
  const [row] = await orm.insert(deviceCredentials).values(credential).returning();
  if (row === undefined) throw new Error("INSERT … RETURNING gave no row");
  return row;
}

/** Newest first. */
export function listCredentials(orm: Orm, tenantId: string, deviceId: string): Promise<DeviceCredential[]> {
  return orm
    .select()
    .from(deviceCredentials)
    .where(ofDevice(tenantId, deviceId))
    .orderBy(desc(deviceCredentials.createdAt), desc(deviceCredentials.id));
}

/** Ends every live credential of a device: at once, or after some hours unless it ends earlier by itself. */
export async function endCredentials(orm: Orm, tenantId: string, deviceId: string, afterHours: number): Promise<void> {
  await orm
    .update(deviceCredentials)
    .set(
      afterHours === 0
        ? { revokedAt: sql`now()` }
        : { expiresAt: sql`least(${deviceCredentials.expiresAt}, now() + make_interval(hours => ${afterHours}))` },
    )
    .where(and(ofDevice(tenantId, deviceId), isLive()));
}

/** Returns undefined when the device has no such credential; revoking twice keeps the first time. */
export async function revokeCredential(
  orm: Orm,
  tenantId: string,
  deviceId: string,
  id: string,
): Promise<DeviceCredential | undefined> {
  const [row] = await orm
    .update(deviceCredentials)
    .set({ revokedAt: sql`coalesce(${deviceCredentials.revokedAt}, now())` })
    .where(and(ofDevice(tenantId, deviceId), eq(deviceCredentials.id, id)))
    .returning();
  return row;
}

export async function deleteCredentials(orm: Orm, tenantId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await orm
    .delete(deviceCredentials)
    .where(and(eq(deviceCredentials.tenantId, tenantId), inArray(deviceCredentials.id, [...ids])));
}

function ofDevice(tenantId: string, deviceId: string): SQL | undefined {
  return and(eq(deviceCredentials.tenantId, tenantId), eq(deviceCredentials.deviceId, deviceId));
}

function isLive(): SQL | undefined {
  return and(
    isNull(deviceCredentials.revokedAt),
    or(isNull(deviceCredentials.expiresAt), gt(deviceCredentials.expiresAt, sql`now()`)),
  );
}

/** The device that the credential lets in, revoked or not. */
export async function findDeviceOfCredential(orm: Orm, tenantId: string, id: string): Promise<Device | undefined> {
  const [row] = await orm
    .select({ device: devices })
    .from(deviceCredentials)
    .innerJoin(
      devices,
      and(eq(devices.tenantId, deviceCredentials.tenantId), eq(devices.id, deviceCredentials.deviceId)),
    )
    .where(and(eq(deviceCredentials.tenantId, tenantId), eq(deviceCredentials.id, id)));
  return row?.device;
}
