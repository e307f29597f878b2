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
  #principal = "";

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

  /** Starts the worker, which is told what the state says is subscribed to. */
  start(): void {
    const worker = new Worker(new URL("./mqtt.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<ClientReport>) => this.#receive(worker, event.data));
    worker.addEventListener("error", () => this.#fail(worker));
    this.#worker = worker;
    for (const { id, filter, qos } of this.#state.subscriptions) {
      worker.postMessage({ type: "subscribe", wish: { id, filter, qos } } satisfies ClientCommand);
    }
  }

  /** Ends the worker and with it the connection. */
  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#become(this.#initial);
  }

  /** Tells the worker; a connect starts another one when the last has failed. */
  readonly send = (command: ClientCommand): void => {
    if (command.type === "connect") {
      this.#principal = command.settings.principal;
      if (this.#worker === undefined) this.start();
    }
    this.#worker?.postMessage(command);
  };

  /** A worker that could not be loaded, or threw, is of no more use; neither is what it held. */
  #fail(worker: Worker): void {
    worker.terminate();
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    const subscriptions = this.#state.subscriptions.map((wish) => ({ ...wish, status: { kind: "idle" } as const }));
    this.#become({
      ...this.#initial,
      subscriptions,
      connection: { status: "stopped" },
      problem: {
        problem: { kind: "worker" },
        at: Date.now(),
        recoveredAt: undefined,
        principal: this.#principal,
      },
    });
  }

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
