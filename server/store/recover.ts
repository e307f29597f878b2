import type postgres from "postgres";
import { z } from "zod";
import type { QoS } from "#core/mqtt/packets.ts";
import { parseSharedFilter } from "#core/topic.ts";
import { connect } from "#db/connect.ts";
import type { Broker } from "../broker.ts";
import { Rights } from "../rights.ts";
import { Session } from "../session.ts";
import { sessionKey } from "../sessions.ts";
import { Subscription } from "../subscription.ts";
import { releaseWillAfter, willFromFrame } from "../will.ts";
import type { Journal } from "./journal.ts";
import { keepRetained, retainedColumns, retainedRow } from "./retained-row.ts";

/** Rows read at a time. */
const PAGE = 2_000;

const qos = z.union([z.literal(0), z.literal(1), z.literal(2)]);
const seconds = z.coerce.number().int().min(0).max(0xffff_ffff);
const grantRule = z.object({
  roleName: z.string(),
  position: z.number(),
  effect: z.enum(["allow", "deny"]),
  action: z.enum(["publish", "subscribe", "both"]),
  filter: z.string(),
  qosMax: z.number(),
  retainAllowed: z.boolean(),
});
const sessionRow = z.object({
  tenant_id: z.string(),
  slug: z.string(),
  principal_id: z.string(),
  client_id: z.string(),
  id: z.coerce.number().int().positive(),
  protocol_version: z.union([z.literal(3), z.literal(4), z.literal(5)]),
  session_expiry_interval: seconds,
  identity: z.object({
    deviceId: z.string().optional(),
    deviceName: z.string(),
    username: z.string().optional(),
    labels: z.record(z.string(), z.string()),
    grant: z.object({ mode: z.enum(["narrow", "replace"]), rules: z.array(grantRule) }).optional(),
    address: z.string(),
    transport: z.enum(["tcp", "tls", "ws", "wss"]),
  }),
  will: z.instanceof(Buffer).nullable(),
  will_delay_interval: seconds,
  disconnected_at_ms: z.coerce.number().nullable(),
});
const subscriptionRow = z.object({
  session_id: z.coerce.number(),
  name: z.string().min(1),
  qos,
  no_local: z.boolean(),
  retain_as_published: z.boolean(),
  identifier: z.number().int().min(0),
});
const queueRow = z.object({
  session_id: z.coerce.number(),
  count: z.coerce.number(),
  bytes: z.coerce.number(),
  last: z.coerce.number(),
});
const incomingRow = z.object({ session_id: z.coerce.number(), packet_id: z.number().int().min(1).max(65_535) });
const tenantsRetainedRow = retainedRow.extend({ tenant_id: z.string(), slug: z.string() });

export interface Recovered {
  readonly sessions: number;
  readonly subscriptions: number;
  readonly queued: number;
  readonly retained: number;
  /** Rows that made no sense; each was logged and left where it is. */
  readonly setAside: number;
}

/**
 * Brings back what Postgres kept: sessions with their subscriptions and QoS 2 packet identifiers, the sizes of their
 * queues (the queues stay where they are until their clients come), and retained messages. Read in pages, so that
 * memory holds what the broker holds and no more. Then wills and expiries go on where they stood.
 * @param aliveAtMs the former broker's last sign of life: when the connections it had ended
 */
export async function recover(broker: Broker, journal: Journal, url: string, aliveAtMs: number): Promise<Recovered> {
  const sql = connect(url, {
    max: 1,
    fetch_types: false,
    max_lifetime: null,
    onnotice: () => {},
    connection: { application_name: "hato recovery" },
  });
  try {
    return await new Recovery(broker, journal, sql, aliveAtMs).run();
  } finally {
    await sql.end({ timeout: 5 });
  }
}

class Recovery {
  readonly #broker: Broker;
  readonly #journal: Journal;
  readonly #sql: postgres.Sql;
  readonly #aliveAtMs: number;
  readonly #sessions = new Map<number, Session>();
  #setAside = 0;

  constructor(broker: Broker, journal: Journal, sql: postgres.Sql, aliveAtMs: number) {
    this.#broker = broker;
    this.#journal = journal;
    this.#sql = sql;
    this.#aliveAtMs = aliveAtMs;
  }

