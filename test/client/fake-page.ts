import { ClientHost, type ClientHostOptions } from "#app/_client/client-host.ts";
import { emptyClientState } from "#app/_client/client-state.ts";
import { PATTERN_FLAGS, type PatternAnswer, type PatternWorker } from "#app/_client/pattern-runner.ts";
import type { ClientReport, ClientState, CredentialsAnswer, MessageRow } from "#app/_client/protocol.ts";
import { ANYBODY, TOKEN } from "./broker.ts";

/** The thread for expressions, on the test's own: an honest expression needs no other. */
export function patternsHere(): PatternWorker {
  let answer: (event: { readonly data: PatternAnswer }) => void = () => undefined;
  return {
    postMessage: ({ source, texts }) => {
      const pattern = new RegExp(source, PATTERN_FLAGS);
      answer({ data: texts.map((text) => pattern.test(text)) });
    },
    addEventListener: (type: "message" | "error", listener: (event: { readonly data: PatternAnswer }) => void) => {
      if (type === "error") return;
      answer = listener;
      listener({ data: "ready" });
    },
    terminate: () => undefined,
  };
}

/** What a page does with its worker, without a browser: gathers patches, answers for credentials, waits for a state. */
export class FakePage {
  readonly host: ClientHost;
  state: ClientState = emptyClientState;
  /** Every patch as it came. */
  readonly patches: Partial<ClientState>[] = [];
  credentialsAsked = 0;
  answer: () => CredentialsAnswer = () => ({
    ok: true,
    credentials: { username: ANYBODY, password: TOKEN, expiresAt: undefined },
  });
  readonly #waiting = new Set<() => void>();

  constructor(options: Partial<ClientHostOptions> = {}) {
    this.host = new ClientHost((report) => this.#receive(report), {
      openPatternWorker: patternsHere,
      patchIntervalMs: 5,
      backoff: { baseMs: 20, maxMs: 100, stableMs: 10_000 },
      ...options,
    });
  }

  connect(url: string, clientId = `test-${Math.random().toString(36).slice(2)}`): void {
    this.host.receive({
      type: "connect",
      settings: { url, clientId, protocolVersion: 5, cleanStart: true, keepAliveSeconds: 30, principal: "the tester" },
    });
  }

  publish(topic: string, text: string, qos: 0 | 1 | 2 = 1, retain = false): void {
    this.host.receive({ type: "publish", message: { topic, payload: new TextEncoder().encode(text), qos, retain } });
  }

  /** Resolves once the state satisfies; vitest's own time limit is the only one. */
  until(satisfies: (state: ClientState) => boolean): Promise<ClientState> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!satisfies(this.state)) return;
        this.#waiting.delete(look);
        resolve(this.state);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Resolves with the rows once one satisfies. */
  async untilRow(satisfies: (row: MessageRow) => boolean): Promise<MessageRow> {
    const { list } = await this.until((state) => state.list.rows.some(satisfies));
    const row = list.rows.find(satisfies);
    if (row === undefined) throw new Error("unreachable");
    return row;
  }

  /** The session's end, so that no socket outlives a test. */
  async leave(): Promise<void> {
    this.host.receive({ type: "disconnect" });
    await this.until(({ connection }) => connection.status === "idle");
  }

  #receive(report: ClientReport): void {
    if (report.type === "credentialsWanted") {
      this.credentialsAsked++;
      this.host.receive({ type: "credentials", requestId: report.requestId, answer: this.answer() });
      return;
    }
    if (report.type === "notKept") return;
    this.patches.push(report.patch);
    this.state = { ...this.state, ...report.patch };
    for (const look of this.#waiting) look();
  }
}
