/** Requests whose answers are waited for or shown; the oldest makes room. */
export const REQUESTS_MAX = 20;

/** A message that asked for an answer, and the answer once it has come (5.0, 4.10). */
export interface RequestState {
  /** Sequence numbers of the two messages in the list. */
  readonly seq: number;
  readonly topic: string;
  readonly responseTopic: string;
  readonly at: number;
  readonly answer:
    | { readonly seq: number | undefined; readonly roundTripMs: number; readonly preview: string }
    | undefined;
}

interface Request {
  state: RequestState;
  readonly key: string;
  readonly sentAt: number;
}

/** Ties answers to requests: by the topic an answer came on and the correlation data it carries. */
export class Requests {
  #requests: Request[] = [];

  /** The newest first. */
  get states(): readonly RequestState[] {
    return this.#requests.map(({ state }) => state);
  }

  /** @param now a clock that only goes forward, in milliseconds */
  asked(request: Omit<RequestState, "answer">, correlationData: Uint8Array | undefined, now: number): void {
    const state: RequestState = { ...request, answer: undefined };
    this.#requests = [
      { state, key: keyOf(request.responseTopic, correlationData), sentAt: now },
      ...this.#requests,
    ].slice(0, REQUESTS_MAX);
  }

  /** Whether any answer is waited for, so that messages need not be looked at. */
  get waiting(): boolean {
    return this.#requests.some(({ state }) => state.answer === undefined);
  }

  /** @returns whether the message was an answer; without correlation data, the oldest request to its topic is meant */
  answered(
    message: { readonly seq: number | undefined; readonly topic: string; readonly preview: string },
    correlationData: Uint8Array | undefined,
    now: number,
  ): boolean {
    const key = keyOf(message.topic, correlationData);
    const request = this.#requests.findLast((each) => each.key === key && each.state.answer === undefined);
    if (request === undefined) return false;
    const { seq, preview } = message;
    request.state = { ...request.state, answer: { seq, preview, roundTripMs: now - request.sentAt } };
    return true;
  }

  clear(): void {
    this.#requests = [];
  }
}

function keyOf(topic: string, correlationData: Uint8Array = new Uint8Array()): string {
  return `${Array.from(correlationData, (byte) => byte.toString(16).padStart(2, "0")).join("")} ${topic}`;
}
