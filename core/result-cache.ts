// HOT: one look-up per message routed.

/** What a match found, and when. */
export interface KeptResult<T> {
  generation: number;
  values: readonly T[];
  bytes: number;
}

/** Of an entry beside its topic and values: two map slots and the object. */
const ENTRY_BYTES = 120;

/**
 * Results by topic, bounded in number and bytes, in two halves. What is new or was asked for again is in the young
 * half; when that is full it becomes the old half, and the former old half is dropped whole. So eviction costs nothing
 * per entry, what is in use survives, and a client that publishes to ever new topics pays one match each, as without
 * a cache.
 */
export class ResultCache<T> {
  readonly #halfEntriesMax: number;
  readonly #halfBytesMax: number;
  #young = new Map<string, KeptResult<T>>();
  #old = new Map<string, KeptResult<T>>();
  #youngBytes = 0;
  #oldBytes = 0;

  constructor(entriesMax: number, bytesMax: number) {
    this.#halfEntriesMax = Math.max(1, entriesMax >> 1);
    this.#halfBytesMax = bytesMax / 2;
  }

  /** Entries kept now. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** Bytes they take, roughly. */
  get bytes(): number {
    return this.#youngBytes + this.#oldBytes;
  }

  get(topic: string): KeptResult<T> | undefined {
    const young = this.#young.get(topic);
    if (young !== undefined) return young;
    if (this.#old.size === 0) return undefined;
    const old = this.#old.get(topic);
    if (old === undefined) return undefined;
    this.#old.delete(topic);
    this.#oldBytes -= old.bytes;
    this.#keep(topic, old);
    return old;
  }

  clear(): void {
    this.#turn();
    this.#turn();
  }

  set(topic: string, values: readonly T[], generation: number): void {
    const bytes = ENTRY_BYTES + topic.length * 2 + values.length * 8;
    if (bytes > this.#halfBytesMax) return; // matched anew each time rather than pushing out all others
    const former = this.#young.get(topic);
    if (former !== undefined) {
      // Stale: renewed in place, since a map's slot is dearer than two stores.
      this.#youngBytes += bytes - former.bytes;
      former.generation = generation;
      former.values = values;
      former.bytes = bytes;
      if (this.#youngBytes > this.#halfBytesMax) this.#turn();
      return;
    }
    this.#keep(topic, { generation, values, bytes });
  }

  #keep(topic: string, result: KeptResult<T>): void {
    if (this.#young.size >= this.#halfEntriesMax || this.#youngBytes + result.bytes > this.#halfBytesMax) this.#turn();
    this.#young.set(topic, result);
    this.#youngBytes += result.bytes;
  }

  #turn(): void {
    this.#old = this.#young;
    this.#oldBytes = this.#youngBytes;
    this.#young = new Map();
    this.#youngBytes = 0;
  }
}
