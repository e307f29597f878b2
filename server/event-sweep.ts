import type { Database } from "#db/client.ts";
import { deleteEventsBefore, listTenantsWithEvents } from "#db/queries/events.ts";
import type { Broker } from "./broker.ts";
import type { Log } from "./log.ts";

const EVERY_MS = 60_000;
/** Rows a statement deletes: some milliseconds. */
const STEP = 2_000;
/** Between two steps, so that the log is read and written meanwhile. */
const PAUSE_MS = 50;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Lets go of events whose time is over, in small steps; and of those whose tenant is gone. */
export class EventSweep {
  readonly #sql: Database["sql"];
  readonly #broker: Pick<Broker, "settings">;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<void> | undefined;
  #closed = false;

  constructor(sql: Database["sql"], broker: Pick<Broker, "settings">, log: Log) {
    this.#sql = sql;
    this.#broker = broker;
    this.#log = log;
    this.#timer = setInterval(() => void this.sweep(), EVERY_MS);
    this.#timer.unref();
  }

  /** One round; those asked for meanwhile are the same. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep()
      .catch((error: unknown) => this.#log("warn", "could not sweep events", { error: String(error) }))
      .finally(() => {
        this.#sweeping = undefined;
      });
    return this.#sweeping;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const tenantIds = await listTenantsWithEvents(this.#sql);
    const existing = await this.#sql<{ id: string }[]>`select id from tenants where id = any(${tenantIds})`;
    const known = new Set(existing.map(({ id }) => id));
    for (const tenantId of tenantIds) {
      const { eventsKeptDays } = this.#broker.settings.of(tenantId).limits;
      // Of a tenant that is gone, all.
      const keptMs = known.has(tenantId) ? eventsKeptDays * DAY_MS : -DAY_MS;
      const until = new Date(Date.now() - keptMs);
      while (!this.#closed && (await deleteEventsBefore(this.#sql, tenantId, until, STEP)) === STEP) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }
}
