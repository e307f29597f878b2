import { emptyClientState } from "./client-state.ts";
import type {
  ClientCommand,
  ClientReport,
  ClientState,
  CredentialsAnswer,
  MessageKeep,
  SubscriptionState,
  SubscriptionWish,
} from "./protocol.ts";

interface ClientSessionOptions {
  /** Asked before every connect. */
  readonly credentials: () => Promise<CredentialsAnswer>;
  /** What a fresh worker is to subscribe to. */
  readonly wishes: readonly SubscriptionWish[];
  /** Where its messages are kept beyond the page, if anywhere. */
  readonly keep: MessageKeep | undefined;
  /** Told when messages could not be. */
  readonly notKept: () => void;
}

/**
 * One MQTT session as a page owns it: a worker, the state it last told, and an answer to its wish for credentials. A
 * page with several connections owns several of these. The shape is that of React's external stores.
 */
export class ClientSession {
  readonly #options: ClientSessionOptions;
  #worker: Worker | undefined;
  #state: ClientState;
  readonly #listeners = new Set<() => void>();
  #principal = "";
  /** Told to each worker. */
  #memory: ClientCommand | undefined;

  constructor(options: ClientSessionOptions) {
    this.#options = options;
    this.#state = { ...emptyClientState, subscriptions: options.wishes.map(idle) };
  }

  /** Starts the worker, which is told what the state says is subscribed to. */
  start(): void {
    const worker = new Worker(new URL("./mqtt.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<ClientReport>) => this.#receive(worker, event.data));
    worker.addEventListener("error", () => this.#fail(worker));
    this.#worker = worker;
    const tell = (command: ClientCommand) => worker.postMessage(command);
    if (this.#options.keep !== undefined) tell({ type: "keep", keep: this.#options.keep });
    if (this.#memory !== undefined) tell(this.#memory);
    for (const { status: _, ...wish } of this.#state.subscriptions) tell({ type: "subscribe", wish });
  }

  /** Ends the worker and with it the connection. */
  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** Tells the worker; a connect starts another one when the last has failed. */
  readonly send = (command: ClientCommand): void => {
    if (command.type === "connect") {
      this.#principal = command.settings.principal;
      if (this.#worker === undefined) this.start();
    }
    if (command.type === "memory") this.#memory = command;
    this.#worker?.postMessage(command);
  };

  /** A worker that could not be loaded, or threw, is of no more use; neither is what it held. */
  #fail(worker: Worker): void {
    worker.terminate();
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    this.#become({
      ...emptyClientState,
      subscriptions: this.#state.subscriptions.map(idle),
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
    if (report.type === "notKept") return this.#options.notKept();
    let answer: CredentialsAnswer;
    try {
      answer = await this.#options.credentials();
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

function idle(wish: SubscriptionWish): SubscriptionState {
  return { ...wish, status: { kind: "idle" } };
}
