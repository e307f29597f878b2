import { getTableColumns, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import * as schema from "#db/schema/index.ts";
import type { TestDatabase } from "#test/database.ts";

/** Every table of the schema, so that a new one is covered on the day it is made. */
export const tables = (Object.values(schema) as unknown[]).filter((value): value is PgTable => is(value, PgTable));
export const tenantTables = tables.filter((table) => "tenantId" in getTableColumns(table));

/** One row in each table that holds a tenant's things (roles, their rules and versions came with the tenant). */
export async function fillTenant(db: TestDatabase, tenantId: string, mark: string): Promise<void> {
  await db.sql`insert into users (id, email) values (${mark}, ${`${mark}@example.test`})`;
  await db.sql`insert into memberships (tenant_id, user_id, role) values (${tenantId}, ${mark}, 'owner')`;
  await db.sql`insert into devices (tenant_id, id, name) values (${tenantId}, ${mark}, 'sensor-1')`;
  await db.sql`insert into device_credentials (tenant_id, id, device_id, secret_hash, secret_prefix)
    values (${tenantId}, ${mark}, ${mark}, ${Buffer.from(mark)}, 'x')`;
  await db.sql`insert into device_roles (tenant_id, device_id, role_id, position)
    select tenant_id, ${mark}, id, 1 from roles where tenant_id = ${tenantId} and name = 'own-subtree'`;
  await db.sql`insert into device_groups (tenant_id, id, name, selector, priority)
    values (${tenantId}, ${mark}, 'hall', '{"site":"osaka"}', 1)`;
  await db.sql`insert into device_group_roles (tenant_id, group_id, role_id, position)
    select tenant_id, ${mark}, id, 1 from roles where tenant_id = ${tenantId} and name = 'read-only'`;
  await db.sql`insert into certificate_authorities
      (tenant_id, id, name, kind, mapping, subject, fingerprint, certificate, not_before, not_after)
    values (${tenantId}, ${mark}, 'ca', 'uploaded', 'none', 'CN=ca', ${Buffer.from(mark)}, 'x', now(), now())`;
  await db.sql`insert into device_certificates (tenant_id, id, device_id, authority_id, origin, subject, issuer,
      serial_number, fingerprint, not_before, not_after)
    values (${tenantId}, ${mark}, ${mark}, ${mark}, 'issued', 'CN=d', 'CN=ca', '01', ${Buffer.from(mark)}, now(), now())`;
  await db.sql`insert into certificate_revocations (tenant_id, fingerprint, not_after)
    values (${tenantId}, ${Buffer.from(mark)}, now())`;
  await db.sql`insert into api_keys (tenant_id, id, name, key_hash, key_prefix, scopes)
    values (${tenantId}, ${mark}, 'key', ${Buffer.from(mark)}, 'x', '{read}')`;
  await db.sql`insert into sessions (tenant_id, principal_id, client_id, client_key, protocol_version, session_expiry_interval)
    values (${tenantId}, ${mark}, 'c', 'c', 5, 60)`;
  await db.sql`insert into subscriptions (tenant_id, session_id, name, name_key, qos, no_local, retain_as_published, identifier)
    values (${tenantId}, 1, 'a/#', 'a/#', 1, false, false, 0)`;
  await db.sql`insert into deliveries (tenant_id, session_id, seq, packet_id, released, qos, retain, message_qos, bytes,
    expires_at_ms, topic_bytes, properties_bytes) values (${tenantId}, 1, 1, 0, false, 1, false, 1, 1, 0, 1, 0)`;
  await db.sql`insert into messages (tenant_id, id, body) values (${tenantId}, 1, ${Buffer.from("x")})`;
  await db.sql`insert into incoming_qos2 (tenant_id, session_id, packet_id) values (${tenantId}, 1, 1)`;
  await db.sql`insert into retained (tenant_id, topic, topic_key, qos, expires_at_ms, properties_bytes, body)
    values (${tenantId}, 'a', 'a', 1, 0, 0, ${Buffer.from("x")})`;
  await db.sql`insert into token_issuers (tenant_id, id, name, issuer, algorithms, clock_skew_seconds, device_claim,
    device_by, rights_mode) values (${tenantId}, ${mark}, 'x', 'x', '{HS256}', 30, 'sub', 'name', 'narrow')`;
  await db.sql`insert into listener_policies (tenant_id, policy) values (${tenantId}, '{}')`;
  await db.sql`insert into tenant_settings (tenant_id, limits) values (${tenantId}, '{"receiveMaximum":10}')`;
  await db.sql`insert into device_limits (tenant_id, device_id) values (${tenantId}, ${mark})`;
  await db.sql`insert into bans (tenant_id, id, client_id, created_by) values (${tenantId}, ${mark}, 'c', 'test')`;
  await db.sql`insert into usage values (${tenantId}, 'hour', now(), 1, 1, 1, 1, 1, 1, 1, 1, '{}', 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)`;
  await db.sql`insert into invitations (tenant_id, id, role, token_hash, created_by, created_by_label, expires_at)
    values (${tenantId}, ${mark}, 'viewer', ${Buffer.from(mark)}, ${mark}, 'x', now())`;
  await db.sql`insert into idempotency_keys (tenant_id, api_key_id, key, request)
    values (${tenantId}, ${mark}, 'k', ${Buffer.from("x")})`;
  await db.sql`insert into jobs (tenant_id, id, kind, input, actor_kind, actor_id, actor_label)
    values (${tenantId}, ${mark}, 'x', '{}', 'system', 'x', 'x')`;
  await db.sql`insert into job_errors (tenant_id, job_id, row, label, message) values (${tenantId}, ${mark}, 1, 'x', 'x')`;
  await db.sql`insert into job_files (tenant_id, job_id, name, part, content)
    values (${tenantId}, ${mark}, 'input', 1, ${Buffer.from("x")})`;
  await db.sql`insert into events (tenant_id, id, at, type, device_name, client_id, address, transport, count)
    values (${tenantId}, ${mark}, now(), 'connected', 'd', 'c', '::1', 'tcp', 1)`;
  await db.sql`insert into audit (tenant_id, id, actor_kind, actor_label, action, target_kind, target_id)
    values (${tenantId}, ${mark}, 'system', 'test', 'x.y', 'device', ${mark})`;
}
