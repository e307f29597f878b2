import type { ClientSession } from "../client-session.ts";
import { actAsOf } from "../principal.ts";
import type { ClientState, ConnectionState, CredentialsAnswer, SubscriptionState } from "../protocol.ts";
import { ringBytesOf } from "../ring.ts";
import { type ClientStorage, storageName } from "../storage/client-storage.ts";
import { Drafts } from "./drafts.ts";
import type { ImportedConnection } from "./import-plan.ts";
import { type ConnectionProfile, profileSchema } from "./profile-schema.ts";

/** Connections with a worker at once; each costs a thread and up to its ring's bytes. */
export const LIVE_MAX = 8;
/** What the page remembers: the connection that was open. */
const OPEN_KEY = "open";

/** What the list shows of a connection. */
export interface ConnectionSummary {
  readonly profile: ConnectionProfile;
  readonly status: ConnectionState["status"];
  /** Received while another connection was open. */
  readonly unread: number;
}

/** The connection that the page shows. */
export interface OpenConnection {
  readonly profile: ConnectionProfile;
  readonly session: ClientSession;
  readonly drafts: Drafts;
}

export interface WorkspaceState {
  /** False until the browser has told what it keeps. */
  readonly ready: boolean;
  readonly connections: readonly ConnectionSummary[];
  readonly open: OpenConnection | undefined;
  /** What was not opened because LIVE_MAX others are connected. */
  readonly crowdedOut: ConnectionProfile | undefined;
  /** The browser keeps nothing beyond this page, or could not keep something. */
  readonly storage: "kept" | "none" | "failed";
}

/** What a workspace needs of the page around it. */
export interface WorkspaceHost {
  readonly tenantId: string;
  readonly userId: string;
  readonly openStorage: (name: string, failed: (error: unknown) => void) => Promise<ClientStorage | undefined>;
  /** Asks the console for username and token of such a principal. */
  readonly mint: (actAs: ReturnType<typeof actAsOf>) => Promise<CredentialsAnswer>;
  readonly makeSession: (options: ConstructorParameters<typeof ClientSession>[0]) => ClientSession;
}

interface Live {
  readonly session: ClientSession;
  readonly drafts: Drafts;
  readonly unsubscribe: () => void;
  /** What had been received when the person last looked. */
  seen: number;
  openedAt: number;
}

/**
 * The connections of a page side by side: their profiles, the workers of those that were opened, and the one that is
 * shown. A connection gets its worker when it is first opened and loses it when it is removed, or when LIVE_MAX others
 * have been opened since and it is not connected. The shape is that of React's external stores.
 */
export class Workspace {
  readonly #host: WorkspaceHost;
  #storage: ClientStorage | undefined;
  #profiles: readonly ConnectionProfile[] = [];
  readonly #live = new Map<string, Live>();
  #openId: string | undefined;
  /** Of connections with a username; never kept. */
  readonly #passwords = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  #state: WorkspaceState = { ready: false, connections: [], open: undefined, crowdedOut: undefined, storage: "kept" };
  #opened = 0;
  #stopped = false;

  constructor(host: WorkspaceHost) {
    this.#host = host;
  }

