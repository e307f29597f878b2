import type { Log } from "./log.ts";

/** Before a failed reading is repeated. */
const RETRY_MS = 1_000;

/** These tenants' rows, or all there are. */
export type Doubt = ReadonlySet<string> | "all";

/** The audit entries of what changed, by tenant. */
export type Causes = ReadonlyMap<string, readonly string[]>;

/**
 * Keeps in memory what must be known of tenants without asking the database: told which tenants' rows may have changed,
 * it has them read again, one reading at a time and as often as it takes. What was read last holds meanwhile.
 */
export class Mirror {
  readonly #name: string;
  readonly #read: (doubt: Doubt, causes: Causes) => Promise<void>;
  readonly #log: Log;
  #doubt: Set<string> | "all" | undefined;
  #causes = new Map<string, string[]>();
  #reading: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param read brings what is kept to what the database says now */
  constructor(name: string, read: (doubt: Doubt, causes: Causes) => Promise<void>, log: Log) {
    this.#name = name;
    this.#read = read;
    this.#log = log;
  }

  /** The rows of this tenant, or of all, may have changed. @param auditId the entry of the change */
  doubt(tenantId: string | "all", auditId?: string): void {
    if (this.#closed) return;
    if (auditId !== undefined) this.#causes.set(tenantId, [...(this.#causes.get(tenantId) ?? []), auditId]);
    if (tenantId === "all" || this.#doubt === "all") this.#doubt = "all";
    else this.#doubt = (this.#doubt ?? new Set()).add(tenantId);
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#reading;
  }

  async #readAll(): Promise<void> {
    while (this.#doubt !== undefined && !this.#closed) {
      const doubt = this.#doubt;
      const causes = this.#causes;
      this.#doubt = undefined;
      this.#causes = new Map();
      try {
        await this.#read(doubt, causes);
      } catch (error) {
        this.#log("warn", `could not read ${this.#name} again`, { error: String(error) });
        this.#retry = setTimeout(() => this.#again(doubt, causes), RETRY_MS).unref();
        return;
      }
    }
  }

  #again(doubt: Doubt, causes: Causes): void {
    if (doubt === "all") this.doubt("all");
    else for (const tenantId of doubt) this.doubt(tenantId);
    for (const [tenantId, auditIds] of causes) for (const auditId of auditIds) this.doubt(tenantId, auditId);
  }
}
