import type { Message } from "./message.ts";
import type { MessageRing } from "./ring.ts";
import type { KeptMessage } from "./storage/client-storage.ts";

/** Between a message and its being kept, in milliseconds; what comes meanwhile is kept with it. */
const KEEP_AFTER_MS = 500;

/** Where messages are kept: IndexedDB, or a test's array. */
export interface MessageStore {
  messages(): Promise<readonly KeptMessage[]>;
  add(messages: readonly KeptMessage[]): Promise<void>;
  clear(): Promise<void>;
}

/**
 * Keeps a ring's messages beyond the page. It holds none itself: every half second it takes from the ring what came
 * since, so a store that is slow, or a flood, costs what the ring already lost, and no memory.
 */
export class MessageKeeper {
  readonly #ring: MessageRing;
  readonly #store: MessageStore;
  /** The first sequence number not kept yet. */
  #next: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(ring: MessageRing, store: MessageStore) {
    this.#ring = ring;
    this.#store = store;
    this.#next = ring.end;
  }

  /** Puts what was kept into the ring, which is empty yet. */
  async restore(): Promise<void> {
    for (const message of await this.#store.messages()) {
      // Nobody knows any more what became of what waited for its acknowledgement.
      const delivery = message.delivery?.state === "waiting" ? ({ state: "unknown" } as const) : message.delivery;
      this.#ring.push({ ...message, delivery, earlier: true });
    }
    this.#next = this.#ring.end;
  }

  /** A message was stored in the ring, or one has changed. */
  touch(): void {
    this.#timer ??= setTimeout(() => this.#keep(), KEEP_AFTER_MS);
  }

  /** The ring was cleared. */
  clear(): void {
    this.#next = this.#ring.end;
    this.#writing = this.#writing.then(() => this.#store.clear());
  }

  #keep(): void {
    this.#timer = undefined;
    const fresh: Message[] = [];
    for (let seq = Math.max(this.#next, this.#ring.first); seq < this.#ring.end; seq++) {
      const message = this.#ring.at(seq);
      if (message !== undefined) fresh.push(message);
    }
    this.#next = this.#ring.end;
    if (fresh.length > 0) this.#writing = this.#writing.then(() => this.#store.add(fresh));
  }
}
