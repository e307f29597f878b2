import { emptyClientState } from "./client-state.ts";
import type { ClientCommand, ClientReport, ClientState, CredentialsAnswer, SubscriptionWish } from "./protocol.ts";

/**
 * One MQTT session as a page owns it: a worker, the state it last told, and an answer to its wish for credentials. A
 * page with several connections owns several of these. The shape is that of React's external stores.
 */
export class ClientSession {
  #worker: Worker | undefined;
  readonly #initial: ClientState;
  #state: ClientState;
  readonly #listeners = new Set<() => void>();
  #credentials: () => Promise<CredentialsAnswer>;

  /** @param wishes what a fresh worker is to subscribe to */
  constructor(credentials: () => Promise<CredentialsAnswer>, wishes: readonly SubscriptionWish[]) {
    this.#credentials = credentials;
    const subscriptions = wishes.map((wish) => ({ ...wish, status: { kind: "idle" } as const }));
    this.#initial = { ...emptyClientState, subscriptions };
    this.#state = this.#initial;
  }

  /** From now on this is asked for credentials. */
  setCredentials(credentials: () => Promise<CredentialsAnswer>): void {
    this.#credentials = credentials;
  }

  /** Starts the worker; commands before are lost. */
  start(): void {
    const worker = new Worker(new URL("./mqtt.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<ClientReport>) => this.#receive(worker, event.data));
    this.#worker = worker;
    for (const { id, filter, qos } of this.#initial.subscriptions) {
      this.send({ type: "subscribe", wish: { id, filter, qos } });
    }
  }

  /** Ends the worker and with it the connection. */
  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#become(this.#initial);
  }

  readonly send = (command: ClientCommand): void => {
    this.#worker?.postMessage(command);
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): ClientState => this.#state;

  async #receive(worker: Worker, report: ClientReport): Promise<void> {
    if (report.type === "patch") {
      if (worker === this.#worker) this.#become({ ...this.#state, ...report.patch });
      return;
    }
    let answer: CredentialsAnswer;
    try {
      answer = await this.#credentials();
    } catch {
      answer = { ok: false, fault: "unreachable" };
    }
    worker.postMessage({ type: "credentials", requestId: report.requestId, answer } satisfies ClientCommand);
  }

  #become(state: ClientState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
