// HOT: `note` runs once per message of what is selected.
import {
  RAW_BYTES_PER_SECOND_MAX,
  RAW_PAYLOAD_BYTES_TOLD,
  RAW_PER_SECOND_MAX,
  type TopicsSelection,
} from "#core/live-topics.ts";
import type { Message } from "../message.ts";
import type { Session } from "../session.ts";
import { KeptMessages } from "./kept-messages.ts";
import { keepMessage } from "./raw-message.ts";

/** Told of a message beside its payload and its topic. */
const FRAME_BYTES = 200;

/**
 * The messages of one topic or subtree, for all viewers that selected it: every one is counted, and one in `oneIn` is
 * copied and kept. At each tick the latest is kept too, so that what is shown of a quiet topic is its last word, and the
 * numbers add up: a message's `seq` is its place among all.
 */
export class Selection {
  readonly id: number;
  readonly wanted: TopicsSelection;
  readonly kept = new KeptMessages();
  /** Viewers that have it selected; and when the last one of them left. */
  viewers = 0;
  leftAtMs: number;
  /** Messages so far. */
  seen = 0;
  oneIn = 1;

  readonly #now: () => number;
  readonly #ignored: readonly string[];
  #latest: Message | undefined = undefined;
  #publisher: Session | undefined = undefined;
  /** Messages until the next one is kept. */
  #countdown = 1;
  /** What may still be kept before the next tick; one more is kept at its end. */
  #room = 1;
  #bytesRoom = 0;
  #seenAtTick = 0;

  constructor(id: number, wanted: TopicsSelection, now: () => number) {
    this.id = id;
    this.wanted = wanted;
    this.#now = now;
    this.leftAtMs = now();
    this.#ignored = wanted.kind === "subtree" ? wanted.ignored : [];
    this.#refill(1);
  }

  /** True for a topic whose messages belong to it. */
  covers(topic: string): boolean {
    const { wanted } = this;
    if (wanted.kind === "topic") return topic === wanted.topic;
    if (wanted.under !== null && !isWithin(topic, wanted.under)) return false;
    return !this.#ignored.some((branch) => isWithin(topic, branch));
  }

  note(message: Message, publisher: Session | undefined): void {
    this.seen++;
    if (--this.#countdown > 0 || this.#room <= 0 || this.#bytesRoom <= 0) {
      this.#latest = message;
      this.#publisher = publisher;
      return;
    }
    this.#countdown = this.oneIn;
    this.#keep(message, publisher);
  }

  /** What was there before it was selected. */
  keepFormer(message: Message): void {
    this.kept.push(keepMessage(message, undefined, 0, null));
  }

  /** Keeps the latest, and settles how many are kept until the next tick. */
  tick(elapsedSeconds: number): void {
    if (this.#latest !== undefined) this.#keep(this.#latest, this.#publisher);
    const seen = this.seen - this.#seenAtTick;
    this.#seenAtTick = this.seen;
    this.#refill(elapsedSeconds);
    this.oneIn = Math.max(1, Math.ceil(seen / (this.#room + 1)));
    this.#countdown = this.oneIn;
  }

  #keep(message: Message, publisher: Session | undefined): void {
    this.#latest = undefined;
    this.#publisher = undefined;
    this.#room--;
    this.#bytesRoom -=
      Math.min(message.payload.length, RAW_PAYLOAD_BYTES_TOLD) +
      message.topic.length +
      message.passedProperties.length +
      FRAME_BYTES;
    this.kept.push(keepMessage(message, publisher, this.seen, Math.round(this.#now())));
  }

  /** Of a second or a part of it; never for more, however long the last tick is ago. */
  #refill(seconds: number): void {
    const share = Math.min(1, seconds);
    this.#room = Math.max(1, Math.floor(RAW_PER_SECOND_MAX * share) - 1);
    this.#bytesRoom = RAW_BYTES_PER_SECOND_MAX * share;
  }
}

/** True for the node itself and all below. */
function isWithin(topic: string, node: string): boolean {
  return topic.startsWith(node) && (topic.length === node.length || topic.charCodeAt(node.length) === 0x2f);
}
