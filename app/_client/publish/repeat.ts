import type { Composed } from "./compose.ts";
import type { PublishDraft } from "./draft.ts";

/** Shortest time between two messages, in milliseconds: a hundred a second, which is no flood. */
export const REPEAT_INTERVAL_MS_MIN = 10;
export const REPEAT_INTERVAL_MS_MAX = 24 * 60 * 60 * 1000;
export const REPEAT_COUNT_MAX = 100_000;
/** Messages that may wait for their acknowledgement; with more the next one waits too. */
const WAITING_MAX = 20;

/** The same message again and again, its variables anew each time. */
export interface RepeatWish {
  readonly draft: PublishDraft;
  readonly variables: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  readonly count: number;
}

/** Why a repetition is over. */
export type RepeatEnd =
  | "done"
  | "stopped"
  /** There was no connection to send on. */
  | "connectionLost"
  /** The broker refused a message. */
  | "refused"
  /** A value of a variable made it something that cannot be sent. */
  | "invalid";

export interface RepeatState {
  readonly topic: string;
  readonly intervalMs: number;
  readonly count: number;
  readonly sent: number;
  /** Held back because acknowledgements are slow to come: the broker takes fewer than are asked for. */
  readonly held: boolean;
  readonly ended: RepeatEnd | undefined;
}

export interface RepeatHost {
  compose(wish: RepeatWish, count: number): Composed;
  /** @returns false when there is no connection */
  publish(message: NonNullable<Composed["message"]>): boolean;
  /** Messages that wait for their acknowledgement. */
  waiting(): number;
  changed(): void;
}

/**
 * Sends a message in time with the clock: what is late is not made up for, so that a page that slept does not flood.
 * It ends by itself when it is done, when the connection is lost, and when the broker refuses.
 */
export class Repeat {
  readonly #wish: RepeatWish;
  readonly #host: RepeatHost;
  #state: RepeatState;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(wish: RepeatWish, host: RepeatHost) {
    const intervalMs = within(wish.intervalMs, REPEAT_INTERVAL_MS_MIN, REPEAT_INTERVAL_MS_MAX);
    const count = within(wish.count, 1, REPEAT_COUNT_MAX);
    this.#wish = { ...wish, intervalMs, count };
    this.#host = host;
    this.#state = { topic: wish.draft.topic, intervalMs, count, sent: 0, held: false, ended: undefined };
  }

  get state(): RepeatState {
    return this.#state;
  }

  start(): void {
    this.#send();
  }

  end(how: RepeatEnd): void {
    if (this.#state.ended !== undefined) return;
    clearTimeout(this.#timer);
    this.#become({ ended: how, held: false });
  }

  #send(): void {
    const { sent, intervalMs, count } = this.#state;
    this.#timer = setTimeout(() => this.#send(), intervalMs);
    if (this.#host.waiting() >= WAITING_MAX) {
      if (!this.#state.held) this.#become({ held: true });
      return;
    }
    const { message } = this.#host.compose(this.#wish, sent + 1);
    if (message === undefined) {
      this.end("invalid");
    } else if (!this.#host.publish(message)) {
      this.end("connectionLost");
    } else {
      this.#become({ sent: sent + 1, held: false });
      if (sent + 1 === count) this.end("done");
    }
  }

  #become(part: Partial<RepeatState>): void {
    this.#state = { ...this.#state, ...part };
    this.#host.changed();
  }
}

function within(value: number, min: number, max: number): number {
  return Math.min(Math.max(Math.round(value), min), max);
}
