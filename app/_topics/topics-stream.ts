import type { TopicsFrame, TopicsView } from "#core/live-topics.ts";
import { RECONNECT_BACKOFF, reconnectDelayMs } from "../_client/backoff.ts";
import { dataOf, EventFrames, nameOf } from "../_live/event-frames.ts";

/**
 * What the line to the broker is doing.
 *
 *   connecting ──viewer──▶ live ──broker away──▶ brokerAway ──back──▶ live
 *        any ──broken, or silent for STALE_MS──▶ reconnecting ──viewer──▶ live
 *        any ──the tab is out of sight for long──▶ asleep ──seen again──▶ connecting
 *        connecting ──refused──▶ denied · tooMany (asked again later) · gone (the page is to be read again)
 */
export type TopicsLine =
  | { readonly status: "connecting" | "live" | "brokerAway" | "asleep" | "denied" | "gone" }
  | {
      readonly status: "reconnecting" | "tooMany";
      readonly retryAtMs: number;
      /** In a row. */
      readonly failures: number;
    };

export interface TopicsListener {
  /** The stream begins: all that was told before belongs to another one. */
  readonly onViewer: () => void;
  readonly onFrame: (frame: TopicsFrame) => void;
  readonly onLine: (line: TopicsLine) => void;
  /** The broker takes no such view. */
  readonly onViewRefused: () => void;
}

/** Two heartbeats and a half. */
const STALE_MS = 25_000;
/** A tab out of sight looks at nothing, so the broker need not count for it. */
const HIDDEN_MS = 60_000;
/** Views are sent no more often: one scrolls through many. */
const VIEW_EVERY_MS = 100;
/** Values of a thousand rows and a second's messages, in base64. */
const FRAME_CHARS_MAX = 8 * 1024 * 1024;
/** Somebody may close a page meanwhile. */
const TOO_MANY_RETRY_MS = 15_000;
/** Before a view that came too soon after others is sent again. */
const TOO_FAST_MS = 1_000;

/** One stream of frames and the view that it is told by, opened again until it is stopped. */
export class TopicsStream {
  readonly #tenantSlug: string;
  readonly #listener: TopicsListener;
  #line: AbortController | undefined;
  #viewer: string | undefined;
  readonly #view: () => TopicsView;
  #viewTimer: ReturnType<typeof setTimeout> | undefined;
  #sentAtMs = 0;
  #sending = false;
  #unsent = false;
  #failures = 0;
  /** Undefined: this line has not been answered yet. */
  #openedAtMs: number | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #staleTimer: ReturnType<typeof setTimeout> | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param view what the page looks at, asked whenever it is sent */
  constructor(tenantSlug: string, view: () => TopicsView, listener: TopicsListener) {
    this.#tenantSlug = tenantSlug;
    this.#view = view;
    this.#listener = listener;
  }

