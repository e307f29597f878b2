import type { BrokerEvent, StatusResponse, StoreState } from "#core/control.ts";
import type { UsageNow } from "#core/usage.ts";
import type { JobView } from "../_services/jobs/job.ts";

/**
 * One server-sent-event stream for the whole tab, whatever parts of the page listen.
 *
 *   connecting ──open──▶ live ──error──▶ reconnecting ──open──▶ live
 *        live ──broker gone──▶ brokerAway ──broker back──▶ live
 *        any ──nothing heard for STALE_MS──▶ stale (until something is heard again)
 *
 * The browser reconnects by itself and names the last event it saw, so a short break loses nothing that the broker's
 * ring still holds. The broker may have restarted in the break, so the page's statuses are read again all the same.
 */
export type Freshness = "connecting" | "live" | "reconnecting" | "brokerAway" | "stale";

export interface LiveState {
  readonly freshness: Freshness;
  /** When something was heard last, in milliseconds since the epoch; undefined before the first time. */
  readonly heardAtMs: number | undefined;
  /** As the broker told last; "writes" while it cannot tell. */
  readonly store: StoreState;
}

/** Events kept in the tab, so that a part of the page that opens later knows the past. */
const PAST_MAX = 1_000;
/** Two heartbeats and a half. */
const STALE_MS = 25_000;
/** A tab out of sight gives its connection back: browsers allow six to one host. */
const HIDDEN_MS = 60_000;
/** After a refusal (the session ended, the server restarts) the browser gives up; we ask again. */
const RETRY_MS = 3_000;

/** Signed out, no longer allowed, no longer there. */
const ENDED: ReadonlySet<number> = new Set([401, 403, 404]);

export const NO_JOBS: readonly JobView[] = [];

type UsageListener = (usage: UsageNow | null) => void;
type EventListener = (event: BrokerEvent) => void;

