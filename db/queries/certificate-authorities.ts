import { and, asc, count, eq, gt, inArray, isNotNull, isNull, lt, notExists, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type CertificateAuthority, certificateAuthorities, deviceCertificates, tenants } from "../schema/index.ts";

/** Has changes to a tenant's authorities wait for each other, until the transaction ends. */
export async function lockAuthorities(orm: Orm, tenantId: string): Promise<void> {
  await orm.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, tenantId)).for("update");
}

/** Returns undefined when the tenant trusts this very certificate already. */
export async function insertAuthority(
  orm: Orm,
  authority: typeof certificateAuthorities.$inferInsert,
): Promise<CertificateAuthority | undefined> {
  const [row] = await orm.insert(certificateAuthorities).values(authority).onConflictDoNothing().returning();
  return row;
}

export async function findAuthority(orm: Orm, tenantId: string, id: string): Promise<CertificateAuthority | undefined> {
  const [row] = await orm.select().from(certificateAuthorities).where(authorityIs(tenantId, id));
  return row;
}

/** Oldest first: few, kept so by countAuthorities and deleteSpentAuthorities. */
export function listAuthorities(orm: Orm, tenantId: string): Promise<CertificateAuthority[]> {
  return orm
    .select()
    .from(certificateAuthorities)
    .where(eq(certificateAuthorities.tenantId, tenantId))
    .orderBy(asc(certificateAuthorities.id));
}

/** Those that the tenant trusts. */
export async function countAuthorities(orm: Orm, tenantId: string): Promise<number> {
  const [row] = await orm
    .select({ authorities: count() })
    .from(certificateAuthorities)
    .where(and(eq(certificateAuthorities.tenantId, tenantId), isNull(certificateAuthorities.endedAt)));
  return row?.authorities ?? 0;
}

/** The live ones of these subjects, by whom a certificate may have been signed. */
export function findAuthoritiesBySubject(
  orm: Orm,
  tenantId: string,
  subjects: readonly string[],
): Promise<CertificateAuthority[]> {
  return orm
    .select()
    .from(certificateAuthorities)
    .where(
      and(
        eq(certificateAuthorities.tenantId, tenantId),
        inArray(certificateAuthorities.subject, [...subjects]),
        isNull(certificateAuthorities.endedAt),
      ),
    );
}

/** Certificates per authority that would let somebody in today. */
export async function countLiveCertificates(orm: Orm, tenantId: string): Promise<Map<string, number>> {
  const rows = await orm
    .select({ authorityId: deviceCertificates.authorityId, certificates: count() })
    .from(deviceCertificates)
    .where(
      and(
        eq(deviceCertificates.tenantId, tenantId),
        isNotNull(deviceCertificates.authorityId),
        isNull(deviceCertificates.revokedAt),
        gt(deviceCertificates.notAfter, sql`now()`),
      ),
    )
    .groupBy(deviceCertificates.authorityId);
  return new Map(rows.map(({ authorityId, certificates }) => [authorityId ?? "", certificates]));
}

/** Ends trust and forgets the key. Returns undefined when the tenant has no such authority; ending twice keeps the first time. */
export async function endAuthority(orm: Orm, tenantId: string, id: string): Promise<CertificateAuthority | undefined> {
  const [row] = await orm
    .update(certificateAuthorities)
    .set({ endedAt: sql`coalesce(${certificateAuthorities.endedAt}, now())`, sealedKey: null })
    .where(authorityIs(tenantId, id))
    .returning();
  return row;
}

/** Forgets authorities that are trusted no more, once nothing that they signed could be valid. */
export async function deleteSpentAuthorities(orm: Orm, tenantId: string): Promise<void> {
  await orm.delete(certificateAuthorities).where(
    and(
      eq(certificateAuthorities.tenantId, tenantId),
      lt(certificateAuthorities.endedAt, sql`now() - interval '30 days'`),
      notExists(
        orm
          .select({ id: deviceCertificates.id })
          .from(deviceCertificates)
          .where(
            and(
              eq(deviceCertificates.tenantId, certificateAuthorities.tenantId),
              eq(deviceCertificates.authorityId, certificateAuthorities.id),
              gt(deviceCertificates.notAfter, sql`now()`),
            ),
          ),
      ),
    ),
  );
}

function authorityIs(tenantId: string, id: string) {
  return and(eq(certificateAuthorities.tenantId, tenantId), eq(certificateAuthorities.id, id));
}
