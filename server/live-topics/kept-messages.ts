import { MESSAGE_BYTES_KEPT_MAX, MESSAGES_KEPT_MAX, type RawMessage } from "#core/live-topics.ts";

/** A message of a selection as it is told, and its payload whole. */
export interface KeptMessage {
  readonly told: RawMessage;
  readonly payload: Buffer;
  /** What it takes: payload, topic and properties. */
  readonly bytes: number;
}

/** The latest messages of a selection, bounded in number and bytes; the very latest is kept whatever it weighs. */
export class KeptMessages {
  /** Oldest first. */
  readonly #messages: KeptMessage[] = [];
  #bytes = 0;

  push(message: KeptMessage): void {
    this.#messages.push(message);
    this.#bytes += message.bytes;
    while (
      this.#messages.length > MESSAGES_KEPT_MAX ||
      (this.#bytes > MESSAGE_BYTES_KEPT_MAX && this.#messages.length > 1)
    ) {
      this.#bytes -= this.#messages.shift()?.bytes ?? 0;
    }
  }

  find(seq: number): KeptMessage | undefined {
    return this.#messages.find(({ told }) => told.seq === seq);
  }

  /** Those that came after this one. */
  since(seq: number): readonly KeptMessage[] {
    const first = this.#messages.findIndex(({ told }) => told.seq > seq);
    return first === -1 ? [] : this.#messages.slice(first);
  }
}
