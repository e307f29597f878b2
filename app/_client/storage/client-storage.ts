import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { type Message, messageBytes } from "../message.ts";
import { SAVED_MAX } from "../publish/saved-message.ts";

/**
 * What the online client keeps in this browser, one database for each person in each tenant: connections without
 * secrets, unfinished texts, and the last messages of each connection within their bytes. Page and workers open it
 * beside each other. A browser without IndexedDB, as in some private windows, gives none: the client then lives as
 * long as its page, and says so.
 */

const VERSION = 2;
/** What another tab with an older page may hold up the opening, in milliseconds. */
const OPEN_MS = 5_000;
/** Kept messages of one connection; a page takes them back within a blink. */
export const KEPT_BYTES_MAX = 8 * 1024 * 1024;
/** An unfinished text that is larger is not kept. */
const DRAFT_CHARS_MAX = 256 * 1024;

export type KeptMessage = Omit<Message, "seq">;

interface MessageChunk {
  readonly connection: string;
  readonly bytes: number;
  readonly messages: readonly KeptMessage[];
}

interface ChunkSize {
  readonly key: number;
  readonly bytes: number;
}

interface Schema extends DBSchema {
  profiles: { key: string; value: { readonly id: string } };
  drafts: { key: [connection: string, name: string]; value: unknown };
  /** Chunks in order of their writing; never a record for each message. */
  messages: { key: number; value: MessageChunk; indexes: { connection: string } };
  /** What the page remembers of itself, such as the connection that was open. */
  page: { key: string; value: unknown };
  /** Messages that a person saved to publish them again. */
  saved: { key: string; value: { readonly id: string } };
}

type Database = IDBPDatabase<Schema>;

/** The database of one person in one tenant. */
export function storageName(tenantId: string, userId: string): string {
  return `hato-client-${tenantId}-${userId}`;
}

export class ClientStorage {
  readonly #database: Database;
  readonly #failed: (error: unknown) => void;
  /** What each connection keeps, oldest first, so that a new chunk need not read the others. */
  readonly #chunks = new Map<string, ChunkSize[]>();

  private constructor(database: Database, failed: (error: unknown) => void) {
    this.#database = database;
    this.#failed = failed;
  }

