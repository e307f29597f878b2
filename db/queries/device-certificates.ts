import { and, asc, count, desc, eq, gt, ilike, isNotNull, isNull, lt, lte, type SQL, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import {
  certificateAuthorities,
  certificateRevocations,
  type DeviceCertificate,
  deviceCertificates,
  devices,
} from "../schema/index.ts";

/** A certificate with what is shown beside it. */
export interface CertificateRow {
  readonly certificate: DeviceCertificate;
  readonly deviceName: string;
  /** Trust in its authority has ended. */
  readonly untrusted: boolean;
}

/** Returns undefined when the tenant knows this very certificate already. */
export async function insertCertificate(
  orm: Orm,
  certificate: typeof deviceCertificates.$inferInsert,
): Promise<DeviceCertificate | undefined> {
  const [row] = await orm
    .insert(deviceCertificates)
    .values(certificate)
    .onConflictDoNothing({ target: [deviceCertificates.tenantId, deviceCertificates.fingerprint] })
    .returning();
  return row;
}

export async function findCertificate(orm: Orm, tenantId: string, id: string): Promise<CertificateRow | undefined> {
  const [row] = await withDevice(orm).where(certificateIs(tenantId, id));
  return row;
}

/** Newest first: a list that CERTIFICATES_PER_DEVICE_MAX and deleteEndedCertificates keep short. */
export function listCertificatesOfDevice(orm: Orm, tenantId: string, deviceId: string): Promise<CertificateRow[]> {
  return withDevice(orm).where(ofDevice(tenantId, deviceId)).orderBy(desc(deviceCertificates.id));
}

export type CertificateStatus = "active" | "expiring" | "expired" | "revoked" | "untrusted";

export interface CertificatePage {
  /** The end and the id of the last certificate of the page before. */
  readonly after?: { readonly notAfter: Date; readonly id: string } | undefined;
  readonly limit: number;
  readonly status?: CertificateStatus | undefined;
  /** Of "expiring". */
  readonly withinDays: number;
  /** Part of the device's name. */
  readonly search?: string | undefined;
}

/** One keyset page, those that end first coming first. */
export function listCertificates(orm: Orm, tenantId: string, page: CertificatePage): Promise<CertificateRow[]> {
  const { after, search } = page;
  return withDevice(orm)
    .where(
      and(
        eq(deviceCertificates.tenantId, tenantId),
        page.status === undefined ? undefined : hasStatus(page.status, page.withinDays),
        search === undefined ? undefined : ilike(devices.name, `%${search.replace(/[\\%_]/g, "\\$&")}%`),
        after === undefined
          ? undefined
          : sql`(${deviceCertificates.notAfter}, ${deviceCertificates.id}) > (${after.notAfter.toISOString()}, ${after.id})`,
      ),
    )
    .orderBy(asc(deviceCertificates.notAfter), asc(deviceCertificates.id))
    .limit(page.limit);
}

/** Those of a device that would let it in today. */
export async function countLiveCertificatesOfDevice(orm: Orm, tenantId: string, deviceId: string): Promise<number> {
  const [row] = await orm
    .select({ certificates: count() })
    .from(deviceCertificates)
    .where(
      and(
        ofDevice(tenantId, deviceId),
        isNull(deviceCertificates.revokedAt),
        gt(deviceCertificates.notAfter, sql`now()`),
      ),
    );
  return row?.certificates ?? 0;
}

/** Returns undefined when the tenant has no such certificate; revoking twice keeps the first time. */
export async function revokeCertificate(
  orm: Orm,
  tenantId: string,
  id: string,
): Promise<DeviceCertificate | undefined> {
  const [row] = await orm
    .update(deviceCertificates)
    .set({ revokedAt: sql`coalesce(${deviceCertificates.revokedAt}, now())` })
    .where(certificateIs(tenantId, id))
    .returning();
  if (row === undefined) return undefined;
  await orm
    .insert(certificateRevocations)
    .values({ tenantId, fingerprint: row.fingerprint, notAfter: row.notAfter })
    .onConflictDoNothing();
  return row;
}

/** Forgets what nobody could use any more: revocations of certificates that ended since. */
export async function deleteSpentRevocations(orm: Orm, tenantId: string): Promise<void> {
  await orm
    .delete(certificateRevocations)
    .where(and(eq(certificateRevocations.tenantId, tenantId), lt(certificateRevocations.notAfter, sql`now()`)));
}

export async function isRevoked(orm: Orm, tenantId: string, fingerprint: Buffer): Promise<boolean> {
  const rows = await orm
    .select({ tenantId: certificateRevocations.tenantId })
    .from(certificateRevocations)
    .where(and(eq(certificateRevocations.tenantId, tenantId), eq(certificateRevocations.fingerprint, fingerprint)));
  return rows.length > 0;
}

/** Keeps of the certificates of a device that ended long ago only the last `kept`. */
export async function deleteEndedCertificates(
  orm: Orm,
  tenantId: string,
  deviceId: string,
  kept: number,
): Promise<void> {
  await orm.delete(deviceCertificates).where(
    and(
      eq(deviceCertificates.tenantId, tenantId),
      sql`${deviceCertificates.id} in (
        select id from ${deviceCertificates}
        where tenant_id = ${tenantId} and device_id = ${deviceId} and (revoked_at is not null or not_after <= now())
        order by id desc offset ${kept})`,
    ),
  );
}

function withDevice(orm: Orm) {
  return orm
    .select({
      certificate: deviceCertificates,
      deviceName: devices.name,
      untrusted: sql<boolean>`${certificateAuthorities.endedAt} is not null`,
    })
    .from(deviceCertificates)
    .innerJoin(
      devices,
      and(eq(devices.tenantId, deviceCertificates.tenantId), eq(devices.id, deviceCertificates.deviceId)),
    )
    .leftJoin(
      certificateAuthorities,
      and(
        eq(certificateAuthorities.tenantId, deviceCertificates.tenantId),
        eq(certificateAuthorities.id, deviceCertificates.authorityId),
      ),
    );
}

function hasStatus(status: CertificateStatus, withinDays: number): SQL | undefined {
  const { revokedAt, notAfter } = deviceCertificates;
  const { endedAt } = certificateAuthorities;
  const now = sql`now()`;
  switch (status) {
    case "revoked":
      return isNotNull(revokedAt);
    case "untrusted":
      return and(isNull(revokedAt), isNotNull(endedAt));
    case "expired":
      return and(isNull(revokedAt), isNull(endedAt), lte(notAfter, now));
    case "active":
      return and(isNull(revokedAt), isNull(endedAt), gt(notAfter, now));
    case "expiring":
      return and(
        isNull(revokedAt),
        isNull(endedAt),
        gt(notAfter, now),
        lte(notAfter, sql`now() + make_interval(days => ${withinDays})`),
      );
  }
}

function certificateIs(tenantId: string, id: string): SQL | undefined {
  return and(eq(deviceCertificates.tenantId, tenantId), eq(deviceCertificates.id, id));
}

function ofDevice(tenantId: string, deviceId: string): SQL | undefined {
  return and(eq(deviceCertificates.tenantId, tenantId), eq(deviceCertificates.deviceId, deviceId));
}
