import { createHmac, createPublicKey } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { BrokerEvent } from "#core/control.ts";
import { newId } from "#core/ids.ts";
import { DISCONNECT, PUBACK } from "#core/mqtt/packets.ts";
import { openDatabase } from "#db/client.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { createTenant } from "#db/queries/tenants.ts";
import { updateTokenIssuer } from "#db/queries/token-issuers.ts";
import type { TokenIssuer } from "#db/schema/index.ts";
import { identityFromPostgres } from "#server/identity/identify.ts";
import type { AuthRequest } from "#server/identity.ts";
import { silentLog } from "#server/log.ts";
import { TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { keys, type LiveBroker, startLiveBroker, type TestDevice } from "../../live-broker.ts";
import {
  addIssuer,
  encode,
  hmacSigner,
  inSeconds,
  makeSigner,
  makeToken,
  type Signer,
  startPublisher,
} from "./token-maker.ts";

const db = await testDatabase();
const [rs, es, ed, stranger] = await Promise.all([
  makeSigner("RS256", "rs"),
  makeSigner("ES256", "es"),
  makeSigner("EdDSA", "ed"),
  makeSigner("ES256", "es"),
]);
const signers = [rs, es, ed, hmacSigner];
let live: LiveBroker;
let pump: TestDevice;
let issuer: TokenIssuer;
const clients: TestClient[] = [];

beforeAll(async () => {
  live = await startLiveBroker(db);
  pump = await live.addDevice("pump");
  await live.addDevice("other");
  issuer = await addIssuer(db, live.tenant.id, keys.seal, signers);
});
afterAll(() => live.close());
afterEach(async () => {
  for (const client of clients.splice(0)) await client.kill();
});

async function connect(token: string, username: string | null = "acme/pump", clientId = "c") {
  const client = new TestClient(live.port);
  clients.push(client);
  client.sendConnect({ username, password: token, clientId });
  return Object.assign(client, { connack: await client.any() });
}

/** The CONNACK's reason code, and what the tenant's owner is told. */
async function verdict(token: string, username: string | null = "acme/pump") {
  const events: BrokerEvent[] = [];
  const stop = live.broker.ensureTenant(live.tenant.id).events.subscribe((event) => events.push(event));
  // Another client each time: equal refusals are told as one.
  const { connack } = await connect(token, username, newId("request"));
  stop();
  const told = events.at(-1);
  return [
    "reasonCode" in connack ? connack.reasonCode : undefined,
    told?.type === "connectRefused" ? told.refusal : told?.type,
  ];
}

const claims = (more: Readonly<Record<string, unknown>> = {}) => ({ iss: issuer.issuer, sub: "pump", ...more });

async function change(values: Partial<TokenIssuer>, id = issuer.id): Promise<void> {
  await updateTokenIssuer(db.orm, live.tenant.id, id, { ...values, version: 2 });
  await notifyChange(db.orm, { tenantId: live.tenant.id, kind: "tokenIssuer", id });
}

describe("a token", () => {
  it.each(signers.map((signer) => [signer.algorithm, signer] as const))(
    "signed with %s lets its device in",
    async (_name, signer) => {
      const client = await connect(makeToken(signer, claims()));
      expect(client.connack).toMatchObject({ reasonCode: 0 });
      const [connection] = [...live.broker.connections].filter(({ clientId }) => clientId === "c");
      expect(connection?.session?.origin).toMatchObject({ deviceId: pump.id, deviceName: "pump" });
      expect(connection?.admittedBy).toMatchObject({ credentialId: issuer.id, identityKind: "token" });
    },
  );

  it.each([
    ["the tenant and the device", "acme/pump"],
    ["the tenant with a slash", "acme/"],
    ["the tenant alone", "acme"],
  ])("goes with a username of %s", async (_what, username) => {
    const client = await connect(makeToken(es, claims()), username);
    expect(client.connack).toMatchObject({ reasonCode: 0 });
    // Its rights are the device's, and `${username}` is the device's name however it came in.
    const [session] = live.broker.tenant(live.tenant.id)?.sessions.ofDevice(pump.id) ?? [];
    expect(session?.rights.identity).toMatchObject({ device: "pump", username: "pump" });
  });

  it("names its device by id where the issuer says so", async () => {
    const byId = await addIssuer(db, live.tenant.id, keys.seal, [es], {
      deviceBy: "id",
      deviceClaim: "https://x.test/device",
    });
    const token = (device: unknown) => makeToken(es, { iss: byId.issuer, "https://x.test/device": device });
    expect((await connect(token(pump.id), "acme/")).connack).toMatchObject({ reasonCode: 0 });
    expect(await verdict(token(newId("device")), "acme/")).toEqual([0x86, "unknownDevice"]);
    expect(await verdict(token("pump"), "acme/")).toEqual([0x86, "tokenDevice"]);
  });

  it.each<[string, () => string, string]>([
    ["that has ended", () => makeToken(es, claims({ exp: inSeconds(-1) })), "tokenExpired"],
    ["that has no end", () => makeToken(es, claims({ exp: undefined })), "tokenInvalid"],
    ["whose end is no number", () => makeToken(es, claims({ exp: "tomorrow" })), "tokenInvalid"],
    ["whose end no calendar has", () => makeToken(es, claims({ exp: 1e300 })), "tokenInvalid"],
    ["that is not valid yet", () => makeToken(es, claims({ nbf: inSeconds(60) })), "tokenNotYetValid"],
    ["issued in the future", () => makeToken(es, claims({ iat: inSeconds(60) })), "tokenNotYetValid"],
    ["issued at no time", () => makeToken(es, claims({ iat: "now" })), "tokenInvalid"],
    ["of an unknown issuer", () => makeToken(es, claims({ iss: "https://nobody.test" })), "tokenIssuerUnknown"],
    ["of no issuer", () => makeToken(es, claims({ iss: undefined })), "tokenInvalid"],
    ["for a device there is not", () => makeToken(es, claims({ sub: "nobody" })), "unknownDevice"],
    ["for another device than the username's", () => makeToken(es, claims({ sub: "other" })), "tokenDevice"],
    ["for no device", () => makeToken(es, claims({ sub: undefined })), "tokenDevice"],
    ["for a device that is a list", () => makeToken(es, claims({ sub: ["pump"] })), "tokenDevice"],
    ["for a device that is a wildcard", () => makeToken(es, claims({ sub: "+" })), "tokenDevice"],
    ["of an unknown key", () => makeToken(es, claims(), { kid: "other" }), "tokenKeyUnknown"],
    ["whose kid is a path", () => makeToken(es, claims(), { kid: "../../../../dev/null" }), "tokenKeyUnknown"],
    ["whose kid is SQL", () => makeToken(es, claims(), { kid: "' or 1=1 --" }), "tokenKeyUnknown"],
    ["whose kid is __proto__", () => makeToken(es, claims(), { kid: "__proto__" }), "tokenKeyUnknown"],
    ["whose kid is no text", () => makeToken(es, claims(), { kid: 7 }), "tokenInvalid"],
    ["whose kid is huge", () => makeToken(es, claims(), { kid: "k".repeat(257) }), "tokenInvalid"],
    ["signed by somebody else under the issuer's kid", () => makeToken(stranger, claims()), "tokenSignature"],
    [
      "signed by somebody else without a kid",
      () => makeToken(stranger, claims(), { kid: undefined }),
      "tokenSignature",
    ],
    ["with a mandatory extension", () => makeToken(es, claims(), { crit: ["exp"], exp: 1 }), "tokenInvalid"],
    ["with an unencoded payload", () => makeToken(es, claims(), { b64: false, crit: ["b64"] }), "tokenInvalid"],
    ["that is huge", () => makeToken(es, claims({ x: "x".repeat(9_000) })), "tokenInvalid"],
    ["of five parts", () => "a.b.c.d.e", "tokenInvalid"],
    ["of two", () => makeToken(es, claims()).split(".").slice(0, 2).join("."), "tokenInvalid"],
    ["that is no JSON", () => "YQ.YQ.YQ", "tokenInvalid"],
    ["whose claims are a list", () => `${encode({ alg: "ES256" })}.${encode([])}.AAAA`, "tokenInvalid"],
  ])("%s is refused", async (_what, token, refusal) => {
    expect(await verdict(token())).toEqual([0x86, refusal]);
  });

  it("is refused unsigned, however it says so", async () => {
    for (const alg of ["none", "None", "NONE", "nOnE", ""]) {
      const head = `${encode({ alg })}.${encode({ ...claims(), exp: inSeconds(600) })}`;
      expect(await verdict(`${head}.`)).toEqual([0x86, "tokenInvalid"]);
      expect(await verdict(`${head}.AAAA`)).toEqual([0x86, "tokenAlgorithm"]);
    }
  });

  it("signed with a public key as an HMAC secret is refused, though the issuer takes HS256", async () => {
    const head = (kid?: string) => `${encode({ alg: "HS256", kid })}.${encode({ ...claims(), exp: inSeconds(600) })}`;
    const publicKey = createPublicKey({ key: rs.jwk, format: "jwk" });
    for (const secret of [
      publicKey.export({ type: "spki", format: "pem" }),
      publicKey.export({ type: "spki", format: "der" }),
      publicKey.export({ type: "pkcs1", format: "pem" }),
      JSON.stringify(rs.jwk),
      Buffer.alloc(0),
    ]) {
      const sign = (text: string) => createHmac("sha256", secret).update(text).digest("base64url");
      expect(await verdict(`${head()}.${sign(head())}`)).toEqual([0x86, "tokenSignature"]);
      expect(await verdict(`${head("rs")}.${sign(head("rs"))}`)).toEqual([0x86, "tokenKeyUnknown"]);
    }
  });

  it("that brings its own key along is checked with the issuer's all the same", async () => {
    const header = { jwk: stranger.jwk, jku: "http://127.0.0.1:1/", x5u: "http://127.0.0.1:1/", kid: undefined };
    expect(await verdict(makeToken(stranger, claims(), header))).toEqual([0x86, "tokenSignature"]);
  });

  it("changed by one character is refused", async () => {
    const token = makeToken(ed, claims());
    const [head = "", body = "", signature = ""] = token.split(".");
    const other = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(body, "base64url").toString()), sub: "pump2" }),
    );
    expect(await verdict(`${head}.${other.toString("base64url")}.${signature}`)).toEqual([0x86, "tokenSignature"]);
  });

  it("signed in a way its issuer is not allowed is refused, though the key would fit", async () => {
    const strict = await addIssuer(db, live.tenant.id, keys.seal, [es, rs], { algorithms: ["RS256"] });
    expect(await verdict(makeToken(es, { iss: strict.issuer, sub: "pump" }))).toEqual([0x86, "tokenAlgorithm"]);
  });

  it("must be for the audience that its issuer is entered with", async () => {
    const choosy = await addIssuer(db, live.tenant.id, keys.seal, [es], { audience: "hato" });
    const token = (aud: unknown) => makeToken(es, { iss: choosy.issuer, sub: "pump", aud });
    for (const aud of ["hato", ["else", "hato"]])
      expect((await connect(token(aud))).connack).toMatchObject({ reasonCode: 0 });
    for (const aud of ["else", undefined, ["Hato"], { hato: 1 }])
      expect(await verdict(token(aud))).toEqual([0x86, "tokenAudience"]);
  });

  it("is allowed the clock skew of its issuer, before and after", async () => {
    const patient = await addIssuer(db, live.tenant.id, keys.seal, [es], { clockSkewSeconds: 60 });
    const token = (more: object) => makeToken(es, { iss: patient.issuer, sub: "pump", ...more });
    for (const more of [{ exp: inSeconds(-30) }, { nbf: inSeconds(30) }, { iat: inSeconds(30) }])
      expect((await connect(token(more))).connack).toMatchObject({ reasonCode: 0 });
    expect(await verdict(token({ exp: inSeconds(-61) }))).toEqual([0x86, "tokenExpired"]);
    expect(await verdict(token({ nbf: inSeconds(90) }))).toEqual([0x86, "tokenNotYetValid"]);
  });

  it("of an issuer that is turned off is refused", async () => {
    const off = await addIssuer(db, live.tenant.id, keys.seal, [es], { enabled: false });
    expect(await verdict(makeToken(es, { iss: off.issuer, sub: "pump" }))).toEqual([0x86, "tokenIssuerDisabled"]);
  });

  it("for a disabled device is refused like its secret", async () => {
    const idle = await live.addDevice("idle");
    await db.sql`update devices set status = 'disabled' where id = ${idle.id}`;
    expect(await verdict(makeToken(es, claims({ sub: "idle" })), "acme/")).toEqual([0x8a, "deviceDisabled"]);
  });

  it("of an issuer in one tenant is nothing in another with the same issuer", async () => {
    const rival = await db.transaction((orm) => createTenant(orm, { slug: "rival", name: "Rival" }));
    const theirs = await addIssuer(db, rival.id, keys.seal, [stranger], { issuer: issuer.issuer });
    const theirPump = newId("device");
    await db.sql`insert into devices (tenant_id, id, name) values (${rival.id}, ${theirPump}, 'pump')`;
    expect(theirs.issuer).toBe(issuer.issuer);
    const [ourToken, theirToken] = [makeToken(es, claims()), makeToken(stranger, claims())];
    expect((await connect(ourToken, "acme/pump")).connack).toMatchObject({ reasonCode: 0 });
    expect((await connect(theirToken, "rival/pump")).connack).toMatchObject({ reasonCode: 0 });
    expect((await connect(ourToken, "rival/pump")).connack).toMatchObject({ reasonCode: 0x86 });
    expect((await connect(theirToken, "acme/pump")).connack).toMatchObject({ reasonCode: 0x86 });
    expect((await connect(ourToken, "nobody/pump")).connack).toMatchObject({ reasonCode: 0x86 });
  });
});

