import type postgres from "postgres";

const SESSIONS = 100_000;
const SUBSCRIPTIONS = 300_000;
const MESSAGES = 1_000_000;
/** Beyond any number that the broker has given out. */
const FIRST_SESSION = 1_000_000_000;
const FIRST_MESSAGE = 2_000_000_000;
const NEXT_NUMBER = 3_000_000_000;

/** What a broker finds that died among many: sessions whose clients are away, their subscriptions and their queues. */
export async function insertKeptSessions(sql: postgres.Sql): Promise<void> {
  await sql`truncate sessions, subscriptions, deliveries, messages`;
  await sql`insert into sessions (tenant_id, principal_id, client_id, client_key, id, protocol_version,
      session_expiry_interval, identity, disconnected_at)
    select t.id, d.id, 'kept-' || i, 'kept-' || i, ${FIRST_SESSION} + i, 4, 86400, jsonb_build_object(
      'deviceId', d.id, 'deviceName', d.name, 'labels', '{}'::jsonb, 'address', '', 'transport', 'tcp'), now()
    from tenants t join devices d on d.tenant_id = t.id and d.name = t.slug, generate_series(1, ${SESSIONS}) i`;
  await sql`insert into subscriptions (tenant_id, session_id, name, name_key, qos, no_local, retain_as_published, identifier)
    select t.id, ${FIRST_SESSION} + 1 + i % ${SESSIONS}, n.name, n.name, 1, false, false, 0
    from tenants t, generate_series(1, ${SUBSCRIPTIONS}) i,
      lateral (select 'bench/site/' || i % 1000 || '/device/' || i || '/#' as name) n`;
  await sql`insert into deliveries (tenant_id, session_id, seq, packet_id, released, qos, retain, message_qos, bytes,
      expires_at_ms, topic_bytes, properties_bytes, body)
    select t.id, ${FIRST_SESSION} + 1 + i % ${SESSIONS}, ${FIRST_MESSAGE}::bigint + i, 0, false, 1, false, 1, 76, 0, 10, 0,
      convert_to('bench/1234', 'UTF8') || decode(repeat('61', 66), 'hex')
    from tenants t, generate_series(1, ${MESSAGES}) i`;
  await sql`update journal set seq = ${NEXT_NUMBER}`;
  await sql`vacuum analyze`;
}
