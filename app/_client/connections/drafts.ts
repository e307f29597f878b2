import type { ClientStorage } from "../storage/client-storage.ts";

/** After the last key, in milliseconds. */
const SAVE_AFTER_MS = 200;

/**
 * The unfinished texts of one connection by name, such as the publish form's: there again when the person comes back
 * to the connection, and after a reload. What is secret does not belong here.
 */
export class Drafts {
  readonly #connection: string;
  readonly #storage: ClientStorage | undefined;
  #values: Map<string, unknown> = new Map();
  readonly #unsaved = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: string, storage: ClientStorage | undefined) {
    this.#connection = connection;
    this.#storage = storage;
  }

  async load(): Promise<void> {
    this.#values = (await this.#storage?.drafts(this.#connection)) ?? new Map();
  }

  /** As it was kept: who reads it checks it. */
  get(name: string): unknown {
    return this.#values.get(name);
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
    this.#unsaved.add(name);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), SAVE_AFTER_MS);
  }

  /** Saves at once what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    for (const name of this.#unsaved) void this.#storage?.saveDraft(this.#connection, name, this.#values.get(name));
    this.#unsaved.clear();
  }
}
