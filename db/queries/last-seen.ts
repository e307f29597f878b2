import type { Sql } from "postgres";

/** That a device was seen. */
export interface Sighting {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly address: string;
  readonly at: Date;
}

/** That a secret was shown, a certificate, or a token of an issuer. */
export interface CredentialUse {
  readonly tenantId: string;
  /** Of the credential, the certificate or the token issuer. */
  readonly credentialId: string;
  readonly address: string;
  readonly at: Date;
}

/** Writes many sightings in one statement; of devices that are gone nothing is written. */
export async function writeSightings(sql: Sql, sightings: readonly Sighting[]): Promise<void> {
  if (sightings.length === 0) return;
  await sql`
    update devices d set last_seen_at = greatest(d.last_seen_at, seen."at"), last_address = seen."address"
    from json_to_recordset(${JSON.stringify(sightings)}::json) as
      seen("tenantId" text, "deviceId" text, "address" text, "at" timestamptz)
    where d.tenant_id = seen."tenantId" and d.id = seen."deviceId"`;
}

/** Writes many uses in one statement; of credentials and issuers that are gone nothing is written. */
export async function writeCredentialUses(sql: Sql, uses: readonly CredentialUse[]): Promise<void> {
  if (uses.length === 0) return;
  await sql`
    with used as (
      select * from json_to_recordset(${JSON.stringify(uses)}::json) as
        used("tenantId" text, "credentialId" text, "address" text, "at" timestamptz)
    ), certificates as (
      update device_certificates c set last_used_at = used."at", last_used_address = used."address" from used
      where c.tenant_id = used."tenantId" and c.id = used."credentialId"
        and (c.last_used_at is null or c.last_used_at <= used."at")
    ), issuers as (
      update token_issuers i set last_used_at = greatest(i.last_used_at, used."at") from used
      where i.tenant_id = used."tenantId" and i.id = used."credentialId"
    )
    update device_credentials c set last_used_at = used."at", last_used_address = used."address" from used
    where c.tenant_id = used."tenantId" and c.id = used."credentialId"
      and (c.last_used_at is null or c.last_used_at <= used."at")`;
}

export interface LastAddress {
  readonly tenantSlug: string;
  readonly deviceName: string;
  readonly address: string;
}

/** From where devices were last seen, in pages. As the owner of the tables. */
export function listLastAddresses(sql: Sql, page: number): AsyncIterable<LastAddress[]> {
  return sql<LastAddress[]>`
    select t.slug as "tenantSlug", d.name as "deviceName", d.last_address as "address"
    from devices d join tenants t on t.id = d.tenant_id where d.last_address is not null`.cursor(page);
}
