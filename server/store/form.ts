import { RELEASED } from "../delivery.ts";
import type { Message } from "../message.ts";
import type { Session } from "../session.ts";
import type { Tenant } from "../tenant.ts";
import { Batch, DeliveryInserts, NULL_TEXT, RowBytes } from "./batch.ts";
import { rowKey } from "./row-key.ts";
import { firstStoredSeq } from "./session-rows.ts";
import type { StoredDelivery } from "./stored-delivery.ts";

/** What has changed since the last batch was formed: the things, not the changes. */
export interface Forming {
  deliveries: StoredDelivery[];
  /** By tenant, principal and client id. */
  readonly sessions: Map<string, Session>;
  readonly ended: Session[];
  /** Names of subscriptions. */
  readonly subscriptions: Map<Session, Set<string>>;
  /** Packet identifiers. */
  readonly incoming: Map<Session, Set<number>>;
  /** Topics. */
  retained: Map<Tenant, Set<string>>;
  /** Rows to drop unread. */
  readonly trims: Map<Session, number>;
  /** Somebody waits for this batch, even if there is nothing to write. */
  always: boolean;
}

export interface Formed {
  readonly batch: Batch;
  /** Rows that exist once the batch is committed. */
  readonly inserted: readonly StoredDelivery[];
  readonly updated: readonly { delivery: StoredDelivery; packetId: number; released: boolean }[];
  /** Left for a later batch. */
  readonly kept: StoredDelivery[];
  /** Retained messages of QoS 0, left likewise. */
  readonly later: Forming["retained"];
  /** Deliveries whose rows go. */
  readonly deleted: number;
  /** Came and went unwritten. */
  readonly elided: number;
}

/**
 * Compares everything gathered with what Postgres has, and makes one batch of the differences.
 * @param youngest QoS 1 messages for connected clients made in a later tick are left to be acknowledged
 */
export function formBatch(gathered: Forming, youngest: number, numbers: { nextNumber(): number }): Formed {
  const batch = new Batch();
  const inserts: StoredDelivery[] = [];
  const updates: StoredDelivery[] = [];
  const kept: StoredDelivery[] = [];
  const overs = new Map<Session, number[]>();
  let elided = 0;
  let deleted = 0;
  for (const delivery of gathered.deliveries) {
    delivery.dirty = false;
    const { session } = delivery;
    if (session.ended) continue;
    if (!delivery.exists) {
      if (delivery.over) elided++;
      else if (delivery.tick > youngest && mayBeElided(delivery)) {
        delivery.dirty = true;
        kept.push(delivery);
      } else {
        inserts.push(delivery);
        delivery.gate.rows++;
      }
    } else if (delivery.over) {
      deleted++;
      const seqs = overs.get(session);
      if (seqs === undefined) overs.set(session, [delivery.seq]);
      else seqs.push(delivery.seq);
    } else if (delivery.changed) updates.push(delivery);
  }
  insertDeliveries(batch, inserts, numbers);
  batch.updateDeliveries({
    tenants: updates.map(({ session }) => batch.tenant(session.tenant.id)),
    sessionIds: updates.map(({ session }) => session.storeId),
    seqs: updates.map(({ seq }) => seq),
    packetIds: updates.map(({ packetId }) => packetId),
    released: updates.map(({ state }) => (state === RELEASED ? 1 : 0)),
  });
  const updated = updates.map((delivery) => ({
    delivery,
    packetId: delivery.packetId,
    released: delivery.state === RELEASED,
  }));
  batch.deleteDeliveries([...overs].flatMap(([session, seqs]) => rangesOf(batch, session, seqs)));
  changeSessions(batch, gathered);
  changeSubscriptions(batch, gathered.subscriptions);
  changeIncoming(batch, gathered.incoming);
  const later = changeRetained(batch, gathered.retained);
  trim(batch, gathered.trims);
  return { batch, inserted: inserts, updated, kept, later, elided, deleted };
}

/** Its receiver is there and may acknowledge it any moment. */
function mayBeElided({ qos, message, session }: StoredDelivery): boolean {
  return qos === 1 && message.elidable && session.connection !== undefined;
}