describe("a broker that is asked for a token's device", () => {
  const request: AuthRequest = {
    username: "acme/pump",
    password: undefined,
    transport: "tls",
    address: "192.0.2.1",
    serverName: undefined,
    clientId: "c",
    protocolVersion: 5,
  };
  const options = { keys, publicHost: "mqtt.test", anonymousTenant: "acme", log: silentLog };
  const token = () => Buffer.from(makeToken(es, claims()));

  it("lets nobody in while the database is away", async () => {
    const gone = openDatabase(db.url, 1);
    await gone.close();
    const ask = identityFromPostgres({ ...options, sql: gone.sql, tokenKeys: live.tokenKeys });
    expect(await ask({ ...request, password: token() })).toMatchObject({
      ok: false,
      refusal: "databaseAway",
      reasonCode: 0x88,
    });
  });

  it("knows the tenant from the server name, with the device's name or without any", async () => {
    const ask = identityFromPostgres({ ...options, sql: db.sql, tokenKeys: live.tokenKeys });
    const named = { ...request, serverName: "acme.mqtt.test", password: token() };
    for (const username of ["pump", "", undefined, "acme/"]) {
      expect(await ask({ ...named, username })).toMatchObject({ ok: true, deviceName: "pump", username: "acme/pump" });
    }
    expect(await ask({ ...named, username: "other" })).toMatchObject({ ok: false, refusal: "tokenDevice" });
  });

  it("takes no token for the console's, and none at all where it has no keys", async () => {
    const ask = identityFromPostgres({ ...options, sql: db.sql, tokenKeys: live.tokenKeys });
    const console = { ...request, username: "acme/$console", password: token() };
    expect(await ask(console)).toMatchObject({ ok: false, refusal: "tokenInvalid" });
    const without = identityFromPostgres({ ...options, sql: db.sql });
    expect(await without({ ...request, password: token() })).toMatchObject({ ok: false, refusal: "wrongPassword" });
  });
});

