import type { Log } from "./log.ts";

/** Before a failed reading is repeated. */
const RETRY_MS = 1_000;

/** These tenants' rows, or all there are. */
export type Doubt = ReadonlySet<string> | "all";

/**
 * Keeps in memory what must be known of tenants without asking the database: told which tenants' rows may have changed,
 * it has them read again, one reading at a time and as often as it takes. What was read last holds meanwhile.
 */
export class Mirror {
  readonly #name: string;
  readonly #read: (doubt: Doubt) => Promise<void>;
  readonly #log: Log;
  #doubt: Set<string> | "all" | undefined;
  #reading: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param read brings what is kept to what the database says now */
  constructor(name: string, read: (doubt: Doubt) => Promise<void>, log: Log) {
    this.#name = name;
    this.#read = read;
    this.#log = log;
  }

  /** The rows of this tenant, or of all, may have changed. */
  doubt(tenantId: string | "all"): void {
    if (this.#closed) return;
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
      this.#doubt = undefined;
      try {
        await this.#read(doubt);
      } catch (error) {
        this.#log("warn", `could not read ${this.#name} again`, { error: String(error) });
        this.#retry = setTimeout(() => this.#again(doubt), RETRY_MS).unref();
        return;
      }
    }
  }

  #again(doubt: Doubt): void {
    if (doubt === "all") this.doubt("all");
    else for (const tenantId of doubt) this.doubt(tenantId);
  }
}