function insertDeliveries(batch: Batch, inserts: readonly StoredDelivery[], numbers: { nextNumber(): number }): void {
  const rows = new DeliveryInserts();
  const shared = { tenants: [] as number[], ids: [] as number[], bodies: [] as Buffer[] };
  const withShares = inserts.some(({ group }) => group !== undefined);
  const withIdentifiers = inserts.some(({ identifiers }) => identifiers !== undefined);
  let start = 1;
  for (const delivery of inserts) {
    const { session, seq, message, gate, qos, retain, packetId, state } = delivery;
    const tenant = batch.tenant(session.tenant.id);
    const released = state === RELEASED;
    delivery.rowPacketId = packetId;
    delivery.rowReleased = released;
    if (gate.rows > 1 && gate.messageId === 0) {
      gate.messageId = numbers.nextNumber();
      shared.tenants.push(tenant);
      shared.ids.push(gate.messageId);
      shared.bodies.push(bodyOf(message));
    }
    rows.count++;
    rows.tenants.push(tenant);
    rows.sessionIds.push(session.storeId);
    rows.seqs.push(seq);
    rows.packetIds.push(packetId);
    rows.flags.push((released ? 1 : 0) | (retain ? 2 : 0) | (qos << 2) | (message.qos << 4));
    rows.bytes.push(message.bytes);
    rows.expiresAtMs.push(Math.ceil(message.expiresAtMs));
    rows.topicBytes.push(message.topicBytes.length);
    rows.propertiesBytes.push(message.passedProperties.length);
    rows.starts.push(start);
    if (gate.messageId === 0) {
      rows.messageIds.push("NULL");
      rows.bodies.push(message.topicBytes, message.passedProperties, message.payload);
      start += message.bytes;
    } else rows.messageIds.push(gate.messageId);
    if (withShares) rows.shares.push(delivery.group === undefined ? NULL_TEXT : `$share/${delivery.group.key}`);
    if (withIdentifiers) rows.identifiers.push(delivery.identifiers?.join(",") ?? NULL_TEXT);
  }
  batch.insertMessages(shared.tenants, shared.ids, shared.bodies);
  batch.insertDeliveries(rows);
  // A row in `messages` is named by this batch's deliveries only: once they are gone it is swept.
  for (const { gate } of inserts) {
    gate.rows = 0;
    gate.messageId = 0;
  }
}

function bodyOf({ topicBytes, passedProperties, payload }: Message): Buffer {
  return Buffer.concat([topicBytes, passedProperties, payload]);
}

/**
 * The rows to delete, as few ranges: clients acknowledge in order, so that mostly everything before the first delivery
 * still alive goes at once.
 */
function rangesOf(batch: Batch, session: Session, seqs: number[]) {
  const tenant = batch.tenant(session.tenant.id);
  const sessionId = session.storeId;
  seqs.sort((a, b) => a - b);
  const alive = firstStoredSeq(session);
  const low = seqs[0] as number;
  let end = 0;
  while (end < seqs.length && (seqs[end] as number) < alive) end++;
  const points = seqs.slice(end).map((seq) => ({ tenant, sessionId, low: seq, high: seq }));
  return end === 0 ? points : [{ tenant, sessionId, low, high: seqs[end - 1] as number }, ...points];
}

function changeSessions(batch: Batch, { sessions, ended }: Forming): void {
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
    const { identity } = session.rights;
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
      identity: { deviceId, deviceName, username: identity.username, labels: identity.labels, address, transport },
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

function changeSubscriptions(batch: Batch, changed: Forming["subscriptions"]): void {
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

function changeIncoming(batch: Batch, changed: Forming["incoming"]): void {
  const taken: object[] = [];
  const released: object[] = [];
  for (const [session, packetIds] of changed) {
    if (session.ended) continue;
    for (const packetId of packetIds) {
      const row = { tenant_id: session.tenant.id, session_id: session.storeId, packet_id: packetId };
      if (session.incomingQos2.has(packetId)) taken.push(row);
      else released.push(row);
    }
  }
  const columns = "tenant_id text, session_id bigint, packet_id int";
  batch.change(
    "incoming_in",
    (source) => `insert into incoming_qos2 (tenant_id, session_id, packet_id)
      select d.tenant_id, d.session_id, d.packet_id from fence, ${source} on conflict do nothing`,
    columns,
    taken,
  );
  batch.change(
    "incoming_out",
    (source) => `delete from incoming_qos2 s using fence, ${source}
      where s.tenant_id = d.tenant_id and s.session_id = d.session_id and s.packet_id = d.packet_id`,
    columns,
    released,
  );
}

/** From so many bytes on, retained messages that nobody waits for are left to the next batch, lest others wait for them. */
const RETAINED_BYTES_MAX = 16 * 1024 * 1024;

/** @returns those left for later */
function changeRetained(batch: Batch, changed: Forming["retained"]): Forming["retained"] {
  const later: Forming["retained"] = new Map();
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

function trim(batch: Batch, trims: Forming["trims"]): void {
  const rows = [...trims]
    .filter(([session]) => !session.ended)
    .map(([session, count]) => ({
      tenant_id: session.tenant.id,
      session_id: session.storeId,
      after: session.stored?.cursor ?? 0,
      count,
    }));
  batch.change(
    "deliveries_trimmed",
    (source) => `delete from deliveries q using fence, (
        select d.tenant_id, d.session_id, oldest.seq from ${source}, lateral (
          select o.seq from deliveries o where o.tenant_id = d.tenant_id and o.session_id = d.session_id
            and o.seq > d.after and o.packet_id = 0 order by o.seq limit d.count) oldest) d
      where q.tenant_id = d.tenant_id and q.session_id = d.session_id and q.seq = d.seq`,
    "tenant_id text, session_id bigint, after bigint, count int",
    rows,
  );
}

/** Adds a name to those of its owner. */
export function gather<Owner, Name>(names: Map<Owner, Set<Name>>, owner: Owner, name: Name): void {
  const known = names.get(owner);
  if (known === undefined) names.set(owner, new Set([name]));
  else known.add(name);
}