  readonly state = (): WorkspaceState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes back what the browser kept, and opens what was open. */
  async start(): Promise<void> {
    this.#stopped = false;
    const { tenantId, userId, openStorage } = this.#host;
    const storage = await openStorage(storageName(tenantId, userId), () => this.#become({ storage: "failed" }));
    if (this.#stopped) return storage?.close();
    this.#storage = storage;
    const kept = (await storage?.profiles()) ?? [];
    const openId = await storage?.pageValue(OPEN_KEY);
    if (this.#stopped) return;
    // What no longer is a connection, after an update or by another's hand, is left where it lies.
    this.#profiles = kept
      .flatMap((each) => profileSchema.safeParse(each).data ?? [])
      .sort((a, b) => a.createdAt - b.createdAt);
    const last = this.#profiles.find(({ id }) => id === openId) ?? this.#profiles[0];
    if (last !== undefined) await this.open(last.id);
    this.#become({ ready: true, storage: storage === undefined ? "none" : this.#state.storage });
  }

  /** Ends every worker. */
  stop(): void {
    this.#stopped = true;
    for (const id of [...this.#live.keys()]) this.#end(id);
    this.#openId = undefined;
    this.#storage?.close();
    this.#storage = undefined;
    this.#become({ ready: false });
  }

  /** Shows a connection. */
  async open(id: string): Promise<void> {
    const turn = ++this.#opened;
    const live = await this.#wake(id);
    // Another was chosen meanwhile.
    if (turn !== this.#opened) return;
    if (live === undefined) return this.#become({ crowdedOut: this.#profiles.find((profile) => profile.id === id) });
    if (this.#openId !== undefined && this.#openId !== id) this.#leave(this.#openId);
    live.openedAt = turn;
    this.#openId = id;
    if (this.#state.crowdedOut !== undefined) this.#become({ crowdedOut: undefined });
    void this.#storage?.savePageValue(OPEN_KEY, id);
    this.#refresh();
  }

  /** Adds a connection; it is not opened by that. */
  add(profile: ConnectionProfile): void {
    this.#profiles = [...this.#profiles, profile];
    void this.#storage?.saveProfile(profile);
    this.#refresh();
  }

  /** Adds the connections of a file with their messages, which are there when one is opened. */
  async take(imported: readonly ImportedConnection[]): Promise<void> {
    for (const { profile, messages } of imported) {
      if (messages.length > 0) await this.#storage?.addMessages(profile.id, messages);
      this.add(profile);
    }
  }

  /** Puts a changed connection in the place of the one with its id. What is connected stays so until the next connect. */
  change(profile: ConnectionProfile): void {
    this.#profiles = this.#profiles.map((each) => (each.id === profile.id ? profile : each));
    void this.#storage?.saveProfile(profile);
    this.#refresh();
  }

  /** Ends a connection and forgets it, with its messages; the one beside it is opened. */
  async remove(id: string): Promise<void> {
    const place = this.#profiles.findIndex((profile) => profile.id === id);
    this.#end(id);
    this.#passwords.delete(id);
    this.#profiles = this.#profiles.filter((profile) => profile.id !== id);
    if (this.#openId === id) this.#openId = undefined;
    this.#refresh();
    await this.#storage?.deleteProfile(id);
    const next = this.#profiles[Math.min(place, this.#profiles.length - 1)];
    if (this.#openId === undefined && next !== undefined) await this.open(next.id);
  }

  profile(id: string): ConnectionProfile | undefined {
    return this.#profiles.find((profile) => profile.id === id);
  }

  /** Keeps a password for as long as the page lives. */
  setPassword(id: string, password: string): void {
    this.#passwords.set(id, password);
  }

  hasPassword(id: string): boolean {
    return this.#passwords.has(id);
  }

  /** The network is back, as the browser says before any keep alive does. */
  retryNow(): void {
    for (const { session } of this.#live.values()) session.send({ type: "retryNow" });
  }

  /** Saves at once what waits to be. */
  flush(): void {
    for (const { drafts } of this.#live.values()) drafts.flush();
  }

  /** The connection's worker, made when there is none; undefined when there is no room for another. */
  async #wake(id: string): Promise<Live | undefined> {
    const known = this.#live.get(id);
    if (known !== undefined) return known;
    const drafts = new Drafts(id, this.#storage);
    await drafts.load();
    const profile = this.#profiles.find((each) => each.id === id);
    if (profile === undefined || this.#stopped) return undefined;
    const again = this.#live.get(id);
    if (again !== undefined) return again;
    if (!this.#makeRoom()) return undefined;
    const { tenantId, userId } = this.#host;
    const session = this.#host.makeSession({
      credentials: () => this.#credentials(id),
      wishes: profile.subscriptions,
      keep: this.#storage === undefined ? undefined : { database: storageName(tenantId, userId), connection: id },
      notKept: () => this.#become({ storage: "failed" }),
    });
    const unsubscribe = session.subscribe(() => this.#sessionChanged(id));
    const live: Live = { session, drafts, unsubscribe, seen: 0, openedAt: 0 };
    this.#live.set(id, live);
    session.start();
    this.#shareMemory();
    return live;
  }

  /** When there are too many workers, ends the one that was looked at longest ago of those that are not connected. */
  #makeRoom(): boolean {
    if (this.#live.size < LIVE_MAX) return true;
    const [idle] = [...this.#live]
      .filter(([id, { session }]) => id !== this.#openId && !isBusy(session.state()))
      .sort(([, a], [, b]) => a.openedAt - b.openedAt);
    if (idle === undefined) return false;
    this.#end(idle[0]);
    return true;
  }

  #end(id: string): void {
    const live = this.#live.get(id);
    if (live === undefined) return;
    this.#live.delete(id);
    live.unsubscribe();
    live.drafts.flush();
    live.session.stop();
    this.#shareMemory();
  }

  /** What the page may hold in all is divided among those that are awake. */
  #shareMemory(): void {
    const bytesMax = ringBytesOf(this.#live.size);
    for (const { session } of this.#live.values()) session.send({ type: "memory", bytesMax });
  }

  /** Nobody looks at it now: its worker need not draw rows, and what it receives is unread. */
  #leave(id: string): void {
    const live = this.#live.get(id);
    if (live === undefined) return;
    live.seen = live.session.state().traffic.received;
    live.session.send({ type: "window", window: { start: 0, rows: 0, follow: true } });
    live.session.send({ type: "inspect", seq: undefined });
    live.session.send({ type: "watchPackets", watch: false });
  }

  async #credentials(id: string): Promise<CredentialsAnswer> {
    const profile = this.profile(id);
    if (profile === undefined) return { ok: false, fault: "forbidden" };
    const { principal, authentication } = profile;
    if (principal.kind !== "credentials") return this.#host.mint(actAsOf(principal));
    const password = this.#passwords.get(id);
    if (password === undefined) return { ok: false, fault: "noPassword" };
    const { username } = principal;
    return { ok: true, credentials: { username, password, authentication, expiresAt: undefined, typed: true } };
  }

  #sessionChanged(id: string): void {
    const subscriptions = this.#live.get(id)?.session.state().subscriptions;
    const profile = this.#profiles.find((each) => each.id === id);
    if (subscriptions !== undefined && profile !== undefined) {
      const wishes = subscriptions.map(wishOf);
      if (JSON.stringify(wishes) !== JSON.stringify(profile.subscriptions)) {
        this.change({ ...profile, subscriptions: wishes });
        return;
      }
    }
    this.#refresh();
  }

  /** Makes the state anew; what has not changed in it stays the same object, so that nothing is drawn again for it. */
  #refresh(): void {
    const before = new Map(this.#state.connections.map((summary) => [summary.profile.id, summary]));
    const connections = this.#profiles.map((profile) => {
      const live = this.#live.get(profile.id);
      const state = live?.session.state();
      const status = state?.connection.status ?? "idle";
      if (live !== undefined && profile.id === this.#openId) live.seen = live.session.state().traffic.received;
      const unread = live === undefined ? 0 : Math.max(0, live.session.state().traffic.received - live.seen);
      const known = before.get(profile.id);
      return known?.profile === profile && known.status === status && known.unread === unread
        ? known
        : { profile, status, unread };
    });
    const same =
      connections.length === this.#state.connections.length &&
      connections.every((summary, i) => summary === this.#state.connections[i]);
    const profile = this.#profiles.find(({ id }) => id === this.#openId);
    const live = profile && this.#live.get(profile.id);
    const known = this.#state.open;
    const open =
      profile === undefined || live === undefined
        ? undefined
        : known?.profile === profile && known.session === live.session
          ? known
          : { profile, session: live.session, drafts: live.drafts };
    if (same && open === known) return;
    this.#become({ connections: same ? this.#state.connections : connections, open });
  }

  #become(part: Partial<WorkspaceState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

/** Whether a session is connected or about to be. */
function isBusy({ connection }: ClientState): boolean {
  return connection.status !== "idle" && connection.status !== "stopped";
}

function wishOf({ status: _, ...wish }: SubscriptionState): Omit<SubscriptionState, "status"> {
  return wish;
}