  /**
   * @param failed told when something could not be kept, such as when the disk is full
   * @returns undefined where the browser gives no storage
   */
  static async open(name: string, failed: (error: unknown) => void): Promise<ClientStorage | undefined> {
    if (typeof indexedDB === "undefined") return undefined;
    let late = false;
    const opening = openDB<Schema>(name, VERSION, {
      upgrade(database, before) {
        if (before < 1) {
          database.createObjectStore("profiles", { keyPath: "id" });
          database.createObjectStore("drafts");
          database.createObjectStore("messages", { autoIncrement: true }).createIndex("connection", "connection");
          database.createObjectStore("page");
        }
        if (before < 2) database.createObjectStore("saved", { keyPath: "id" });
      },
      // A newer page in another tab waits for us.
      blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
    });
    try {
      const database = await Promise.race([
        opening,
        new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), OPEN_MS)),
      ]);
      if (database !== undefined) return new ClientStorage(database, failed);
      late = true;
    } catch {
      return undefined;
    } finally {
      if (late) opening.then((database) => database.close()).catch(() => undefined);
    }
    return undefined;
  }

  close(): void {
    this.#database.close();
  }

  /** As they were kept: who reads them checks them. */
  async profiles(): Promise<readonly unknown[]> {
    return (await this.#try((database) => database.getAll("profiles"))) ?? [];
  }

  async saveProfile(profile: { readonly id: string }): Promise<void> {
    await this.#try((database) => database.put("profiles", profile));
  }

  /** Forgets a connection with all that was kept for it. */
  async deleteProfile(id: string): Promise<void> {
    await this.#try((database) => database.delete("profiles", id));
    await this.#try((database) => database.delete("drafts", IDBKeyRange.bound([id], [id, []])));
    await this.clearMessages(id);
  }

  /** The unfinished texts of a connection, by their names. */
  async drafts(connection: string): Promise<Map<string, unknown>> {
    const found = await this.#try(async (database) => {
      const range = IDBKeyRange.bound([connection], [connection, []]);
      const transaction = database.transaction("drafts");
      const [keys, values] = await Promise.all([transaction.store.getAllKeys(range), transaction.store.getAll(range)]);
      return new Map(keys.map(([, name], i) => [name, values[i]]));
    });
    return found ?? new Map();
  }

  async saveDraft(connection: string, name: string, value: unknown): Promise<void> {
    if ((JSON.stringify(value)?.length ?? 0) > DRAFT_CHARS_MAX) return;
    await this.#try((database) => database.put("drafts", value, [connection, name]));
  }

  async pageValue(key: string): Promise<unknown> {
    return this.#try((database) => database.get("page", key));
  }

  async savePageValue(key: string, value: unknown): Promise<void> {
    await this.#try((database) => database.put("page", value, key));
  }

  /** The saved messages as they were kept: who reads them checks them. */
  async savedMessages(): Promise<readonly unknown[]> {
    return (await this.#try((database) => database.getAll("saved", null, SAVED_MAX))) ?? [];
  }

  async saveMessage(message: { readonly id: string }): Promise<void> {
    await this.#try((database) => database.put("saved", message));
  }

  async deleteMessage(id: string): Promise<void> {
    await this.#try((database) => database.delete("saved", id));
  }

  /** The kept messages of a connection, oldest first. */
  async messages(connection: string): Promise<readonly KeptMessage[]> {
    const chunks: ChunkSize[] = [];
    const messages: KeptMessage[] = [];
    await this.#try(async (database) => {
      const index = database.transaction("messages").store.index("connection");
      for await (const { primaryKey, value } of index.iterate(connection)) {
        chunks.push({ key: primaryKey, bytes: value.bytes });
        messages.push(...value.messages);
      }
    });
    this.#chunks.set(connection, chunks);
    return messages;
  }

  /** Adds messages and drops the oldest chunks, so that the connection keeps within its bytes. */
  async addMessages(connection: string, messages: readonly KeptMessage[], bytesMax = KEPT_BYTES_MAX): Promise<void> {
    if (!this.#chunks.has(connection)) await this.messages(connection);
    const chunks = this.#chunks.get(connection) ?? [];
    const newest = newestWithin(messages, bytesMax);
    await this.#try(async (database) => {
      const { store, done } = database.transaction("messages", "readwrite", { durability: "relaxed" });
      chunks.push({ key: await store.add({ connection, ...newest }), bytes: newest.bytes });
      let kept = chunks.reduce((sum, { bytes }) => sum + bytes, 0);
      while (kept > bytesMax && chunks.length > 1) {
        const oldest = chunks.shift();
        if (oldest === undefined) break;
        kept -= oldest.bytes;
        await store.delete(oldest.key);
      }
      await done;
    });
  }

  async clearMessages(connection: string): Promise<void> {
    await this.#try(async (database) => {
      const { store, done } = database.transaction("messages", "readwrite");
      const keys = await store.index("connection").getAllKeys(connection);
      await Promise.all([...keys.map((key) => store.delete(key)), done]);
    });
    this.#chunks.set(connection, []);
  }

  async #try<T>(work: (database: Database) => Promise<T>): Promise<T | undefined> {
    try {
      return await work(this.#database);
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }
}

/** The last of `messages` that fit. */
function newestWithin(messages: readonly KeptMessage[], bytesMax: number): Omit<MessageChunk, "connection"> {
  let bytes = 0;
  let from = messages.length;
  for (; from > 0; from--) {
    const message = messages[from - 1];
    const more = message === undefined ? 0 : messageBytes(message);
    if (bytes + more > bytesMax) break;
    bytes += more;
  }
  return { bytes, messages: messages.slice(from) };
}