describe("a connection by a token", () => {
  it("ends when the token does: 0xA0", async () => {
    const client = await connect(makeToken(es, claims({ exp: inSeconds(2) })));
    expect(client.connack).toMatchObject({ reasonCode: 0 });
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0xa0 });
  });

  it("ends when its issuer is turned off, deleted, loses the key or the algorithm, or judges otherwise: 0x87", async () => {
    for (const less of [
      { enabled: false },
      { keys: [] },
      { algorithms: ["RS256"] },
      { audience: "other" },
      { deviceClaim: "name" },
      { rightsClaim: "acl", rightsMode: "replace" },
    ] satisfies Partial<TokenIssuer>[]) {
      const changing = await addIssuer(db, live.tenant.id, keys.seal, [es]);
      const token = makeToken(es, { iss: changing.issuer, sub: "pump" });
      const [gone, stays] = [
        await connect(token, "acme/", "gone"),
        await connect(makeToken(es, claims()), "acme/", "stays"),
      ];
      await change(less, changing.id);
      expect(await gone.next(DISCONNECT)).toMatchObject({ reasonCode: 0x87 });
      expect(await stays.settled()).toEqual([]);
      expect((await connect(token, "acme/", "gone")).connack).toMatchObject({ reasonCode: 0x86 });
    }
  });

  it("goes on when its issuer is renamed or gets another key", async () => {
    const growing = await addIssuer(db, live.tenant.id, keys.seal, [es]);
    const client = await connect(makeToken(es, { iss: growing.issuer, sub: "pump" }));
    await change({ name: "Other", algorithms: ["ES256", "RS256"] }, growing.id);
    expect(await client.settled()).toEqual([]);
    expect(client.connack).toMatchObject({ reasonCode: 0 });
  });

  it("goes on when a secret of its device is revoked, and ends when the device is disabled", async () => {
    const both = await live.addDevice("both");
    const client = await connect(makeToken(es, claims({ sub: "both" })), "acme/");
    await db.sql`update device_credentials set revoked_at = now() where device_id = ${both.id}`;
    await notifyChange(db.orm, { tenantId: live.tenant.id, kind: "credential", id: both.id });
    expect(await client.settled()).toEqual([]);
    await db.sql`update devices set status = 'disabled' where id = ${both.id}`;
    await notifyChange(db.orm, { tenantId: live.tenant.id, kind: "device", id: both.id });
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x98 });
  });
});

