import type { Sql } from "postgres";

/** That a device was seen, and by which credential it came in. */
export interface Sighting {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly credentialId: string | undefined;
  readonly address: string;
  readonly at: Date;
}

/** Writes many sightings in one statement; of devices and credentials that are gone nothing is written. */
export async function writeSightings(sql: Sql, sightings: readonly Sighting[]): Promise<void> {
  if (sightings.length === 0) return;
  const rows = JSON.stringify(sightings);
  await sql`
    with seen as (
      select * from json_to_recordset(${rows}::json) as
        seen("tenantId" text, "deviceId" text, "credentialId" text, "address" text, "at" timestamptz)
    ), credentials as (
      update device_credentials c set last_used_at = greatest(c.last_used_at, seen."at") from seen
      where c.tenant_id = seen."tenantId" and c.id = seen."credentialId"
    ), certificates as (
      update device_certificates c set last_used_at = greatest(c.last_used_at, seen."at"), last_used_address = seen."address"
      from seen where c.tenant_id = seen."tenantId" and c.id = seen."credentialId"
    )
    update devices d set last_seen_at = greatest(d.last_seen_at, seen."at"), last_address = seen."address" from seen
    where d.tenant_id = seen."tenantId" and d.id = seen."deviceId"`;
}
