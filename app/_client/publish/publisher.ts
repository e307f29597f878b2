import { DEFAULT_LIMITS } from "#core/limits.ts";
import { previewPayload } from "../decode-payload.ts";
import type { Delivery, Message } from "../message.ts";
import type { ClientState, OutgoingMessage } from "../protocol.ts";
import type { PublishProperties } from "../publish-properties.ts";
import type { MqttSession } from "../session.ts";
import { type Composed, composeMessage } from "./compose.ts";
import { publishLimits } from "./publish-limits.ts";
import { Repeat, type RepeatState, type RepeatWish } from "./repeat.ts";
import { type RequestState, Requests } from "./requests.ts";
import { variableSource } from "./variables.ts";

/** Bytes in the socket above which a repetition waits. */
const BUFFERED_BYTES_MAX = 64 * 1024;

export interface PublisherHost {
  readonly session: Pick<MqttSession, "connection" | "principal" | "publish" | "waiting" | "bufferedBytes">;
  /** Puts a message into the list. */
  push(message: Omit<Message, "seq">): Message;
  /** A message of the list, if it is still kept. */
  at(seq: number): Message | undefined;
  changed(...parts: (keyof ClientState)[]): void;
}

/** What goes out from a session: single messages and repetitions, what became of them, and the answers to them. */
export class Publisher {
  readonly #host: PublisherHost;
  readonly #requests = new Requests();
  #repeat: Repeat | undefined;
  /** Tokens of messages of the repetition, to learn that one was refused. */
  readonly #repeated = new Set<number>();
  /** Sequence numbers of sent messages whose delivery is open, by the session's token. */
  readonly #open = new Map<number, number>();
  #lastSent: Message | undefined;
  #sent = 0;

  constructor(host: PublisherHost) {
    this.#host = host;
  }

  get lastSent(): Message | undefined {
    return this.#lastSent;
  }
  get sent(): number {
    return this.#sent;
  }
  get repetition(): RepeatState | undefined {
    return this.#repeat?.state;
  }
  get requests(): readonly RequestState[] {
    return this.#requests.states;
  }

  /** Publishes a message, or notes that there was no connection to send it on. */
  publish(message: OutgoingMessage): void {
    this.#publish(message);
  }

  /** Publishes again and again, in the place of what is repeated now. */
  repeat(wish: RepeatWish): void {
    this.#repeat?.end("stopped");
    this.#repeated.clear();
    this.#repeat = new Repeat(wish, {
      compose: (wish, count) => this.#compose(wish, count),
      publish: (message) => {
        // A lost connection ends a repetition; only what was sent stands in the list.
        if (this.#host.session.connection.status !== "online") return false;
        const token = this.#publish(message);
        if (token !== undefined) this.#repeated.add(token);
        return token !== undefined;
      },
      waiting: () =>
        this.#host.session.bufferedBytes > BUFFERED_BYTES_MAX ? Number.POSITIVE_INFINITY : this.#host.session.waiting,
      changed: () => this.#host.changed("repeat"),
    });
    this.#repeat.start();
  }

  stopRepeat(): void {
    this.#repeat?.end("stopped");
  }

  clearRequests(): void {
    this.#requests.clear();
    this.#host.changed("requests");
  }

  /** The connection is not what it was. */
  connectionChanged(): void {
    if (this.#host.session.connection.status !== "online") this.#repeat?.end("connectionLost");
  }

  /** A sent message's fate is known. */
  delivered(token: number, delivery: Delivery): void {
    if (this.#repeated.delete(token) && delivery.state === "refused") this.#repeat?.end("refused");
    const message = this.#host.at(this.#open.get(token) ?? -1);
    this.#open.delete(token);
    if (message === undefined) return;
    message.delivery = delivery;
    this.#host.changed("list", "lastSent");
  }

  /** Whether what arrives may be an answer. */
  get awaitsAnswers(): boolean {
    return this.#requests.waiting;
  }

  /** @param message with the number it has in the list, if it is there */
  received(
    message: { readonly seq: number | undefined; readonly topic: string; readonly payload: Uint8Array },
    properties: PublishProperties | undefined,
  ): void {
    const { seq, topic, payload } = message;
    const answer = { seq, topic, preview: previewPayload(payload).preview };
    if (this.#requests.answered(answer, properties?.correlationData, performance.now())) {
      this.#host.changed("requests");
    }
  }

  #compose({ draft, variables }: RepeatWish, count: number): Composed {
    const { connection } = this.#host.session;
    const granted = connection.status === "online" ? connection.granted : undefined;
    return composeMessage(draft, {
      protocolVersion: granted?.protocolVersion ?? 5,
      limits: publishLimits(granted, DEFAULT_LIMITS),
      source: variableSource(variables, count),
    });
  }

  /** @returns the session's token, undefined when nothing was sent */
  #publish(message: OutgoingMessage): number | undefined {
    const { session } = this.#host;
    const sent = session.publish(message);
    this.#lastSent = this.#host.push({
      at: Date.now(),
      direction: "sent",
      properties: undefined,
      ...message,
      dup: false,
      skippedBefore: 0,
      principal: session.principal,
      delivery: sent?.delivery ?? { state: "notSent" },
    });
    this.#host.changed("list", "traffic", "lastSent");
    if (sent === undefined) return undefined;
    this.#sent++;
    const { seq, at, topic, properties } = this.#lastSent;
    if (sent.delivery.state === "waiting") this.#open.set(sent.token, seq);
    if (properties?.responseTopic !== undefined) {
      const { responseTopic, correlationData } = properties;
      this.#requests.asked({ seq, topic, responseTopic, at }, correlationData, performance.now());
      this.#host.changed("requests");
    }
    return sent.token;
  }
}