describe("the rights in a token", () => {
  const rights = (mode: TokenIssuer["rightsMode"]) =>
    addIssuer(db, live.tenant.id, keys.seal, [es], { rightsClaim: "acl", rightsMode: mode });

  async function outcomes(client: TestClient, filters: readonly string[]): Promise<boolean[]> {
    const granted: boolean[] = [];
    for (const filter of filters) granted.push(((await client.subscribe(filter)).reasonCodes[0] ?? 0x80) < 0x80);
    return granted;
  }

  async function publish(client: TestClient, topic: string): Promise<number> {
    client.publish(topic, "x", { qos: 1 });
    return (await client.next(PUBACK)).reasonCode;
  }

  it("narrow what the device's roles allow, and never widen it", async () => {
    const narrowing = await rights("narrow");
    const own = await live.addDevice("own", "own-subtree");
    const acl = { subscribe: ["${device}/down/#", "elsewhere/#"] };
    const client = await connect(makeToken(es, { iss: narrowing.issuer, sub: own.name, acl }), "acme/");
    expect(await outcomes(client, ["own/down/1", "own/up/1", "elsewhere/1"])).toEqual([true, false, false]);
    expect(await publish(client, "own/down/1")).toBe(0x87);
    const whole = await connect(makeToken(es, { iss: narrowing.issuer, sub: own.name }), "acme/");
    expect(await outcomes(whole, ["own/up/1", "elsewhere/1"])).toEqual([true, false]);
  });

  it("replace what the device's roles allow, where the issuer may", async () => {
    const replacing = await rights("replace");
    const own = await live.addDevice("replaced", "own-subtree");
    const acl = [
      { effect: "deny", action: "both", filter: "elsewhere/secret/#" },
      { action: "publish", filter: "elsewhere/#", qosMax: 1, retainAllowed: false },
    ];
    const client = await connect(makeToken(es, { iss: replacing.issuer, sub: own.name, acl }), "acme/");
    expect(await publish(client, "elsewhere/1")).toBeLessThan(0x80);
    expect(await publish(client, "elsewhere/secret/1")).toBe(0x87);
    expect(await publish(client, "replaced/1")).toBe(0x87);
    expect(await outcomes(client, ["elsewhere/1"])).toEqual([false]);
    expect(await verdict(makeToken(es, { iss: replacing.issuer, sub: own.name }), "acme/")).toEqual([
      0x86,
      "tokenRights",
    ]);
  });

  it("stay when the device's rules change", async () => {
    const narrowing = await rights("narrow");
    const device = await live.addDevice("changing");
    const acl = { subscribe: ["a/#"] };
    const client = await connect(makeToken(es, { iss: narrowing.issuer, sub: device.name, acl }), "acme/");
    await notifyChange(db.orm, { tenantId: live.tenant.id, kind: "device", id: device.id });
    await client.settled();
    expect(await outcomes(client, ["a/1", "b/1"])).toEqual([true, false]);
  });

  it.each<[string, unknown]>([
    ["is no list", "a/#"],
    ["has a word too many", [{ action: "publish", filter: "a", topic: "b" }]],
    ["has an unknown action", { write: ["a"] }],
    ["has a filter that is none", { publish: ["a/#/b"] }],
    ["has an unknown variable", { publish: ["${tenant}/#"] }],
    ["has a filter that is no text", { publish: [7] }],
    ["has a QoS that is none", [{ action: "publish", filter: "a", qosMax: 3 }]],
    ["has too many rules", { publish: Array.from({ length: 65 }, (_, i) => `a/${i}`) }],
    ["is null", null],
  ])("that %s refuse the token", async (_what, acl) => {
    const narrowing = await rights("narrow");
    expect(await verdict(makeToken(es, { iss: narrowing.issuer, sub: "pump", acl }))).toEqual([0x86, "tokenRights"]);
  });

  it("grant nothing to publish below $SYS", async () => {
    const replacing = await rights("replace");
    const acl = { both: ["#", "$SYS/#"] };
    const client = await connect(makeToken(es, { iss: replacing.issuer, sub: "pump", acl }));
    expect(await publish(client, "$SYS/x")).toBe(0x87);
  });
});

