import type { Config } from "#core/config.ts";
import type { Database } from "#db/client.ts";
import { isDatabaseAway } from "#db/postgres-error.ts";
import { sweepBans } from "#db/queries/bans.ts";
import { notifyChange } from "#db/queries/changes.ts";
import {
  sweepAudit,
  sweepInvitations,
  sweepPasswordResets,
  sweepSignInFailures,
  sweepUserSessions,
} from "#db/queries/housekeeping.ts";
import { deleteDueRows, deleteDueTenant } from "#db/queries/tenants.ts";
import { sweepUsage } from "#db/queries/usage.ts";
import type { Log } from "./log.ts";

const EVERY_MS = 10 * 60_000;
/** Rows a statement deletes: some milliseconds of the database. */
const STEP = 1_000;
/** Failed sign-ins kept: 100 bytes each. */
const FAILURES_MAX = 200_000;

/**
 * Clears away what the console leaves behind: sign-ins, failed ones, links and invitations that are over, and entries of
 * the audit log older than it is to be kept; bans that ended, usage of long ago, and tenants whose owners had them
 * deleted. In the broker's process, for of the console's there may be several.
 */
export class Housekeeping {
  readonly #database: Database;
  readonly #config: Pick<Config, "sessionIdleHours" | "auditRetentionDays">;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<void> | undefined;
  #closed = false;

  constructor(database: Database, config: Pick<Config, "sessionIdleHours" | "auditRetentionDays">, log: Log) {
    this.#database = database;
    this.#config = config;
    this.#log = log;
    this.#timer = setInterval(() => this.#start(), EVERY_MS);
    this.#timer.unref();
  }

  /** One round over everything. */
  async sweep(now: Date = new Date()): Promise<void> {
    const { orm } = this.#database;
    const { sessionIdleHours, auditRetentionDays } = this.#config;
    await this.#allOf(() => sweepUserSessions(orm, sessionIdleHours * 3_600, STEP));
    await this.#allOf(() => sweepSignInFailures(orm, FAILURES_MAX, STEP));
    await this.#allOf(() => sweepInvitations(orm, STEP));
    await sweepPasswordResets(orm);
    await this.#allOf(() => sweepBans(orm, STEP));
    await this.#allOf(() => sweepUsage(orm, now, STEP));
    await this.#allOf(() => deleteDueRows(orm, now, STEP));
    await this.#allOf(() => this.#deleteTenant(now));
    if (auditRetentionDays === 0) return;
    const before = new Date(now.getTime() - auditRetentionDays * 86_400_000);
    await this.#allOf(() => sweepAudit(orm, before, STEP));
  }

  /** One whose time has come, at a time; the broker ends its connections when it hears of it. */
  #deleteTenant(now: Date): Promise<number> {
    return this.#database.transaction(async (orm) => {
      const tenant = await deleteDueTenant(orm, now);
      if (tenant === undefined) return 0;
      await notifyChange(orm, { tenantId: tenant.id, kind: "tenant", id: tenant.id });
      this.#log("info", "a tenant was deleted, as its owner had asked", { tenant: tenant.id, slug: tenant.slug });
      return 1;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Step by step until a step finds nothing, so that no statement holds many rows for long. */
  async #allOf(step: () => Promise<number>): Promise<void> {
    while (!this.#closed && (await step()) > 0);
  }

  /** Whatever was not done is done in a later round. */
  #start(): void {
    this.#sweeping ??= this.sweep()
      .catch((error: unknown) => {
        if (!this.#closed && !isDatabaseAway(error)) {
          this.#log("warn", "could not clear away what is over", { error: String(error) });
        }
      })
      .finally(() => {
        this.#sweeping = undefined;
      });
  }
}
