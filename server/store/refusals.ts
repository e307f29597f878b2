import type { Log } from "../log.ts";
import type { Session } from "../session.ts";
import { formBatch } from "./form.ts";
import { type Gathered, nothingGathered } from "./gathered.ts";
import { Isolation } from "./isolate.ts";
import type { Journal } from "./journal.ts";
import { refuseUnit } from "./refuse-unit.ts";
import { storeKey } from "./session-rows.ts";
import { SetAside } from "./set-aside.ts";
import { gatheredOf, type Unit, unitsOf } from "./units.ts";
import type { Writer } from "./writer.ts";

/** Between two lines of the log. */
const LOG_EVERY_MS = 1_000;
/** Tenants that a line names. */
const NAMED_MAX = 5;

/**
 * What becomes of a batch that Postgres refuses: one row that it will not have must stop neither the other tenants nor
 * the other clients. The guilty part is found, refused to those who wait for it, counted and logged; the rest is
 * written.
 */
export class Refusals {
  readonly #journal: Journal;
  readonly #writer: Writer;
  readonly #log: Log;
  readonly #isolation: Isolation;
  readonly #aside: SetAside;
  #loggedAtMs = Number.NEGATIVE_INFINITY;
  #unlogged = 0;

  /** @param gatherAgain takes changes in as if they were new */
  constructor(journal: Journal, writer: Writer, log: Log, gatherAgain: (gathered: Gathered) => void) {
    this.#journal = journal;
    this.#writer = writer;
    this.#log = log;
    this.#isolation = new Isolation((units) => this.#try(gatheredOf(units)));
    this.#aside = new SetAside(({ gathered }) => gatherAgain(gathered));
  }

  /** A batch was committed. */
  passed(): void {
    this.#isolation.passed();
  }

  /** @param gathered what was in the batch @returns of it, what is to be written */
  async tellApart(gathered: Gathered, cause: string): Promise<Gathered> {
    // The journal's own row: when not even that can be written, nobody's changes are to blame.
    const own = await this.#try({ ...nothingGathered(), always: true });
    if (own !== undefined) {
      await this.#writer.wait(own);
      return gathered;
    }
    const units = unitsOf(gathered);
    const refused = new Set(await this.#isolation.find(units));
    for (const unit of refused) refuseUnit(unit, this.#journal);
    for (const unit of refused) if (unit.session !== undefined) this.#putAside(unit, unit.session);
    if (refused.size > 0) this.#tell(refused, cause);
    const rest = gatheredOf(units.filter((unit) => !refused.has(unit)));
    rest.always = gathered.always;
    return rest;
  }

  stop(): void {
    this.#aside.stop();
  }

  /** Has Postgres do the changes, or none, and undo them. @returns why not; undefined when they pass */
  async #try(gathered: Gathered): Promise<string | undefined> {
    const { batch } = formBatch(gathered, Number.POSITIVE_INFINITY, this.#journal);
    for (const delivery of gathered.deliveries) delivery.dirty = true;
    if (batch.empty && !gathered.always) return undefined;
    const { seq } = this.#journal;
    return this.#writer.refusal((fence) => batch.statement({ ...fence, seq }));
  }

  #putAside(unit: Unit, session: Session): void {
    if (this.#aside.add(storeKey(session), unit)) return;
    const { tenant, client } = { tenant: session.tenant.slug, client: session.clientId };
    this.#log("error", "changes of a session were refused again and again and are given up", { tenant, client });
  }

  #tell(refused: ReadonlySet<Unit>, cause: string): void {
    this.#journal.counters.refused += refused.size;
    this.#unlogged += refused.size;
    const nowMs = performance.now();
    if (nowMs - this.#loggedAtMs < LOG_EVERY_MS) return;
    const tenants = [...new Set([...refused].map(({ tenant }) => tenant.slug))].slice(0, NAMED_MAX);
    this.#log("error", "the database refuses a part of the journal, and so do we", {
      cause,
      tenants,
      refused: this.#unlogged,
    });
    this.#loggedAtMs = nowMs;
    this.#unlogged = 0;
  }
}