export class LiveStream {
  readonly #tenantSlug: string;
  readonly #eventListeners = new Set<EventListener>();
  readonly #stateListeners = new Set<() => void>();
  readonly #gapListeners = new Set<() => void>();
  readonly #breakListeners = new Set<() => void>();
  readonly #changeListeners = new Set<() => void>();
  readonly #jobListeners = new Set<() => void>();
  readonly #usageListeners = new Set<UsageListener>();
  #jobs: readonly JobView[] = NO_JOBS;
  #broken = false;
  #state: LiveState = { freshness: "connecting", heardAtMs: undefined, store: "writes" };
  #source: EventSource | undefined;
  #deviceId: string | undefined;
  /** Oldest first. The key holds the time as well: a broker that restarted counts from one again. */
  readonly #past = new Map<string, BrokerEvent>();
  #lastSeq: number | undefined;
  #started = 0;
  #staleTimer: ReturnType<typeof setTimeout> | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(tenantSlug: string) {
    this.#tenantSlug = tenantSlug;
  }

  /** Opens the stream; the returned function closes it. */
  start(): () => void {
    this.#started++;
    if (this.#started === 1) {
      document.addEventListener("visibilitychange", this.#onVisibility);
      this.#open();
    }
    return () => {
      this.#started--;
      if (this.#started > 0) return;
      document.removeEventListener("visibilitychange", this.#onVisibility);
      this.#close();
    };
  }

  /** Every event of the tenant, oldest first; with `past`, beginning with those that the tab knows already. */
  onEvent(listener: EventListener, { past }: { readonly past: boolean }): () => void {
    if (past) for (const event of this.#past.values()) listener(event);
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Told when events may have been missed, so that what the page shows should be read again. */
  onGap(listener: () => void): () => void {
    this.#gapListeners.add(listener);
    return () => this.#gapListeners.delete(listener);
  }

  /** Told when the stream is heard again after a break: what the page shows may have changed unheard. */
  onBreakOver(listener: () => void): () => void {
    this.#breakListeners.add(listener);
    return () => this.#breakListeners.delete(listener);
  }

  /** Told when roles, groups or devices of the tenant changed. */
  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  readonly subscribeJobs = (listener: () => void): (() => void) => {
    this.#jobListeners.add(listener);
    return () => this.#jobListeners.delete(listener);
  };

  /** The tenant's newest jobs, as far as the tab knows. */
  readonly jobs = (): readonly JobView[] => this.#jobs;

  /** Also tells this device's PUBLISHes until the returned function is called. */
  watchDevice(deviceId: string): () => void {
    this.#switchTo(deviceId);
    return () => {
      if (this.#deviceId === deviceId) this.#switchTo(undefined);
    };
  }

  /** Told every second what the tenant uses, until the returned function is called; only then the broker is asked. */
  watchUsage(listener: UsageListener): () => void {
    this.#usageListeners.add(listener);
    if (this.#usageListeners.size === 1) this.#openAnew();
    return () => {
      this.#usageListeners.delete(listener);
      if (this.#usageListeners.size === 0) this.#openAnew();
    };
  }

  readonly subscribeState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  readonly state = (): LiveState => this.#state;

  #switchTo(deviceId: string | undefined): void {
    this.#deviceId = deviceId;
    this.#openAnew();
  }

  /** Asks for something else from now on. */
  #openAnew(): void {
    if (this.#started === 0 || this.#source === undefined) return;
    this.#close();
    this.#open();
  }

  #open(): void {
    const query = new URLSearchParams({ tenant: this.#tenantSlug });
    if (this.#deviceId !== undefined) query.set("deviceId", this.#deviceId);
    if (this.#usageListeners.size > 0) query.set("usage", "");
    if (this.#lastSeq !== undefined) query.set("after", String(this.#lastSeq));
    const source = new EventSource(`/api/console/events?${query}`);
    this.#source = source;
    source.addEventListener("broker", (message) => {
      const told = JSON.parse(message.data) as { away: boolean; gap: boolean };
      this.#heard(told.away ? "brokerAway" : "live");
      if (told.away) return;
      const broken = this.#broken;
      this.#broken = false;
      if (told.gap) {
        this.#lastSeq = undefined;
        this.#past.clear();
        for (const listener of this.#gapListeners) listener();
      } else if (broken) {
        for (const listener of this.#breakListeners) listener();
      }
    });
    source.addEventListener("store", (message) => {
      const { store } = JSON.parse(message.data) as StatusResponse;
      this.#change({ ...this.#state, store });
    });
    source.addEventListener("change", () => {
      for (const listener of this.#changeListeners) listener();
    });
    source.addEventListener("jobs", (message) => {
      this.#jobs = JSON.parse(message.data) as JobView[];
      for (const listener of this.#jobListeners) listener();
    });
    source.addEventListener("usage", (message) => {
      const usage = JSON.parse(message.data) as UsageNow | null;
      for (const listener of this.#usageListeners) listener(usage);
    });
    source.addEventListener("heartbeat", () => this.#heard(this.#state.freshness));
    source.onmessage = (message) => {
      const event = JSON.parse(message.data) as BrokerEvent;
      this.#heard("live");
      if (!this.#remember(event)) return;
      for (const listener of this.#eventListeners) listener(event);
    };
    source.onerror = () => {
      this.#broken = true;
      this.#set("reconnecting");
      if (source.readyState !== EventSource.CLOSED || this.#source !== source) return;
      void this.#askWhy(source.url);
      clearTimeout(this.#retryTimer);
      this.#retryTimer = setTimeout(() => {
        this.#close();
        this.#open();
      }, RETRY_MS);
    };
  }

  /**
   * The console answered and refused, which an EventSource does not explain. Who signed out elsewhere, or lost the tenant
   * or the device, is led on by the page itself once it is read again.
   */
  async #askWhy(url: string): Promise<void> {
    const asking = new AbortController();
    const status = await fetch(url, { signal: asking.signal }).then(
      (response) => response.status,
      () => undefined,
    );
    asking.abort();
    if (status === undefined || !ENDED.has(status)) return;
    for (const listener of this.#breakListeners) listener();
  }

  /** False when the tab knows the event already. */
  #remember(event: BrokerEvent): boolean {
    const key = `${event.seq} ${event.at}`;
    if (this.#past.has(key)) return false;
    this.#lastSeq = event.seq;
    this.#past.set(key, event);
    if (this.#past.size > PAST_MAX) {
      const oldest = this.#past.keys().next();
      if (!oldest.done) this.#past.delete(oldest.value);
    }
    return true;
  }

  #close(): void {
    clearTimeout(this.#staleTimer);
    clearTimeout(this.#hiddenTimer);
    clearTimeout(this.#retryTimer);
    this.#source?.close();
    this.#source = undefined;
  }

  #heard(freshness: Freshness): void {
    const next = freshness === "brokerAway" ? "brokerAway" : "live";
    clearTimeout(this.#staleTimer);
    this.#staleTimer = setTimeout(() => this.#set("stale"), STALE_MS);
    this.#set(next, Date.now());
  }

  #set(freshness: Freshness, heardAtMs: number | undefined = this.#state.heardAtMs): void {
    const store = freshness === "brokerAway" ? "writes" : this.#state.store;
    this.#change({ freshness, heardAtMs, store });
  }

  #change(state: LiveState): void {
    const { freshness, store } = this.#state;
    this.#state = state;
    if (state.freshness === freshness && state.store === store) return;
    for (const listener of this.#stateListeners) listener();
  }

  readonly #onVisibility = (): void => {
    clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === "visible") {
      if (this.#source === undefined) this.#open();
      return;
    }
    // A watched device's PUBLISHes are told only to whoever listens: the person may be in a terminal right now.
    if (this.#deviceId !== undefined) return;
    this.#hiddenTimer = setTimeout(() => {
      this.#close();
      this.#broken = true;
      this.#set("reconnecting");
    }, HIDDEN_MS);
  };
}
