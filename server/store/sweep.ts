import type postgres from "postgres";
import type { Broker } from "../broker.ts";
import type { Log } from "../log.ts";
import type { Journal } from "./journal.ts";
import { expiredUnread } from "./session-rows.ts";

const EVERY_MS = 5_000;
/** Rows a statement deletes: some milliseconds of the writing connection. */
const STEP = 2_000;
/** A session may just be sending what has expired this moment. */
const GRACE_MS = 60_000;

/**
 * Clears away, in small steps between the batches of the journal, what nobody will ask for any more: queues of sessions
 * that ended, messages that expired in a queue, messages whose last delivery is gone.
 */
export class Sweeper {
  readonly #broker: Broker;
  readonly #journal: Journal;
  readonly #maintenance: postgres.Sql;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  /** Sessions whose queues are to go. */
  readonly #ended: { tenantId: string; sessionId: number }[] = [];
  #sweeping: Promise<void> | undefined = undefined;
  #closed = false;
  #messagesAfter = { tenantId: "", id: 0 };

  constructor(broker: Broker, journal: Journal, maintenance: postgres.Sql, log: Log) {
    this.#broker = broker;
    this.#journal = journal;
    this.#maintenance = maintenance;
    this.#log = log;
    journal.onEnded = (tenantId, sessionId) => this.#ended.push({ tenantId, sessionId });
    this.#timer = setInterval(() => this.#start(), EVERY_MS);
    this.#timer.unref();
  }

  /** Finds the queues of sessions that ended while their rows had not gone yet; for once, after a start. */
  async #findOrphans(): Promise<void> {
    // From one session's rows to the next by the primary key: as many steps as there are queues, not as rows.
    const orphans = await this.#maintenance<{ tenant_id: string; session_id: string }[]>`
      with recursive queues as (
        (select tenant_id, session_id from deliveries order by tenant_id, session_id limit 1)
        union all
        select next.tenant_id, next.session_id from queues, lateral (
          select d.tenant_id, d.session_id from deliveries d
          where (d.tenant_id, d.session_id) > (queues.tenant_id, queues.session_id)
          order by d.tenant_id, d.session_id limit 1) next)
      select q.tenant_id, q.session_id from queues q
        left join sessions s on s.tenant_id = q.tenant_id and s.id = q.session_id where s.id is null`;
    for (const row of orphans) this.#ended.push({ tenantId: row.tenant_id, sessionId: Number(row.session_id) });
    for (const table of ["subscriptions", "incoming_qos2"]) {
      await this.#maintenance`
        delete from ${this.#maintenance(table)} c
        where not exists (select from sessions s where s.tenant_id = c.tenant_id and s.id = c.session_id)`;
    }
  }

  /** Looks for orphans now, and sweeps every few seconds. */
  begin(): void {
    this.#sweeping = this.#findOrphans()
      .catch((error: unknown) => this.#failed("could not look for orphaned queues", error))
      .finally(() => {
        this.#sweeping = undefined;
      });
  }

  /** One round over everything. */
  async sweep(): Promise<void> {
    await this.#sweepEnded();
    await this.#sweepExpired();
    await this.#sweepMessages();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#sweeping;
    await this.#maintenance.end({ timeout: 2 });
  }

  #start(): void {
    if (this.#closed || this.#journal.trouble !== undefined) return;
    this.#sweeping ??= this.sweep()
      .catch((error: unknown) => this.#failed("could not sweep the queues", error))
      .finally(() => {
        this.#sweeping = undefined;
      });
  }

  /** Whatever was not done is done in a later round. */
  #failed(message: string, error: unknown): void {
    if (!this.#closed) this.#log("warn", message, { error: String(error) });
  }

  async #sweepEnded(): Promise<void> {
    while (!this.#closed) {
      const next = this.#ended[0];
      if (next === undefined) return;
      const { tenantId, sessionId } = next;
      const gone = await this.#maintenance`
        delete from deliveries where ctid = any(array(
          select ctid from deliveries where tenant_id = ${tenantId} and session_id = ${sessionId} limit ${STEP}))`;
      this.#journal.counters.deleted += gone.count;
      if (gone.count < STEP) this.#ended.shift();
    }
  }

  /** Only what was not sent, and only a while after its end: what is in memory is its session's business. */
  async #sweepExpired(): Promise<void> {
    const nowMs = Math.floor(this.#broker.clock.now()) - GRACE_MS;
    while (!this.#closed) {
      const gone = await this.#maintenance<{ tenant_id: string; session_id: string; bytes: number }[]>`
        delete from deliveries where ctid = any(array(
          select ctid from deliveries where expires_at_ms > 0 and expires_at_ms <= ${nowMs} and packet_id = 0
          limit ${STEP})) returning tenant_id, session_id, bytes`;
      this.#journal.counters.deleted += gone.count;
      for (const row of gone) {
        const session = this.#journal.sessions.get(Number(row.session_id));
        if (session !== undefined) expiredUnread(session, row.bytes);
      }
      if (gone.count < STEP) return;
    }
  }

  /** A page of `messages` a time; it is looked at again and again. */
  async #sweepMessages(): Promise<void> {
    for (let page = 0; page < 50 && !this.#closed; page++) {
      const after = this.#messagesAfter;
      const looked = await this.#maintenance<{ tenant_id: string; id: string; used: boolean }[]>`
        select m.tenant_id, m.id, exists (select from deliveries d where d.message_id = m.id) as used
        from messages m where (m.tenant_id, m.id) > (${after.tenantId}, ${after.id})
        order by m.tenant_id, m.id limit ${STEP}`;
      const last = looked.at(-1);
      this.#messagesAfter =
        last === undefined ? { tenantId: "", id: 0 } : { tenantId: last.tenant_id, id: Number(last.id) };
      const unused = looked.filter(({ used }) => !used);
      if (unused.length > 0) {
        const ids = `{${unused.map(({ id }) => id).join(",")}}`;
        const tenants = `{${unused.map(({ tenant_id }) => JSON.stringify(tenant_id)).join(",")}}`;
        // Messages and the deliveries that name them come in one transaction: unused once is unused for ever.
        const gone = await this.#maintenance`
          delete from messages m using unnest(${tenants}::text::text[], ${ids}::text::bigint[]) as u(tenant_id, id)
          where m.tenant_id = u.tenant_id and m.id = u.id`;
        this.#journal.counters.deleted += gone.count;
      }
      if (looked.length < STEP) {
        this.#messagesAfter = { tenantId: "", id: 0 };
        return;
      }
    }
  }
}
