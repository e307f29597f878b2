import { type Batch, RowBytes } from "../batch.ts";
import { type Gathered, gather } from "../gathered.ts";
import { rowKey } from "../row-key.ts";

/** From so many bytes on, retained messages that nobody waits for are left to the next batch, lest others wait for them. */
const RETAINED_BYTES_MAX = 16 * 1024 * 1024;

/** The retained messages that came, changed or went. @returns those left for later */
export function changeRetained(batch: Batch, changed: Gathered["retained"]): Gathered["retained"] {
  const later: Gathered["retained"] = new Map();
  const rows: object[] = [];
  const gone: object[] = [];
  const bodies = new RowBytes();
  for (const [tenant, topics] of changed) {
    for (const topic of topics) {
      const kept = tenant.retained.find(topic);
      const topicKey = rowKey(topic);
      if (kept === undefined) {
        gone.push({ tenant_id: tenant.id, topic_key: topicKey });
        continue;
      }
      const { message, publisherKey } = kept;
      if (message.qos === 0 && bodies.length > RETAINED_BYTES_MAX) {
        gather(later, tenant, topic);
        continue;
      }
      const [principalId, clientId] = publisherKey?.split("\0") ?? [];
      rows.push({
        tenant_id: tenant.id,
        topic,
        topic_key: topicKey,
        qos: message.qos,
        expires_at_ms: Math.ceil(message.expiresAtMs),
        principal_id: principalId,
        client_id: clientId,
        properties_bytes: message.passedProperties.length,
        ...bodies.add(message.passedProperties, message.payload),
      });
    }
  }
  batch.change(
    "retained_in",
    (source, bytes) => `insert into retained
        (tenant_id, topic, topic_key, qos, expires_at_ms, principal_id, client_id, properties_bytes, body)
      select t.id, d.topic, d.topic_key, d.qos, d.expires_at_ms, d.principal_id, d.client_id, d.properties_bytes,
        substring(${bytes} from d.start for d.length)
      from fence, ${source}, tenants t where t.id = d.tenant_id
      on conflict (tenant_id, topic_key) do update set (qos, expires_at_ms, principal_id, client_id, properties_bytes, body)
        = (excluded.qos, excluded.expires_at_ms, excluded.principal_id, excluded.client_id, excluded.properties_bytes,
          excluded.body)`,
    `tenant_id text, topic text, topic_key text, qos smallint, expires_at_ms bigint, principal_id text, client_id text,
      properties_bytes int, start int, length int`,
    rows,
    bodies,
  );
  batch.change(
    "retained_out",
    (source) =>
      `delete from retained r using fence, ${source} where r.tenant_id = d.tenant_id and r.topic_key = d.topic_key`,
    "tenant_id text, topic_key text",
    gone,
  );
  return later;
}