  start(): void {
    document.addEventListener("visibilitychange", this.#onVisibility);
    window.addEventListener("online", this.retryNow);
    this.#open();
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    window.removeEventListener("online", this.retryNow);
    clearTimeout(this.#hiddenTimer);
    clearTimeout(this.#viewTimer);
    this.#viewTimer = undefined;
    this.#close();
  }

  /** The page looks at something else: sent at once, and what follows close behind it together. */
  look(): void {
    this.#unsent = true;
    if (this.#viewTimer !== undefined) return;
    const wait = Math.max(0, this.#sentAtMs + VIEW_EVERY_MS - Date.now());
    this.#viewTimer = setTimeout(() => {
      this.#viewTimer = undefined;
      void this.#send();
    }, wait);
  }

  /** Does not wait for the end of the countdown. */
  readonly retryNow = (): void => {
    if (this.#retryTimer === undefined) return;
    this.#close();
    this.#open();
  };

  /** The whole payload of a message of the selection; undefined when it is kept no more. */
  async payloadOf(seq: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const query = new URLSearchParams({ tenant: this.#tenantSlug, viewer: this.#viewer ?? "", seq: String(seq) });
    try {
      const response = await fetch(`/api/console/topics/value?${query}`);
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
    } catch {
      return undefined;
    }
  }

  #open(): void {
    const line = new AbortController();
    this.#line = line;
    this.#listener.onLine({ status: "connecting" });
    void this.#follow(line);
  }

  async #follow(line: AbortController): Promise<void> {
    const { signal } = line;
    try {
      this.#heard(line);
      const response = await fetch(this.#url(""), { signal, headers: { accept: "text/event-stream" } });
      if (!response.ok || response.body === null) return this.#refused(response.status);
      this.#openedAtMs = Date.now();
      const frames = new EventFrames(FRAME_CHARS_MAX);
      const reader = response.body.getReader();
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        this.#heard(line);
        for (const frame of frames.push(read.value)) this.#take(nameOf(frame), dataOf(frame));
      }
    } catch (error) {
      // A network that fails says so by a TypeError. A fault of ours must not look like it, and not end the stream either.
      if (!signal.aborted && !(error instanceof TypeError)) reportError(error);
    }
    if (this.#line === line) this.#lost();
  }

  #take(name: string, data: string | undefined): void {
    if (data === undefined) return;
    if (name === "message") this.#listener.onFrame(JSON.parse(data) as TopicsFrame);
    else if (name === "viewer") {
      this.#viewer = (JSON.parse(data) as { viewer: string }).viewer;
      this.#listener.onViewer();
      this.#listener.onLine({ status: "live" });
      this.#unsent = true;
      void this.#send();
    } else if (name === "broker") {
      const { away } = JSON.parse(data) as { away: boolean };
      this.#listener.onLine({ status: away ? "brokerAway" : this.#viewer === undefined ? "connecting" : "live" });
    }
  }

  #refused(status: number): void {
    this.#close();
    if (status === 403) this.#listener.onLine({ status: "denied" });
    else if (status === 401 || status === 404) this.#listener.onLine({ status: "gone" });
    else if (status === 429) this.#retryIn(TOO_MANY_RETRY_MS, "tooMany");
    else this.#lost();
  }

  #lost(): void {
    this.#close();
    const openedAtMs = this.#openedAtMs;
    this.#openedAtMs = undefined;
    if (openedAtMs !== undefined && Date.now() - openedAtMs > RECONNECT_BACKOFF.stableMs) this.#failures = 0;
    this.#retryIn(reconnectDelayMs(RECONNECT_BACKOFF, ++this.#failures, Math.random()), "reconnecting");
  }

  #retryIn(ms: number, status: "reconnecting" | "tooMany"): void {
    this.#listener.onLine({ status, retryAtMs: Date.now() + ms, failures: this.#failures });
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      this.#open();
    }, ms);
  }

  #close(): void {
    clearTimeout(this.#staleTimer);
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#viewer = undefined;
    const line = this.#line;
    this.#line = undefined;
    line?.abort();
  }

  #heard(line: AbortController): void {
    clearTimeout(this.#staleTimer);
    this.#staleTimer = setTimeout(() => {
      if (this.#line === line) this.#lost();
    }, STALE_MS);
  }

  /** One request at a time, with the view as it is then: a later one cannot be overtaken by an earlier. */
  async #send(): Promise<void> {
    const viewer = this.#viewer;
    if (this.#sending || !this.#unsent || viewer === undefined) return;
    this.#sending = true;
    this.#unsent = false;
    this.#sentAtMs = Date.now();
    try {
      const response = await fetch(this.#url("/view"), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ viewer, view: this.#view() }),
      });
      if (response.status === 400) this.#listener.onViewRefused();
      // While the broker is away the stream says so, and names the viewer anew when it is back.
      else if (response.status === 429) {
        this.#unsent = true;
        await new Promise((resolve) => setTimeout(resolve, TOO_FAST_MS));
      } else if (!response.ok && response.status !== 503 && this.#viewer === viewer) this.#lost();
    } catch {
      if (this.#viewer === viewer) this.#lost();
    } finally {
      this.#sending = false;
      if (this.#unsent) void this.#send();
    }
  }

  #url(path: string): string {
    return `/api/console/topics${path}?${new URLSearchParams({ tenant: this.#tenantSlug })}`;
  }

  readonly #onVisibility = (): void => {
    clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === "visible") {
      if (this.#line === undefined && this.#retryTimer === undefined) this.#open();
      return;
    }
    this.#hiddenTimer = setTimeout(() => {
      this.#close();
      this.#listener.onLine({ status: "asleep" });
    }, HIDDEN_MS);
  };
}
