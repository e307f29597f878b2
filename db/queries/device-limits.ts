import { and, eq, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type DeviceLimitsRow, deviceLimits } from "../schema/index.ts";

export async function findDeviceLimits(
  orm: Orm,
  tenantId: string,
  deviceId: string,
): Promise<DeviceLimitsRow | undefined> {
  const [row] = await orm
    .select()
    .from(deviceLimits)
    .where(and(eq(deviceLimits.tenantId, tenantId), eq(deviceLimits.deviceId, deviceId)));
  return row;
}

export async function putDeviceLimits(
  orm: Orm,
  row: Pick<DeviceLimitsRow, "tenantId" | "deviceId" | "limits" | "version">,
): Promise<DeviceLimitsRow> {
  const { limits, version } = row;
  const [put] = await orm
    .insert(deviceLimits)
    .values(row)
    .onConflictDoUpdate({
      target: [deviceLimits.tenantId, deviceLimits.deviceId],
      set: { limits, version, updatedAt: sql`now()` },
    })
    .returning();
  if (put === undefined) throw new Error("upsert returned no row");
  return put;
}
