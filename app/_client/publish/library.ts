import * as z from "zod/mini";
import type { ClientStorage } from "../storage/client-storage.ts";
import type { PublishDraft } from "./draft.ts";
import { NO_HISTORY, type PublishHistory, publishHistorySchema, remember } from "./history.ts";
import { type ImportFault, importMessages, SAVED_MAX, type SavedMessage, savedMessageSchema } from "./saved-message.ts";
import { randomUuid, type Variables } from "./variables.ts";

const HISTORY_KEY = "publishHistory";
const VARIABLES_KEY = "publishVariables";
export const VARIABLES_MAX = 100;
export const VARIABLE_CHARS_MAX = 4_000;

const variablesSchema = z.record(z.string(), z.string().check(z.maxLength(VARIABLE_CHARS_MAX)));

export interface LibraryState {
  /** False until the browser has told what it keeps. */
  readonly ready: boolean;
  readonly history: PublishHistory;
  readonly variables: Variables;
  readonly saved: readonly SavedMessage[];
}

const EMPTY: LibraryState = { ready: false, history: NO_HISTORY, variables: {}, saved: [] };

/**
 * What a person has published, saved and named in one tenant, for all its connections: kept in this browser, or where
 * it keeps nothing, as long as the page lives. The shape is that of React's external stores.
 */
export class PublishLibrary {
  readonly #open: () => Promise<ClientStorage | undefined>;
  #storage: ClientStorage | undefined;
  #state: LibraryState = EMPTY;
  readonly #listeners = new Set<() => void>();
  #started = 0;

  constructor(open: () => Promise<ClientStorage | undefined>) {
    this.#open = open;
  }

  readonly state = (): LibraryState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async start(): Promise<void> {
    const start = ++this.#started;
    const storage = await this.#open();
    if (start !== this.#started) return storage?.close();
    this.#storage = storage;
    const [history, variables, saved] = await Promise.all([
      storage?.pageValue(HISTORY_KEY),
      storage?.pageValue(VARIABLES_KEY),
      storage?.savedMessages(),
    ]);
    if (start !== this.#started) return;
    // What an older page kept otherwise is left where it lies.
    this.#become({
      ready: true,
      history: publishHistorySchema.safeParse(history).data ?? this.#state.history,
      variables: variablesSchema.safeParse(variables).data ?? this.#state.variables,
      saved: (saved ?? []).flatMap((each) => savedMessageSchema.safeParse(each).data ?? []),
    });
  }

  stop(): void {
    this.#started++;
    this.#storage?.close();
    this.#storage = undefined;
  }

  /** Notes what was published. */
  remember(draft: PublishDraft): void {
    const history = remember(this.#state.history, draft);
    void this.#storage?.savePageValue(HISTORY_KEY, history);
    this.#become({ history });
  }

  setVariables(variables: Variables): void {
    void this.#storage?.savePageValue(VARIABLES_KEY, variables);
    this.#become({ variables });
  }

  /** Adds a message, or puts it in the place of the one with its id. */
  save(message: SavedMessage): void {
    void this.#storage?.saveMessage(message);
    const others = this.#state.saved.filter(({ id }) => id !== message.id);
    this.#become({ saved: [...others, message] });
  }

  remove(id: string): void {
    void this.#storage?.deleteMessage(id);
    this.#become({ saved: this.#state.saved.filter((message) => message.id !== id) });
  }

  get full(): boolean {
    return this.#state.saved.length >= SAVED_MAX;
  }

  /** @returns how many came in, or why none did */
  import(text: string): { readonly added: number } | { readonly fault: ImportFault } {
    const read = importMessages(text, this.#state.saved, randomUuid);
    if (!read.ok) return { fault: read.fault };
    for (const message of read.messages) this.save(message);
    return { added: read.messages.length };
  }

  #become(part: Partial<LibraryState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