  async run(): Promise<Recovered> {
    const sql = this.#sql;
    const sessions = await this.#each(
      sql`select s.tenant_id, t.slug, s.principal_id, s.client_id, s.id, s.protocol_version, s.session_expiry_interval,
          s.identity, s.will, s.will_delay_interval, extract(epoch from s.disconnected_at) * 1000 as disconnected_at_ms
        from sessions s join tenants t on t.id = s.tenant_id`,
      sessionRow,
      "session",
      (row) => this.#session(row),
    );
    const subscriptions = await this.#each(
      sql`select session_id, name, qos, no_local, retain_as_published, identifier from subscriptions`,
      subscriptionRow,
      "subscription",
      (row) => this.#subscription(row),
    );
    await this.#each(sql`select session_id, packet_id from incoming_qos2`, incomingRow, "packet identifier", (row) => {
      this.#sessions.get(row.session_id)?.incomingQos2.add(row.packet_id);
    });
    let queued = 0;
    await this.#each(
      sql`select session_id, count(*) as count, sum(bytes) as bytes, max(seq) as last
        from deliveries group by session_id`,
      queueRow,
      "queue",
      (row) => {
        const session = this.#sessions.get(row.session_id);
        const queue = session?.stored;
        if (session === undefined || queue === undefined) return;
        queue.diskCount = row.count;
        queue.diskBytes = row.bytes;
        queue.diskEnd = row.last;
        queue.recovered = true;
        session.tenant.countQueued(session);
        queued += row.count;
      },
    );
    const retained = await this.#each(
      sql`select r.tenant_id, t.slug, ${retainedColumns(sql)} from retained r join tenants t on t.id = r.tenant_id`,
      tenantsRetainedRow,
      "retained message",
      (row) => this.#retained(row),
    );
    for (const session of this.#sessions.values()) this.#goOn(session);
    return { sessions, subscriptions, queued, retained, setAside: this.#setAside };
  }

  /** Checks each row and takes it in; one that makes no sense is logged and left out, whatever is wrong with it. */
  async #each<Schema extends z.ZodType>(
    query: postgres.PendingQuery<postgres.Row[]>,
    schema: Schema,
    what: string,
    take: (row: z.infer<Schema>) => void,
  ): Promise<number> {
    let taken = 0;
    for await (const rows of query.cursor(PAGE)) {
      for (const row of rows) {
        try {
          take(schema.parse(row));
          taken++;
        } catch (error) {
          this.#setAside++;
          const cause = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
          const { tenant_id, session_id, client_id, topic, name } = row;
          const fields = { tenant: tenant_id, session: session_id, client: client_id, topic, name };
          this.#broker.log("error", `a ${what} in the database cannot be read and is left out`, { ...fields, cause });
        }
      }
    }
    return taken;
  }

  #session(row: z.infer<typeof sessionRow>): void {
    const { identity } = row;
    const tenant = this.#broker.ensureTenant(row.tenant_id, row.slug);
    const will = row.will === null ? undefined : willFromFrame(row.will, row.will_delay_interval);
    const { deviceId, deviceName, username, labels, grant, address, transport } = identity;
    // Until the device's rules are looked up or the client comes: its will was allowed when it was left, no more is.
    const rules = will === undefined ? [] : [willRule(will.topic)];
    const rights = new Rights(rules, { device: deviceName, clientId: row.client_id, username, labels }, grant);
    const key = sessionKey(row.principal_id, row.client_id);
    const origin = { deviceId, deviceName, clientId: row.client_id, address, transport };
    const session = new Session(tenant, key, row.principal_id, row.client_id, rights, origin, row.id);
    session.protocolVersion = row.protocol_version;
    session.expirySeconds = row.session_expiry_interval;
    session.will = will;
    session.disconnectedAtMs = row.disconnected_at_ms ?? this.#aliveAtMs;
    tenant.sessions.restore(session);
    this.#sessions.set(row.id, session);
    // Whoever was connected is so no more.
    if (row.disconnected_at_ms === null) this.#journal.session(session);
  }

  #subscription(row: z.infer<typeof subscriptionRow>): void {
    const session = this.#sessions.get(row.session_id);
    if (session === undefined) return;
    const { tenant } = session;
    const shared = parseSharedFilter(row.name);
    if (shared === "invalid") throw new Error("not a topic filter");
    const group = shared === null ? undefined : tenant.receivers.group(shared.group, shared.filter);
    const options = {
      qos: row.qos as QoS,
      noLocal: row.no_local,
      retainAsPublished: row.retain_as_published,
      identifier: row.identifier,
    };
    const subscription = new Subscription(session, row.name, shared?.filter ?? row.name, options, group);
    session.putSubscription(subscription);
    tenant.receivers.add(subscription);
    if (group !== undefined) session.hasShared = true;
  }

  #retained(row: z.infer<typeof tenantsRetainedRow>): void {
    const tenant = this.#broker.ensureTenant(row.tenant_id, row.slug);
    if (!keepRetained(tenant, row)) this.#journal.retained(tenant, row.topic, true);
  }

  /** Lets the session's expiry and its will's delay run on from when its client left. */
  #goOn(session: Session): void {
    const awaySeconds = Math.max(0, (this.#broker.clock.now() - session.disconnectedAtMs) / 1000);
    releaseWillAfter(session, awaySeconds);
    if (session.expirySeconds <= awaySeconds) session.tenant.sessions.end(session);
    else session.tenant.sessions.expireAfter(session, session.expirySeconds - awaySeconds);
  }
}

function willRule(topic: string) {
  return {
    roleName: "will",
    position: 1,
    effect: "allow",
    action: "publish",
    filter: topic,
    qosMax: 2,
    retainAllowed: true,
  } as const;
}
