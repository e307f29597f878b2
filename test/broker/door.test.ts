import { X509Certificate } from "node:crypto";
import { connect } from "mqtt";
import { describe, expect, test } from "vitest";
import type { BrokerEvent } from "#core/control.ts";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { CONNACK } from "#core/mqtt/packets.ts";
import { BAD_USER_NAME_OR_PASSWORD } from "#core/mqtt/reason-codes.ts";
import type { StoredBan } from "#server/bans.ts";
import { Broker } from "#server/broker.ts";
import { Door } from "#server/door/door.ts";
import { KnownPlaces } from "#server/door/known-places.ts";
import { Streaks } from "#server/door/streaks.ts";
import type { Admission, AuthRequest, AuthResult } from "#server/identity.ts";
import { makeForeignAuthority, makeLeaf } from "#test/certificates.ts";
import { FakeClock, PASSWORD, startBroker, type TestBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

function closeDoor({ broker }: TestBroker): { asked: number } {
  const { authenticate } = broker;
  const seen = { asked: 0 };
  const door = new Door(broker, { publicHost: "localhost", anonymousTenant: "acme" });
  const guarded = door.guard((request) => {
    seen.asked++;
    return authenticate(request);
  });
  return Object.assign(seen, Object.assign(broker, { authenticate: guarded }) && { door });
}

/** A door in front of whoever knows one device, and a way to knock at it from anywhere. */
function aDoor(limits: Partial<typeof DEFAULT_LIMITS> = {}) {
  const clock = new FakeClock();
  const broker = new Broker({ limits: { ...DEFAULT_LIMITS, ...limits }, authenticate, version: "test", clock });
  const door = new Door(broker, { publicHost: "localhost", anonymousTenant: undefined });
  let asked = 0;
  async function authenticate({ username = "", password }: AuthRequest): Promise<AuthResult> {
    asked++;
    const [tenantSlug = "", deviceName = ""] = username.split("/");
    if (password?.toString() !== PASSWORD) {
      return { ok: false, refusal: "wrongPassword", reasonCode: BAD_USER_NAME_OR_PASSWORD, tenantId: tenantSlug };
    }
    const admission: Admission = {
      ok: true,
      tenantId: tenantSlug,
      tenantSlug,
      principalId: deviceName,
      deviceId: deviceName,
      deviceName,
      rules: [],
    };
    return admission;
  }
  const guarded = door.guard(authenticate);
  const knock = async (username: string, password: string, address: string): Promise<string> => {
    const rest = { transport: "tcp", serverName: undefined, clientId: "c", protocolVersion: 5 } as const;
    const result = await guarded({ username, password: Buffer.from(password), address, ...rest });
    return result.ok ? "in" : result.refusal;
  };
  return { knock, door, clock, broker, asked: () => asked };
}

const ban = (more: Partial<StoredBan>): StoredBan => ({
  tenantId: "acme",
  tenantSlug: "acme",
  id: "ban_1",
  clientId: "",
  deviceName: "",
  network: "",
  expiresAtMs: null,
  ...more,
});

describe("the door", () => {
  test("asks nobody about what was refused a moment ago", async () => {
    const { knock, asked, clock, door } = aDoor({ failedLoginsPerDeviceMax: 0 });
    for (let i = 0; i < 50; i++) expect(await knock("acme/pump", "wrong", "192.0.2.1")).toBe("wrongPassword");
    expect(asked()).toBe(1);
    expect(await knock("acme/pump", "another wrong one", "192.0.2.1")).toBe("wrongPassword");
    expect(asked()).toBe(2);
    expect(await knock("acme/pump", PASSWORD, "192.0.2.1")).toBe("in");
    clock.advance(6);
    await knock("acme/pump", "wrong", "192.0.2.1");
    expect(asked()).toBe(4);
    // What changes in the database may have made it right.
    door.onNotice({ tenantId: "acme", kind: "device", id: "pump" });
    await knock("acme/pump", "wrong", "192.0.2.1");
    expect(asked()).toBe(5);
  });

  test("asks again when a certificate comes with more of those above it", async () => {
    const clock = new FakeClock();
    const broker = new Broker({ limits: DEFAULT_LIMITS, authenticate, version: "test", clock });
    const door = new Door(broker, { publicHost: "localhost", anonymousTenant: undefined });
    async function authenticate({ certificate }: AuthRequest): Promise<AuthResult> {
      const refusal = certificate?.sent.length === 0 ? "unknownAuthority" : "certificateExpired";
      return { ok: false, refusal, reasonCode: BAD_USER_NAME_OR_PASSWORD };
    }
    const [leaf, above] = [await makeLeaf(undefined), await makeForeignAuthority("CA")];
    const ask = async (...sent: readonly X509Certificate[]) => {
      const certificate = { certificate: new X509Certificate(leaf.certificate), sent };
      const rest = { serverName: undefined, clientId: "c", protocolVersion: 5, address: "192.0.2.1" } as const;
      const request = { username: "acme/pump", password: undefined, transport: "tls", certificate, ...rest } as const;
      const result = await door.guard(authenticate)(request);
      return result.ok ? "in" : result.refusal;
    };
    expect(await ask()).toBe("unknownAuthority");
    expect(await ask(new X509Certificate(above.certificate))).toBe("certificateExpired");
    // Whoever holds the key guesses nothing: its neighbours behind the address need not wait for it.
    for (let i = 0; i < 500; i++) {
      clock.advance(6);
      expect(await ask(new X509Certificate(above.certificate))).toBe("certificateExpired");
    }
  });

  test("keeps a device in that strangers from everywhere try to lock out", async () => {
    const { knock, door, clock } = aDoor();
    expect(await knock("acme/pump", PASSWORD, "198.51.100.7")).toBe("in");
    for (let i = 0; i < 5_000; i++) await knock("acme/pump", `guess ${i}`, `2001:db8:${i.toString(16)}::1`);
    expect(await knock("acme/pump", "the next guess", "192.0.2.1")).toBe("lockedOut");
    expect(await knock("acme/pump", PASSWORD, "198.51.100.7")).toBe("in");
    // Also when strangers from its own address fail under other names: a factory behind one address.
    for (let i = 0; i < 500; i++) await knock(`acme/x-${i}`, "guess", "198.51.100.7");
    expect(await knock("acme/new", PASSWORD, "198.51.100.7")).toBe("lockedOut");
    expect(await knock("acme/pump", PASSWORD, "198.51.100.7")).toBe("in");
    clock.advance(301);
    expect(await knock("acme/new", PASSWORD, "198.51.100.7")).toBe("in");
    // An IPv6 neighbour in the same /64 is the same place, another network is not.
    expect(await knock("acme/v6", PASSWORD, "2001:db8:ffff:1::1")).toBe("in");
    for (let i = 0; i < 200; i++) await knock("acme/v6", `guess ${i}`, `2001:db8:eeee:${i.toString(16)}::1`);
    expect(await knock("acme/v6", PASSWORD, "2001:db8:ffff:1::2")).toBe("in");
    expect(await knock("acme/v6", PASSWORD, "2001:db8:ffff:2::1")).toBe("lockedOut");
    expect(door.sizes.known).toBe(3);
  });

  test("lets nobody wait whose secret was renewed", async () => {
    const { knock, door, clock } = aDoor({ failedLoginsPerDeviceMax: 3 });
    expect(await knock("acme/pump", PASSWORD, "192.0.2.1")).toBe("in");
    for (let i = 0; i < 9; i++) await knock("acme/pump", `old ${i}`, "192.0.2.1");
    expect(await knock("acme/pump", PASSWORD, "192.0.2.1")).toBe("lockedOut");
    clock.advance(1);
    door.onNotice({ tenantId: "acme", kind: "credential", id: "acme" });
    expect(await knock("acme/pump", PASSWORD, "192.0.2.1")).toBe("in");
  });

  test("remembers no more than it has room for, whatever a flood says", async () => {
    const { knock, door } = aDoor();
    expect(await knock("acme/pump", PASSWORD, "198.51.100.7")).toBe("in");
    for (let i = 0; i < 60_000; i++) {
      await knock(`t-${i}/d-${i}`, `guess ${i}`, `2001:db8:${(i >> 8).toString(16)}:${(i & 255).toString(16)}::1`);
    }
    expect(door.sizes).toMatchObject({ places: 50_000, names: 50_000, refusals: 20_000, known: 1 });
    expect(await knock("acme/pump", PASSWORD, "198.51.100.7")).toBe("in");
  });

  test("tells nobody apart who fails: an unknown tenant, device or secret waits alike", async () => {
    for (const username of ["acme/pump", "acme/nobody", "no-tenant/nobody"]) {
      const { knock } = aDoor({ failedLoginsPerDeviceMax: 2 });
      const said = [];
      for (let i = 0; i < 4; i++) said.push(await knock(username, `wrong ${i}`, `192.0.2.${i}`));
      expect(said).toEqual(["wrongPassword", "wrongPassword", "lockedOut", "lockedOut"]);
    }
  });
});

describe("what is remembered of failures", () => {
  test("goes for whoever waits for nothing first", () => {
    const streaks = new Streaks(10);
    const never = () => Number.NEGATIVE_INFINITY;
    for (let i = 0; i < 5; i++) streaks.fail("guilty", 1_000, 3);
    for (let i = 0; i < 1_000; i++) streaks.fail(`one-off ${i}`, 1_001 + i, 3);
    expect(streaks.size).toBe(10);
    expect(streaks.waiting("guilty", 2_000, never)?.failures).toBe(5);
  });

  test("waits twice as long each time, five minutes at most, and forgets after a quarter of an hour", () => {
    const streaks = new Streaks(10);
    const never = () => Number.NEGATIVE_INFINITY;
    let nowMs = 0;
    const waits = Array.from({ length: 12 }, () => {
      streaks.fail("x", nowMs, 2);
      const waitMs = (streaks.waiting("x", nowMs, never)?.waitUntilMs ?? nowMs) - nowMs;
      nowMs += waitMs;
      return waitMs / 1_000;
    });
    expect(waits).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    nowMs += 15 * 60 * 1_000;
    streaks.fail("x", nowMs, 2);
    expect(streaks.waiting("x", nowMs, never)).toBeUndefined();
  });

  test("a tenant of many devices pushes out its own places alone", () => {
    const known = new KnownPlaces(100);
    known.note("small", "pump", "192.0.2.1");
    for (let i = 0; i < 10_000; i++) known.note("huge", `d-${i}`, "192.0.2.2");
    expect(known.size).toBeLessThanOrEqual(100);
    expect(known.knows("small", "pump", "192.0.2.1")).toBe(true);
    for (const place of ["a", "b", "c", "d", "e"]) known.note("small", "pump", place);
    expect(["192.0.2.1", "a", "b", "c", "d", "e"].filter((place) => known.knows("small", "pump", place))).toEqual([
      "b",
      "c",
      "d",
      "e",
    ]);
  });
});

describe("a ban", () => {
  test.each([
    ["a client id", { clientId: "bad" }, { clientId: "bad" }, { clientId: "good" }],
    ["a device", { deviceName: "bad" }, { username: "acme/bad" }, { username: "acme/good" }],
    ["an address", { network: "127.0.0.2" }, { from: "127.0.0.2" }, { from: "127.0.0.3" }],
    ["a network", { network: "127.0.2.0/24" }, { from: "127.0.2.9" }, { from: "127.0.3.9" }],
    [
      "all three at once",
      { clientId: "bad", deviceName: "bad", network: "127.0.0.0/30" },
      { clientId: "bad", username: "acme/bad", from: "127.0.0.3" },
      { clientId: "bad", username: "acme/bad", from: "127.0.0.4" },
    ],
  ])("of %s keeps out whom it names, before anybody is asked", async (_what, named, meant, notMeant) => {
    await using broker = await startBroker();
    const seen = closeDoor(broker);
    broker.broker.bans.put("acme", [ban(named)]);
    expect((await TestClient.connect(broker, meant)).connack.reasonCode).toBe(0x8a);
    expect((await TestClient.connect(broker, { ...meant, version: 4 })).connack.reasonCode).toBe(5);
    expect(seen.asked).toBe(0);
    expect((await TestClient.connect(broker, notMeant)).connack.reasonCode).toBe(0);
    const { clientId = "client", from } = meant as { clientId?: string; from?: string };
    const rival = { clientId, from, username: "rival/bad" };
    expect((await TestClient.connect(broker, rival)).connack.reasonCode).toBe(0);
  });

  test("is told to the tenant's owner, ends by itself, and can be lifted", async () => {
    const clock = new FakeClock();
    await using broker = await startBroker({ clock });
    closeDoor(broker);
    const events: BrokerEvent[] = [];
    broker.tenant().events.subscribe((event) => events.push(event));
    const { bans } = broker.broker;
    bans.put("acme", [ban({ clientId: "client", expiresAtMs: clock.now() + 60_000 })]);
    const connectNow = () => TestClient.connect(broker).then(({ connack }) => connack.reasonCode);
    expect(await connectNow()).toBe(0x8a);
    expect(events).toMatchObject([{ type: "connectRefused", refusal: "banned", reasonCode: 0x8a, clientId: "client" }]);
    clock.advance(61);
    expect(await connectNow()).toBe(0);
    bans.put("acme", [ban({ clientId: "client" })]);
    expect(await connectNow()).toBe(0x8a);
    bans.put("acme", []);
    expect(await connectNow()).toBe(0);
  });

  test("holds for whoever the door could not know by name", async () => {
    await using broker = await startBroker();
    broker.broker.bans.put("acme", [ban({ deviceName: "client" })]);
    expect((await TestClient.connect(broker)).connack.reasonCode).toBe(0x8a);
  });

  test("of the installation closes the socket unread", async () => {
    await using broker = await startBroker({ bannedNetworks: ["127.0.0.8/31"] });
    for (const from of ["127.0.0.8", "127.0.0.9"]) {
      const client = new TestClient(broker.port, from);
      client.sendConnect();
      await client.closed();
    }
    expect(broker.broker.doorCounters.bannedNetwork).toBe(2);
    expect((await TestClient.connect(broker, { from: "127.0.0.10" })).connack.reasonCode).toBe(0);
  });
});

describe("a client id that keeps connecting", () => {
  test("is told once a window: two devices of the same client id", async () => {
    const clock = new FakeClock();
    await using broker = await startBroker({ clock });
    const events: BrokerEvent[] = [];
    broker.tenant().events.subscribe((event) => events.push(event));
    const banned: unknown[] = [];
    Object.assign(broker.broker, { onFlapping: (...args: unknown[]) => banned.push(args) });
    for (let i = 0; i < 16; i++) await TestClient.connect(broker, { clientId: "same" });
    const flapping = () => events.filter(({ type }) => type === "flapping");
    expect(flapping()).toMatchObject([
      { clientId: "same", connects: 16, takeovers: 15, windowSeconds: 60, bannedSeconds: 0 },
    ]);
    for (let i = 0; i < 10; i++) {
      await TestClient.connect(broker, { clientId: "calm", username: "acme/calm" });
      clock.advance(10);
    }
    expect(flapping().length).toBe(1);
    expect(banned).toEqual([]);
  });

  test("is banned for a while where the tenant wants that; a stranger's client id is not", async () => {
    await using broker = await startBroker();
    const policies = { flappingConnectsMax: 3, flappingBanSeconds: 600 };
    broker.broker.settings.put("acme", { tenantId: "acme", limits: {}, policies });
    const banned: [string, string, number][] = [];
    Object.assign(broker.broker, {
      onFlapping: (_tenant: unknown, origin: { clientId: string; deviceName: string }, seconds: number) =>
        banned.push([origin.deviceName, origin.clientId, seconds]),
    });
    for (let i = 0; i < 4; i++) {
      const client = await TestClient.connect(broker, { clientId: "restless", username: "acme/pump" });
      await client.disconnect();
    }
    expect(banned).toEqual([["pump", "restless", 600]]);
  });
});

test("a stranger's client is told in words that MQTT.js understands", async () => {
  await using broker = await startBroker();
  closeDoor(broker);
  broker.broker.bans.put("acme", [ban({ clientId: "bad" })]);
  const client = connect(`mqtt://127.0.0.1:${broker.port}`, {
    protocolVersion: 5,
    clientId: "bad",
    username: "acme/pump",
    password: PASSWORD,
    reconnectPeriod: 0,
  });
  const error = await new Promise<Error & { code?: number }>((resolve) => client.once("error", resolve));
  expect(error.code).toBe(0x8a);
  client.end(true);
});

test("a socket that is banned while it waits for its answer is not let in", async () => {
  await using broker = await startBroker();
  const { authenticate } = broker.broker;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  Object.assign(broker.broker, {
    authenticate: async (request: AuthRequest) => {
      await held;
      return authenticate(request);
    },
  });
  const client = new TestClient(broker.port);
  client.sendConnect();
  await expect.poll(() => broker.broker.connections.size).toBe(1);
  broker.broker.bans.put("acme", [ban({ clientId: "client" })]);
  letGo();
  expect((await client.next(CONNACK)).reasonCode).toBe(0x8a);
});
