import type { Batch } from "../batch.ts";
import type { Gathered } from "../gathered.ts";
import { rowKey } from "../row-key.ts";

/** The subscriptions that came, changed or went. */
export function changeSubscriptions(batch: Batch, changed: Gathered["subscriptions"]): void {
  const rows: object[] = [];
  const gone: object[] = [];
  for (const [session, names] of changed) {
    if (session.ended) continue;
    for (const name of names) {
      const key = { tenant_id: session.tenant.id, session_id: session.storeId, name_key: rowKey(name) };
      const subscription = session.subscriptions.get(name);
      if (subscription === undefined) {
        gone.push(key);
        continue;
      }
      const { qos, noLocal, retainAsPublished, identifier } = subscription;
      rows.push({ ...key, name, qos, no_local: noLocal, retain_as_published: retainAsPublished, identifier });
    }
  }
  batch.change(
    "subscriptions_in",
    (source) => `insert into subscriptions
        (tenant_id, session_id, name, name_key, qos, no_local, retain_as_published, identifier)
      select d.tenant_id, d.session_id, d.name, d.name_key, d.qos, d.no_local, d.retain_as_published, d.identifier
      from fence, ${source}
      on conflict (tenant_id, session_id, name_key) do update set (qos, no_local, retain_as_published, identifier)
        = (excluded.qos, excluded.no_local, excluded.retain_as_published, excluded.identifier)`,
    `tenant_id text, session_id bigint, name text, name_key text, qos smallint, no_local boolean, retain_as_published boolean,
      identifier int`,
    rows,
  );
  batch.change(
    "subscriptions_out",
    (source) => `delete from subscriptions s using fence, ${source}
      where s.tenant_id = d.tenant_id and s.session_id = d.session_id and s.name_key = d.name_key`,
    "tenant_id text, session_id bigint, name_key text",
    gone,
  );
}
