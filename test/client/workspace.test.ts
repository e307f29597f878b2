import { describe, expect, it } from "vitest";
import type { ClientSession } from "#app/_client/client-session.ts";
import { emptyClientState } from "#app/_client/client-state.ts";
import { newProfile } from "#app/_client/connections/profile.ts";
import { LIVE_MAX, Workspace } from "#app/_client/connections/workspace.ts";
import type { ClientCommand, ClientState, CredentialsAnswer, SubscriptionWish } from "#app/_client/protocol.ts";

const GRANTED = {
  protocolVersion: 5,
  maximumPacketSizeBytes: undefined,
  topicAliasMaximum: 0,
  maximumQos: 2,
  retainAvailable: true,
  subscriptionIdentifiersAvailable: true,
  responseInformation: undefined,
} as const;

type SessionOptions = ConstructorParameters<typeof ClientSession>[0];

/** A session without a worker: remembers what it was told, and is in whatever state a test puts it. */
class FakeSession {
  readonly options: SessionOptions;
  readonly told: ClientCommand[] = [];
  running = false;
  #state: ClientState;
  readonly #listeners = new Set<() => void>();

  constructor(options: SessionOptions) {
    this.options = options;
    const subscriptions = options.wishes.map((wish) => ({ ...wish, status: { kind: "idle" } as const }));
    this.#state = { ...emptyClientState, subscriptions };
  }
  start() {
    this.running = true;
  }
  stop() {
    this.running = false;
  }
  readonly send = (command: ClientCommand) => void this.told.push(command);
  readonly state = () => this.#state;
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  become(part: Partial<ClientState>) {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
  receive(received: number) {
    this.become({ traffic: { ...this.#state.traffic, received } });
  }
  connected() {
    const connection = {
      status: "online",
      since: 0,
      clientId: "x",
      sessionPresent: false,
      granted: GRANTED,
      roundTripMs: 1,
    } as const;
    this.become({ connection });
  }
}

const TOKEN: CredentialsAnswer = {
  ok: true,
  credentials: { username: "acme/$console", password: "token", expiresAt: undefined },
};

async function aWorkspace(...names: string[]) {
  const sessions: FakeSession[] = [];
  const workspace = new Workspace({
    tenantId: "ten_1",
    userId: "usr_1",
    openStorage: async () => undefined,
    mint: async () => TOKEN,
    makeSession: (options) => {
      const session = new FakeSession(options);
      sessions.push(session);
      return session as unknown as ClientSession;
    },
  });
  await workspace.start();
  const profiles = names.map((name, i) =>
    newProfile({ name, secure: false, principal: { kind: "wholeTenant" }, now: i }),
  );
  for (const profile of profiles) workspace.add(profile);
  return { workspace, sessions, ids: profiles.map(({ id }) => id) };
}

/** Of the list, in its order. */
const unread = (workspace: Workspace) => workspace.state().connections.map((each) => each.unread);

describe("a workspace", () => {
  it("says that a browser without storage keeps nothing", async () => {
    const { workspace } = await aWorkspace();
    expect(workspace.state()).toMatchObject({ ready: true, storage: "none", connections: [] });
  });

  it("gives a connection its worker when it is first opened", async () => {
    const { workspace, sessions, ids } = await aWorkspace("a", "b");
    expect(sessions).toHaveLength(0);
    await workspace.open(ids[0] ?? "");
    await workspace.open(ids[1] ?? "");
    await workspace.open(ids[0] ?? "");
    expect(sessions.map(({ running }) => running)).toEqual([true, true]);
  });

  it("counts what came while another was open, and forgets it when it is opened", async () => {
    const { workspace, sessions, ids } = await aWorkspace("a", "b");
    await workspace.open(ids[0] ?? "");
    sessions[0]?.receive(3);
    expect(unread(workspace)).toEqual([0, 0]);
    await workspace.open(ids[1] ?? "");
    sessions[0]?.receive(5);
    expect(unread(workspace)).toEqual([2, 0]);
    await workspace.open(ids[0] ?? "");
    expect(unread(workspace)).toEqual([0, 0]);
  });

  it("keeps the same list while nothing that it shows has changed", async () => {
    const { workspace, sessions, ids } = await aWorkspace("a");
    await workspace.open(ids[0] ?? "");
    const { connections, open } = workspace.state();
    sessions[0]?.receive(1_000);
    expect(workspace.state().connections).toBe(connections);
    expect(workspace.state().open).toBe(open);
  });

  it("ends the worker not looked at for longest when there are too many, but none that is connected", async () => {
    const { workspace, sessions, ids } = await aWorkspace(...Array.from({ length: LIVE_MAX + 2 }, (_, i) => `c${i}`));
    for (const id of ids.slice(0, LIVE_MAX)) await workspace.open(id);
    sessions[0]?.connected();
    await workspace.open(ids[LIVE_MAX] ?? "");
    expect(sessions.map(({ running }) => running)).toEqual([true, false, ...Array(LIVE_MAX - 1).fill(true)]);

    for (const session of sessions) session.connected();
    await workspace.open(ids[LIVE_MAX + 1] ?? "");
    expect(workspace.state().crowdedOut?.id).toBe(ids[LIVE_MAX + 1]);
    expect(workspace.state().open?.profile.id).toBe(ids[LIVE_MAX]);
  });

  it("removes a connection with its worker, and opens the one beside it", async () => {
    const { workspace, sessions, ids } = await aWorkspace("a", "b", "c");
    await workspace.open(ids[1] ?? "");
    await workspace.remove(ids[1] ?? "");
    expect(sessions[0]?.running).toBe(false);
    expect(workspace.state().connections.map(({ profile }) => profile.name)).toEqual(["a", "c"]);
    expect(workspace.state().open?.profile.name).toBe("c");
  });

  it("keeps with the profile what its session is subscribed to", async () => {
    const { workspace, sessions, ids } = await aWorkspace("a");
    await workspace.open(ids[0] ?? "");
    const wish: SubscriptionWish = { id: 1, filter: "a/#", qos: 1 };
    sessions[0]?.become({ subscriptions: [{ ...wish, status: { kind: "granted", qos: 1 } }] });
    expect(workspace.profile(ids[0] ?? "")?.subscriptions).toEqual([wish]);
  });

  it("says so when a worker could not keep its messages", async () => {
    const { workspace, sessions, ids } = await aWorkspace("a");
    await workspace.open(ids[0] ?? "");
    sessions[0]?.options.notKept();
    expect(workspace.state().storage).toBe("failed");
  });

  it("asks the console for a token, and the person for a password of theirs", async () => {
    const { workspace, sessions, ids } = await aWorkspace("a");
    const [id = ""] = ids;
    await workspace.open(id);
    const ask = sessions[0]?.options.credentials;
    expect(await ask?.()).toEqual(TOKEN);
    const profile = workspace.profile(id);
    if (profile === undefined) throw new Error("it was just added");
    workspace.change({ ...profile, principal: { kind: "credentials", username: "acme/sensor" } });
    expect(await ask?.()).toEqual({ ok: false, fault: "noPassword" });
    workspace.setPassword(id, "secret");
    expect(await ask?.()).toMatchObject({ ok: true, credentials: { username: "acme/sensor", password: "secret" } });
    expect(JSON.stringify(workspace.state().connections)).not.toContain("secret");
  });
});