describe("an issuer that publishes its keys", () => {
  const publishing = (url: string) =>
    addIssuer(db, live.tenant.id, keys.seal, [], { jwksUrl: url, audience: "hato", algorithms: ["ES256", "EdDSA"] });
  const tokenOf = (signer: Signer, { issuer: iss }: TokenIssuer) =>
    makeToken(signer, { iss, sub: "pump", aud: "hato" });

  it("is asked for them once, however many devices come", async () => {
    const publisher = await startPublisher((_request, response) =>
      response.end(JSON.stringify({ keys: [es.jwk, ed.jwk] })),
    );
    const works = await publishing(publisher.url);
    const came = await Promise.all(
      Array.from({ length: 20 }, (_, i) => connect(tokenOf(i % 2 === 0 ? es : ed, works), "acme/", `c${i}`)),
    );
    expect(came.map(({ connack }) => "reasonCode" in connack && connack.reasonCode)).toEqual(came.map(() => 0));
    expect(await verdict(makeToken(es, { iss: works.issuer, sub: "pump", aud: "hato" }, { kid: "new" }))).toEqual([
      0x86,
      "tokenKeyUnknown",
    ]);
    expect(await verdict(tokenOf(stranger, works))).toEqual([0x86, "tokenSignature"]);
    expect(publisher.requests()).toBe(1);
    await publisher.close();
  });

  it("that does not answer keeps its devices out with 0x88, and nobody else", async () => {
    const publisher = await startPublisher((_request, response) => response.writeHead(500).end());
    const works = await publishing(publisher.url);
    expect(await verdict(tokenOf(es, works))).toEqual([0x88, "tokenKeysUnavailable"]);
    await publisher.close();
    const silent = await startPublisher(() => {});
    const slow = await publishing(silent.url);
    const waiting = connect(tokenOf(es, slow), "acme/", "waiting");
    expect((await connect(makeToken(es, claims()), "acme/", "other")).connack).toMatchObject({ reasonCode: 0 });
    await silent.close();
    expect((await waiting).connack).toMatchObject({ reasonCode: 0x88 });
  });

  it("is not asked where the installation forbids", async () => {
    for (const url of ["http://10.0.0.1/keys", "https://169.254.169.254/keys", "http://[::1]/keys"]) {
      expect(await verdict(tokenOf(es, await publishing(url)))).toEqual([0x88, "tokenKeysUnavailable"]);
    }
  });
});
