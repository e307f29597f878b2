import type { Sql } from "postgres";
import type { CertificateMapping, CertificateOrigin } from "#core/certificate.ts";
import { CERTIFICATES_PER_DEVICE_MAX } from "#core/certificate.ts";
import { type DeviceIdentity, deviceObject, tenantColumns } from "./identities.ts";

/** What the broker asks about a client certificate: see identities.ts. */

/** A certificate that the tenant knows. */
export interface KnownCertificate {
  readonly id: string;
  readonly origin: CertificateOrigin;
  readonly revoked: boolean;
  /** Trust in its authority has ended. */
  readonly untrusted: boolean;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** An authority that may vouch for certificates which the tenant does not know one by one. */
export interface MappingAuthority {
  readonly id: string;
  readonly mapping: CertificateMapping;
  /** PEM; the authority itself comes first. */
  readonly certificate: string;
}

/** The device is the certificate's, when both are known. */
export interface CertificateIdentity extends DeviceIdentity {
  readonly certificate: KnownCertificate | null;
  /** The tenant revoked this very certificate, whether or not it still knows its device. */
  readonly revoked: boolean;
  readonly authorities: readonly MappingAuthority[];
}

/**
 * What a tenant knows of a certificate; undefined when there is no such tenant.
 * @param issuers the names by which the certificate and those sent along call who signed them
 */
export async function findCertificateIdentity(
  sql: Sql,
  tenantSlug: string,
  fingerprint: Buffer,
  issuers: readonly string[],
): Promise<CertificateIdentity | undefined> {
  const [row] = await sql<CertificateIdentity[]>`
    select ${tenantColumns(sql)}, ${deviceObject(sql)} as device, ${certificateObject(sql)} as certificate,
      exists (select from certificate_revocations r where r.tenant_id = t.id and r.fingerprint = ${fingerprint}) as revoked,
      case when c.id is not null and c.origin <> 'mapped' then '[]'::json else coalesce((
        select json_agg(json_build_object('id', m.id, 'mapping', m.mapping, 'certificate', m.certificate))
        from certificate_authorities m
        where m.tenant_id = t.id and m.ended_at is null and m.mapping <> 'none' and m.subject = any(${[...issuers]})),
        '[]') end as authorities
    from tenants t
    left join device_certificates c on c.tenant_id = t.id and c.fingerprint = ${fingerprint}
    left join certificate_authorities a on a.tenant_id = c.tenant_id and a.id = c.authority_id
    left join devices d on d.tenant_id = c.tenant_id and d.id = c.device_id
    where t.slug = ${tenantSlug}`;
  return row;
}

/**
 * Whose certificate this is, of those that Hato itself issued: of these alone nobody else can say they were theirs.
 * Undefined when Hato did not issue it.
 */
export async function findIssuedIdentity(sql: Sql, fingerprint: Buffer): Promise<CertificateIdentity | undefined> {
  const [row] = await sql<CertificateIdentity[]>`
    select ${tenantColumns(sql)}, ${deviceObject(sql)} as device, ${certificateObject(sql)} as certificate,
      c.revoked_at is not null as revoked, '[]'::json as authorities
    from device_certificates c
    join tenants t on t.id = c.tenant_id
    left join certificate_authorities a on a.tenant_id = c.tenant_id and a.id = c.authority_id
    join devices d on d.tenant_id = c.tenant_id and d.id = c.device_id
    where c.fingerprint = ${fingerprint} and c.origin = 'issued'`;
  return row;
}

/** A certificate that a trusted authority vouches for, as it is written down. */
export interface MappedCertificate {
  readonly tenantId: string;
  readonly id: string;
  readonly deviceId: string;
  readonly authorityId: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly fingerprint: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * Writes a certificate down when its device first comes with it, so that it is seen, and can be revoked.
 * @returns its id; undefined when the device has too many, or it was revoked meanwhile
 */
export async function keepMappedCertificate(sql: Sql, mapped: MappedCertificate): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    with room as (
      select count(*) < ${CERTIFICATES_PER_DEVICE_MAX} as yes from device_certificates
      where tenant_id = ${mapped.tenantId} and device_id = ${mapped.deviceId} and revoked_at is null
        and not_after > now() and fingerprint <> ${mapped.fingerprint}
    ), gone as (
      delete from device_certificates
      where tenant_id = ${mapped.tenantId} and device_id = ${mapped.deviceId} and origin = 'mapped'
        and not_after < now() - interval '30 days'
    )
    insert into device_certificates as c (tenant_id, id, device_id, authority_id, origin, subject, issuer, serial_number,
      fingerprint, not_before, not_after)
    select ${mapped.tenantId}, ${mapped.id}, ${mapped.deviceId}, ${mapped.authorityId}, 'mapped'::certificate_origin,
      ${mapped.subject}, ${mapped.issuer}, ${mapped.serialNumber}, ${mapped.fingerprint}::bytea,
      ${mapped.notBefore.toISOString()}::timestamptz, ${mapped.notAfter.toISOString()}::timestamptz
    from room where room.yes
    on conflict (tenant_id, fingerprint) do update
      set authority_id = excluded.authority_id, device_id = excluded.device_id, not_after = excluded.not_after
      where c.origin = 'mapped' and c.revoked_at is null
    returning id`;
  return row?.id;
}

/** Of these certificates those by which a connection may stay open. */
export async function listStandingCertificates(sql: Sql, tenantId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select c.id from device_certificates c
    left join certificate_authorities a on a.tenant_id = c.tenant_id and a.id = c.authority_id
    where c.tenant_id = ${tenantId} and c.id = any(${[...ids]}) and c.revoked_at is null and a.ended_at is null`;
  return rows.map(({ id }) => id);
}

/** Of the rows `c` of device_certificates and `a` of certificate_authorities; null when there is none. */
function certificateObject(sql: Sql) {
  return sql`case when c.id is not null then json_build_object(
    'id', c.id,
    'origin', c.origin,
    'revoked', c.revoked_at is not null,
    'untrusted', a.ended_at is not null,
    'notBeforeMs', floor(extract(epoch from c.not_before) * 1000),
    'notAfterMs', floor(extract(epoch from c.not_after) * 1000)) end`;
}
