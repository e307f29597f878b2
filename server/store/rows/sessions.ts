import { type Batch, RowBytes } from "../batch.ts";
import type { Gathered } from "../gathered.ts";
import { rowKey } from "../row-key.ts";

/** The sessions that came, changed or went. With one that went go its subscriptions and packet identifiers. */
export function changeSessions(batch: Batch, { sessions, ended }: Gathered): void {
  const rows: object[] = [];
  const gone: object[] = [];
  const wills = new RowBytes();
  for (const { tenant, principalId, clientId, key } of sessions.values()) {
    const session = tenant.sessions.find(key);
    const clientKey = rowKey(clientId);
    if (session?.journal === undefined) {
      gone.push({ tenant_id: tenant.id, principal_id: principalId, client_key: clientKey });
      continue;
    }
    const { identity, grant } = session.rights;
    const { deviceId, deviceName, address, transport } = session.origin;
    const { connection, will } = session;
    rows.push({
      tenant_id: tenant.id,
      principal_id: principalId,
      client_id: clientId,
      client_key: clientKey,
      id: session.storeId,
      protocol_version: connection?.version ?? session.protocolVersion,
      session_expiry_interval: session.expirySeconds,
      identity: {
        deviceId,
        deviceName,
        username: identity.username,
        labels: identity.labels,
        grant,
        address,
        transport,
      },
      ...(will === undefined ? {} : wills.add(will.frame)),
      will_delay_interval: will?.delaySeconds ?? 0,
      disconnected_at_ms: connection === undefined ? session.disconnectedAtMs : null,
    });
  }
  batch.change(
    "sessions_in",
    (source, bytes) => `insert into sessions (tenant_id, principal_id, client_id, client_key, id, protocol_version,
        session_expiry_interval, identity, will, will_delay_interval, disconnected_at)
      select t.id, d.principal_id, d.client_id, d.client_key, d.id, d.protocol_version, d.session_expiry_interval,
        d.identity, substring(${bytes} from d.start for d.length), d.will_delay_interval,
        to_timestamp(d.disconnected_at_ms / 1000)
      from fence, ${source}, tenants t where t.id = d.tenant_id
      on conflict (tenant_id, principal_id, client_key) do update set (id, protocol_version, session_expiry_interval,
          identity, will, will_delay_interval, disconnected_at)
        = (excluded.id, excluded.protocol_version, excluded.session_expiry_interval, excluded.identity, excluded.will,
          excluded.will_delay_interval, excluded.disconnected_at)`,
    `tenant_id text, principal_id text, client_id text, client_key text, id bigint, protocol_version smallint,
      session_expiry_interval bigint, identity jsonb, start int, length int, will_delay_interval bigint,
      disconnected_at_ms float8`,
    rows,
    wills,
  );
  batch.change(
    "sessions_out",
    (source) => `delete from sessions s using fence, ${source} where s.tenant_id = d.tenant_id
      and s.principal_id = d.principal_id and s.client_key = d.client_key`,
    "tenant_id text, principal_id text, client_key text",
    gone,
  );
  const dead = ended.map(({ tenant, storeId }) => ({ tenant_id: tenant.id, session_id: storeId }));
  for (const table of ["subscriptions", "incoming_qos2"]) {
    batch.change(
      `${table}_ended`,
      (source) =>
        `delete from ${table} s using fence, ${source} where s.tenant_id = d.tenant_id and s.session_id = d.session_id`,
      "tenant_id text, session_id bigint",
      dead,
    );
  }
}
