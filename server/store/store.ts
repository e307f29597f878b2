import { connect } from "#db/connect.ts";
import type { Broker } from "../broker.ts";
import type { Log } from "../log.ts";
import { Journal } from "./journal.ts";
import { Ownership } from "./ownership.ts";
import { Pages } from "./pages.ts";
import { type Recovered, recover } from "./recover.ts";
import { Space, TIDYING } from "./space.ts";
import { Sweeper } from "./sweep.ts";
import { Writer } from "./writer.ts";

export { DatabaseInUseError } from "./ownership.ts";

export interface StoreOptions {
  readonly url: string;
  readonly log: Log;
  /** Another broker has taken over the database: stop, nothing can be stored any more. */
  readonly onLost: () => void;
}

/** Everything that keeps persistent sessions in Postgres: opened before the broker, recovered into it, closed after it. */
export class Store {
  readonly journal: Journal;
  readonly #options: StoreOptions;
  readonly #ownership: Ownership;
  readonly #writer: Writer;
  readonly #aliveAtMs: number;
  #sweeper: Sweeper | undefined = undefined;
  #space: Space | undefined = undefined;

  private constructor(
    options: StoreOptions,
    ownership: Ownership,
    writer: Writer,
    begun: { seq: number; aliveAtMs: number },
  ) {
    this.#options = options;
    this.#ownership = ownership;
    this.#writer = writer;
    this.#aliveAtMs = begun.aliveAtMs;
    const pages = new Pages(options.url, options.log);
    this.journal = new Journal(writer, pages, begun.seq, options.log, options.onLost);
  }

  /** @throws DatabaseInUseError when another broker uses the database */
  static async open(options: StoreOptions): Promise<Store> {
    const ownership = new Ownership(options.url, options.log, options.onLost);
    const writer = new Writer(options.url, options.log);
    try {
      await ownership.claim();
      return new Store(options, ownership, writer, await writer.begin());
    } catch (error) {
      await Promise.all([ownership.close(), writer.close()]);
      throw error;
    }
  }

  /** Brings back into the broker, which uses this store's journal, what is kept; resolves when clients may come. */
  async recover(broker: Broker): Promise<Recovered> {
    const { url, log } = this.#options;
    const recovered = await recover(broker, this.journal, url, this.#aliveAtMs);
    this.journal.pages.setAside += recovered.setAside;
    const connectWith = (connection: Record<string, string>) =>
      connect(url, { max: 1, fetch_types: false, onnotice: () => {}, connection });
    this.#space = new Space(this.journal.counters, connectWith(TIDYING), log);
    const sweeper = new Sweeper(broker, this.journal, connectWith({ application_name: "hato sweeper" }), log);
    this.#sweeper = sweeper;
    sweeper.begin();
    return recovered;
  }

  /** Clears away now what would be cleared away by and by. */
  async sweep(): Promise<void> {
    await this.#sweeper?.sweep();
  }

  /** Gives back now the space of what went. */
  async giveSpaceBack(): Promise<void> {
    await this.#space?.giveBack();
  }

  /** Writes what is still to be written, as long as it may take, and lets go of the database. */
  async close(): Promise<void> {
    await this.journal.flush();
    this.journal.stop();
    await Promise.all([this.#sweeper?.close(), this.#space?.close()]);
    await Promise.all([this.#writer.close(), this.journal.pages.close()]);
    await this.#ownership.close();
  }
}
