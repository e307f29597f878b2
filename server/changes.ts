import { CHANGE_CHANNEL, type ChangeNotice } from "#core/control.ts";
import type { Database } from "#db/client.ts";
import { writeAuditEffects } from "#db/queries/audit.ts";
import { applyChanges } from "./apply-changes.ts";
import type { Broker } from "./broker.ts";
import { Doubt } from "./doubt.ts";
import type { Admission, AuthResult } from "./identity.ts";
import type { Log } from "./log.ts";
import type { Mirror } from "./mirror.ts";

/** A CONNECT that changes overtake again and again is let in after this many questions, and looked at once more. */
const QUESTIONS_MAX = 3;
/** Before a failed look is repeated. */
const RETRY_MS = 1_000;

/** Tenants looked at at once. */
const LOOKS_MAX = 4;

/** Audit entries completed in one statement. */
const EFFECTS_BATCH = 1_000;

/** What is kept in memory of rows of a kind, told of its notices. */
export type Mirrors = Partial<Record<ChangeNotice["kind"], Pick<Mirror, "doubt">>>;

/**
 * Brings what changes in the database to the connections that are open. A notice says where to look, the tables say
 * what is true; when notices may have been missed, everything is looked at. Notices of a tenant that come while
 * it is looked at are gathered for the next look, so that a thousand changes cost a few statements. Once a change has been applied, who
 * lost what by it is written into its audit entry.
 */
export class Changes {
  readonly #database: Database;
  readonly #broker: Broker;
  readonly #log: Log;
  readonly #mirrors: Mirrors;
  readonly #onNotice: (notice: ChangeNotice | undefined) => void;
  /** By tenant, who waits longest first. */
  readonly #doubts = new Map<string, Doubt>();
  /** Under way, by tenant. */
  readonly #looks = new Map<string, Promise<void>>();
  #closed = false;
  #unlisten: (() => Promise<void>) | undefined;
  /** Notices so far. */
  #noticed = 0;
  /** Effects on their way into the audit log. */
  readonly #writing = new Set<Promise<void>>();

  constructor(
    database: Database,
    broker: Broker,
    log: Log,
    mirrors: Mirrors = {},
    onNotice: (notice: ChangeNotice | undefined) => void = () => {},
  ) {
    this.#database = database;
    this.#broker = broker;
    this.#log = log;
    this.#mirrors = mirrors;
    this.#onNotice = onNotice;
  }

  async listen(): Promise<void> {
    const listening = await this.#database.sql.listen(
      CHANGE_CHANNEL,
      (payload) => this.#take(payload),
      // Now and after every reconnect: notices are not kept for those who are away.
      () => this.#doubtEverything(),
    );
    this.#unlisten = listening.unlisten;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#unlisten?.().catch(() => {});
    await Promise.all(this.#looks.values());
    await Promise.all(this.#writing);
  }

  /**
   * A CONNECT may be answered by what was true a moment before a change, and be missed by the look that followed.
   * So whoever was asked for while notices came is asked for again.
   */
  guard<Request, Result extends AuthResult>(
    ask: (request: Request) => Promise<Result>,
  ): (request: Request) => Promise<Result> {
    return async (request) => {
      for (let question = 1; ; question++) {
        const before = this.#noticed;
        const result = await ask(request);
        if (!result.ok || this.#noticed === before) return result;
        if (question === QUESTIONS_MAX) {
          this.lookAgain(result);
          return result;
        }
      }
    };
  }

  /** Looks at somebody who is let in by an answer that may be old. */
  lookAgain({ tenantId, tenantSlug, deviceId, userSessionId }: Admission): void {
    this.#broker.ensureTenant(tenantId, tenantSlug); // of one it does not know it has no doubts
    const doubt = new Doubt();
    if (deviceId === undefined || userSessionId !== undefined) doubt.addEverything();
    else doubt.addSignIn(deviceId);
    this.#doubt(tenantId, doubt);
  }

  #take(payload: string): void {
    this.#noticed++;
    let notice: ChangeNotice;
    try {
      notice = JSON.parse(payload) as ChangeNotice;
    } catch {
      this.#log("warn", "a change notice could not be read", { payload });
      return;
    }
    if (notice.kind === "apiKey") return; // nobody connects by one
    this.#onNotice(notice);
    const mirror = this.#mirrors[notice.kind];
    if (mirror !== undefined) {
      mirror.doubt(notice.tenantId, notice.auditId);
      return;
    }
    const doubt = new Doubt();
    doubt.addNotice(notice);
    // Of a tenant nobody of whom has connected, nobody loses anything.
    if (this.#broker.tenant(notice.tenantId) === undefined) this.#complete(notice.tenantId, doubt);
    else this.#doubt(notice.tenantId, doubt);
  }

  #doubtEverything(): void {
    this.#noticed++;
    this.#onNotice(undefined);
    for (const mirror of Object.values(this.#mirrors)) mirror.doubt("all");
    for (const tenant of this.#broker.tenants()) {
      const doubt = new Doubt();
      doubt.addEverything();
      this.#doubt(tenant.id, doubt);
    }
  }

  #doubt(tenantId: string, doubt: Doubt): void {
    if (this.#closed || this.#broker.tenant(tenantId) === undefined) return;
    const former = this.#doubts.get(tenantId);
    if (former === undefined) this.#doubts.set(tenantId, doubt);
    else former.add(doubt);
    this.#lookAtNext();
  }

  /** Looks go on side by side, one of a tenant at a time: however many devices one has, the others' changes do not wait. */
  #lookAtNext(): void {
    for (const [tenantId, doubt] of this.#doubts) {
      if (this.#looks.size >= LOOKS_MAX || this.#closed) return;
      if (this.#looks.has(tenantId)) continue;
      this.#doubts.delete(tenantId);
      const look = this.#look(tenantId, doubt).finally(() => {
        this.#looks.delete(tenantId);
        this.#lookAtNext();
      });
      this.#looks.set(tenantId, look);
    }
  }

  async #look(tenantId: string, doubt: Doubt): Promise<void> {
    const tenant = this.#broker.tenant(tenantId);
    if (tenant === undefined) return;
    try {
      await applyChanges(this.#database, this.#broker, tenant, doubt);
      this.#complete(tenantId, doubt);
    } catch (error) {
      this.#log("warn", "could not look after a change", { tenant: tenant.slug, error: String(error) });
      setTimeout(() => this.#doubt(tenantId, doubt), RETRY_MS).unref();
    }
  }

  /** Writes who lost what into the audit entries of the changes; no look waits for it. */
  #complete(tenantId: string, doubt: Doubt): void {
    if (doubt.tallies.size === 0) return;
    const writing = this.#writeEffects(tenantId, doubt).finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  async #writeEffects(tenantId: string, { tallies }: Doubt): Promise<void> {
    const now = new Date();
    const effects = [...tallies].map(([auditId, tally]) => ({ tenantId, auditId, effect: tally.effect(now) }));
    try {
      for (let i = 0; i < effects.length; i += EFFECTS_BATCH) {
        await writeAuditEffects(this.#database.sql, effects.slice(i, i + EFFECTS_BATCH));
      }
    } catch (error) {
      this.#log("warn", "could not write what a change did", { tenant: tenantId, error: String(error) });
    }
  }
}
