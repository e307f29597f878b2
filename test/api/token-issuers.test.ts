import { generateKeyPairSync } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { parseConfig } from "#core/config.ts";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { deriveKeys } from "#db/secrets.ts";
import { Broker } from "#server/broker.ts";
import { startControl } from "#server/control/start.ts";
import { tokenKeysOf } from "#server/identity/token/token-keys.ts";
import type { silentLog } from "#server/log.ts";
import {
  addIssuer,
  hmacSigner,
  inSeconds,
  makeSigner,
  makeToken,
  SECRET,
} from "#test/server/identity/token/token-maker.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

const AUTH_SECRET = "a secret of the tests, long enough";
const database = await openHouse();
const keys = deriveKeys(AUTH_SECRET);
let owner: UserActor;
let admin: string;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateKeyPairSync("ed25519");
const pem = (key: typeof ed.publicKey) => key.export({ type: "spki", format: "pem" }).toString();
const jwk = (key: typeof ed.publicKey) => key.export({ format: "jwk" });

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  admin = await newKey(owner, "admin");
});

let count = 0;
const body = (more: object = {}) => ({
  name: "Provisioning",
  issuer: `https://works-${++count}.test`,
  algorithms: ["ES256"],
  keys: [{ type: "jwk", jwk: jwk(ec.publicKey) }],
  ...more,
});
const create = (more: object = {}) => ask("POST", "/token-issuers", { key: admin, body: body(more) });
const update = (id: string, change: object, headers = {}) =>
  ask("PATCH", `/token-issuers/${id}`, { key: admin, body: change, headers });

async function audited(id: string) {
  const rows = await database.sql`select action, before, after from audit where target_id = ${id} order by id`;
  return rows.map(({ action, before, after }) => ({ action, before, after }));
}

describe("POST /token-issuers", () => {
  test("201: with a key of each kind, of which none shows what is secret", async () => {
    const secret = SECRET.toString("base64");
    const {
      status,
      headers,
      body: made,
      text,
    } = await create({
      algorithms: ["EdDSA", "HS256", "RS256", "ES256"],
      keys: [
        { type: "pem", pem: pem(rsa.publicKey), kid: "rsa" },
        { type: "jwk", jwk: { ...jwk(ec.publicKey), kid: "ec", use: "sig", alg: "ES256" } },
        { type: "jwk", jwk: jwk(ed.publicKey) },
        { type: "secret", secret, encoding: "base64", kid: "shared" },
      ],
    });
    expect(status).toBe(201);
    expect(made.keys.map(({ kid, algorithm }: { kid: string; algorithm: string }) => [kid, algorithm])).toEqual([
      ["rsa", "RS256"],
      ["ec", "ES256"],
      [null, "EdDSA"],
      ["shared", "HS256"],
    ]);
    expect(made).toMatchObject({
      clockSkewSeconds: 30,
      deviceClaim: "sub",
      deviceBy: "name",
      enabled: true,
      version: 1,
    });
    expect(text).not.toContain(secret);
    const got = await ask("GET", headers.get("location")?.replace("/api/v1", "") ?? "", { key: admin });
    expect(got.body).toEqual(made);
    const [row] = await database.sql`select keys::text as keys from token_issuers where id = ${made.id}`;
    expect(row?.keys).not.toContain(secret);
    expect(row?.keys).not.toContain(SECRET.toString("utf8"));
    expect(JSON.stringify(await audited(made.id))).not.toContain(secret);
    expect(await audited(made.id)).toEqual([expect.objectContaining({ action: "tokenIssuer.create" })]);
  });

  test.each<[string, object, (string | number)[], string]>([
    ["no key", { keys: [] }, ["keys"], "required"],
    [
      "a private key in PEM",
      { keys: [{ type: "pem", pem: ec.privateKey.export({ type: "pkcs8", format: "pem" }) }] },
      ["keys", 0, "pem"],
      "private_key",
    ],
    [
      "a private key as JWK",
      { keys: [{ type: "jwk", jwk: ec.privateKey.export({ format: "jwk" }) }] },
      ["keys", 0, "jwk"],
      "private_key",
    ],
    ["a symmetric JWK", { keys: [{ type: "jwk", jwk: { kty: "oct", k: "AAAA" } }] }, ["keys", 0, "jwk"], "secret_key"],
    [
      "a key of another curve",
      { keys: [{ type: "pem", pem: pem(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey) }] },
      ["keys", 0, "pem"],
      "other_type",
    ],
    [
      "an RSA key too short",
      { keys: [{ type: "pem", pem: pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey) }] },
      ["keys", 0, "pem"],
      "rsa_too_short",
    ],
    [
      "a point off its curve",
      { keys: [{ type: "jwk", jwk: { ...jwk(ec.publicKey), y: jwk(ec.publicKey).x } }] },
      ["keys", 0, "jwk"],
      "not_a_key",
    ],
    [
      "no PEM",
      { keys: [{ type: "pem", pem: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" }] },
      ["keys", 0, "pem"],
      "not_a_key",
    ],
    [
      "a broken certificate",
      { keys: [{ type: "pem", pem: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }] },
      ["keys", 0, "pem"],
      "not_a_key",
    ],
    [
      "a key for encryption",
      { keys: [{ type: "jwk", jwk: { ...jwk(ec.publicKey), use: "enc" } }] },
      ["keys", 0, "jwk"],
      "other_use",
    ],
    [
      "a short secret",
      { algorithms: ["HS256"], keys: [{ type: "secret", secret: "short" }] },
      ["keys", 0, "secret"],
      "secret_too_short",
    ],
    [
      "a secret that is not hexadecimal",
      { algorithms: ["HS256"], keys: [{ type: "secret", secret: "g".repeat(64), encoding: "hex" }] },
      ["keys", 0, "secret"],
      "not_encoded_so",
    ],
    [
      "the same key twice",
      {
        keys: [
          { type: "jwk", jwk: jwk(ec.publicKey) },
          { type: "pem", pem: pem(ec.publicKey) },
        ],
      },
      ["keys", 1, "pem"],
      "taken",
    ],
    ["an algorithm without a key", { algorithms: ["ES256", "RS256"] }, ["algorithms"], "no_key"],
    [
      "a key without its algorithm",
      {
        algorithms: ["ES256"],
        keys: [
          { type: "jwk", jwk: jwk(ec.publicKey) },
          { type: "jwk", jwk: jwk(ed.publicKey) },
        ],
      },
      ["algorithms"],
      "key_unused",
    ],
    ["no algorithm", { algorithms: [] }, ["algorithms"], "too_small"],
    ["the algorithm none", { algorithms: ["none"] }, ["algorithms", 0], "invalid_value"],
    ["published keys and given ones", { jwksUrl: "https://id.test/jwks", audience: "hato" }, ["keys"], "not_both"],
    ["published keys without an audience", { jwksUrl: "https://id.test/jwks", keys: [] }, ["audience"], "required"],
    [
      "published secrets",
      { jwksUrl: "https://id.test/jwks", keys: [], audience: "hato", algorithms: ["HS256"] },
      ["algorithms"],
      "not_published",
    ],
    [
      "keys published by http",
      { jwksUrl: "http://id.test/jwks", keys: [], audience: "hato" },
      ["jwksUrl"],
      "not_https",
    ],
    [
      "keys published in a file",
      { jwksUrl: "file:///etc/passwd", keys: [], audience: "hato" },
      ["jwksUrl"],
      "invalid_url",
    ],
    [
      "keys published behind a password",
      { jwksUrl: "https://a:b@id.test/", keys: [], audience: "hato" },
      ["jwksUrl"],
      "invalid_url",
    ],
    ["keys published nowhere", { jwksUrl: "id.test", keys: [], audience: "hato" }, ["jwksUrl"], "invalid_url"],
    ["too much clock skew", { clockSkewSeconds: 301 }, ["clockSkewSeconds"], "too_big"],
    ["a claim of two lines", { deviceClaim: "a\nb" }, ["deviceClaim"], "custom"],
    ["too many keys", { keys: Array.from({ length: 11 }, () => ({ type: "jwk", jwk: {} })) }, ["keys"], "too_big"],
  ])("400: %s", async (_what, more, path, code) => {
    const answer = await create(more);
    expect(answer.status).toBe(400);
    expect(answer.body.error.issues).toContainEqual(expect.objectContaining({ path, code }));
  });

  test("409: an `iss` that is entered already, and one issuer too many", async () => {
    const { body: first } = await create();
    const again = await create({ issuer: first.issuer });
    expect(again.status).toBe(409);
    expect(again.body.error.issues).toEqual([expect.objectContaining({ path: ["issuer"], code: "taken" })]);
    const { owner: full } = await newTenant("full");
    for (let i = 0; i < 20; i++) await addIssuer(database, full.tenantId, keys.seal, []);
    const key = await newKey(full, "admin");
    expect((await ask("POST", "/token-issuers", { key, body: body() })).status).toBe(409);
  });

  test.each(["read", "devices", "publish"] as const)("403 for a key that may only %s", async (scope) => {
    const answer = await ask("POST", "/token-issuers", { key: await newKey(owner, scope), body: body() });
    expect(answer.status).toBe(403);
  });
});

describe("PATCH and DELETE /token-issuers/{id}", () => {
  test("a change of one thing leaves the rest, and is written down as it was and is", async () => {
    const { body: made } = await create();
    const { status, body: changed, headers } = await update(made.id, { name: "Other", clockSkewSeconds: 5 });
    expect(status).toBe(200);
    expect(changed).toEqual({ ...made, name: "Other", clockSkewSeconds: 5, version: 2, updatedAt: changed.updatedAt });
    expect(headers.get("etag")).toBe('"2"');
    expect((await audited(made.id)).at(-1)).toEqual({
      action: "tokenIssuer.update",
      before: { name: "Provisioning", clockSkewSeconds: 30 },
      after: { name: "Other", clockSkewSeconds: 5 },
    });
  });

  test("keys are replaced, those that are kept stay, secrets among them", async () => {
    const secret = { type: "secret", secret: SECRET.toString("hex"), encoding: "hex" };
    const { body: made } = await create({
      algorithms: ["ES256", "HS256"],
      keys: [{ type: "jwk", jwk: jwk(ec.publicKey) }, secret],
    });
    const kept = { type: "kept", fingerprint: made.keys[1].fingerprint };
    const { body: changed } = await update(made.id, {
      algorithms: ["HS256", "EdDSA"],
      keys: [kept, { type: "pem", pem: pem(ed.publicKey), kid: "new" }],
    });
    expect(changed.keys).toEqual([made.keys[1], expect.objectContaining({ kid: "new", algorithm: "EdDSA" })]);
    const unknown = await update(made.id, { keys: [{ type: "kept", fingerprint: "nobody's" }] });
    expect(unknown.body.error.issues).toEqual([
      expect.objectContaining({ path: ["keys", 0, "fingerprint"], code: "unknown_key" }),
    ]);
  });

  test("algorithms that nobody names are those of the keys", async () => {
    const { body: made } = await create({ algorithms: undefined, keys: [{ type: "pem", pem: pem(ed.publicKey) }] });
    expect(made.algorithms).toEqual(["EdDSA"]);
    const { body: more } = await update(made.id, { keys: [{ type: "jwk", jwk: jwk(ec.publicKey) }] });
    expect(more.algorithms).toEqual(["ES256"]);
    const published = { jwksUrl: "https://id.test/jwks", keys: [], audience: "hato" };
    expect((await update(made.id, published)).body.algorithms).toEqual(["RS256", "ES256", "EdDSA"]);
    expect((await update(made.id, { name: "x" })).body.algorithms).toEqual(["RS256", "ES256", "EdDSA"]);
  });

  test("a change is judged by what it leads to", async () => {
    const { body: made } = await create();
    expect((await update(made.id, { algorithms: ["RS256"] })).status).toBe(400);
    expect((await update(made.id, { jwksUrl: "https://id.test/jwks" })).status).toBe(400);
    const moved = await update(made.id, { jwksUrl: "https://id.test/jwks", keys: [], audience: "hato" });
    expect(moved.status).toBe(200);
    expect((await update(made.id, { audience: null })).status).toBe(400);
    expect((await update(made.id, {})).status).toBe(400);
  });

  test("409 and 412: another's `iss`, and a version that is past", async () => {
    const [{ body: one }, { body: other }] = [await create(), await create()];
    expect((await update(one.id, { issuer: other.issuer })).status).toBe(409);
    expect((await update(one.id, { name: "x" }, { "if-match": '"7"' })).status).toBe(412);
    expect((await update(one.id, { name: "x" }, { "if-match": '"1"' })).status).toBe(200);
  });

  test("one that is deleted is gone", async () => {
    const { body: made } = await create();
    const path = `/token-issuers/${made.id}`;
    expect((await ask("DELETE", path, { key: admin })).status).toBe(204);
    expect((await ask("GET", path, { key: admin })).status).toBe(404);
    expect((await ask("DELETE", path, { key: admin })).status).toBe(404);
    expect((await audited(made.id)).at(-1)).toMatchObject({
      action: "tokenIssuer.delete",
      before: { issuer: made.issuer },
    });
  });
});

describe("POST /token-issuers/test", () => {
  const test_ = (token: string, key = admin) => ask("POST", "/token-issuers/test", { key, body: { token } });

  test("503 while the broker cannot be asked", async () => {
    expect((await test_("a.b.c")).status).toBe(503);
  });

  test("tells what the broker would say, and keeps nothing of the token", async () => {
    const lines: string[] = [];
    const log: typeof silentLog = (_level, message, fields) => lines.push(JSON.stringify([message, fields]));
    const config = parseConfig({ CONTROL_PORT: "0" });
    const authenticate = () => Promise.reject(new Error("nobody connects"));
    const broker = new Broker({ limits: DEFAULT_LIMITS, authenticate, version: "test", log });
    const tokenKeys = tokenKeysOf({ seal: keys.seal, privateNetworks: [] });
    const control = await startControl({ config, keys, broker, database, log, tokenKeys });
    const { services } = await import("#app/_services/database.ts");
    Object.assign(services().config, { controlUrl: `http://127.0.0.1:${control.port}` });
    const es = await makeSigner("ES256", "es");
    const issuer = await addIssuer(database, owner.tenantId, keys.seal, [es, hmacSigner], { rightsClaim: "acl" });
    const { body: made } = await ask("POST", "/devices", { key: admin, body: { name: "pump" } });
    await ask("PATCH", "/listener-policy", { key: admin, body: { mqtt: ["secret"], ws: [] } });
    const exp = inSeconds(600);
    const claims = { iss: issuer.issuer, sub: "pump", exp };

    const good = makeToken(es, { ...claims, acl: { publish: ["a/#"] } });
    expect((await test_(good)).body).toEqual({
      accepted: true,
      fault: null,
      keysFault: null,
      claimed: { issuer: issuer.issuer, alg: "ES256", kid: "es" },
      issuer: { id: issuer.id, name: issuer.name },
      device: { claimed: "pump", id: made.device.id, name: "pump" },
      expiresAt: new Date(exp * 1000).toISOString(),
      rights: { mode: "narrow", rules: [expect.objectContaining({ action: "publish", filter: "a/#" })] },
      listeners: ["mqtts", "wss"],
    });
    const fault = async (token: string) => (await test_(token)).body.fault;
    expect(await fault("no token")).toBe("tokenInvalid");
    expect(await fault(makeToken(es, { ...claims, iss: "nobody" }))).toBe("tokenIssuerUnknown");
    expect(await fault(makeToken(es, { ...claims, exp: inSeconds(-60) }))).toBe("tokenExpired");
    expect(await fault(makeToken(es, { ...claims, sub: "nobody" }))).toBe("unknownDevice");
    await ask("PATCH", `/devices/${made.device.id}`, { key: admin, body: { status: "disabled" } });
    expect(await fault(good)).toBe("deviceDisabled");
    const published = { jwksUrl: "https://10.0.0.1/keys", audience: "hato", algorithms: ["ES256"], keys: [] };
    const { body: inside } = await create(published);
    const unreachable = (await test_(makeToken(es, { ...claims, iss: inside.issuer, aud: "hato" }))).body;
    expect(unreachable).toMatchObject({
      accepted: false,
      fault: "tokenKeysUnavailable",
      keysFault: "addressNotAllowed",
    });

    const { owner: rival } = await newTenant("rival");
    expect((await test_(good, await newKey(rival, "admin"))).body).toMatchObject({
      accepted: false,
      fault: "tokenIssuerUnknown",
      issuer: null,
    });
    const { rows } = {
      rows: await database.sql`select count(*)::int as count from audit where before::text || after::text like ${`%${good.slice(0, 40)}%`}`,
    };
    expect(rows[0]?.count).toBe(0);
    expect(lines.join()).not.toContain(good.slice(0, 40));
    await control.close();
    await broker.drain();
  });
});

describe("/listener-policy", () => {
  test("is everything everywhere until something is said", async () => {
    const { owner: fresh } = await newTenant("fresh");
    const key = await newKey(fresh, "admin");
    const { status, body: policy } = await ask("GET", "/listener-policy", { key });
    expect(status).toBe(200);
    expect(policy.mqtt).toEqual(["secret", "scram", "token", "anonymous"]);
    const changed = await ask("PATCH", "/listener-policy", {
      key,
      body: { mqtt: [], wss: ["token", "certificate", "token"] },
    });
    expect(changed.body).toEqual({ ...policy, mqtt: [], wss: ["token", "certificate"] });
    expect((await ask("GET", "/listener-policy", { key })).body).toEqual(changed.body);
    expect((await audited(fresh.tenantId)).at(-1)).toEqual({
      action: "listenerPolicy.update",
      before: { mqtt: policy.mqtt, wss: policy.wss },
      after: { mqtt: [], wss: ["token", "certificate"] },
    });
    expect((await ask("GET", "/listener-policy", { key: await newKey(fresh, "read") })).status).toBe(200);
    const forbidden = await ask("PATCH", "/listener-policy", { key: await newKey(fresh, "read"), body: { mqtt: [] } });
    expect(forbidden.status).toBe(403);
  });

  test.each([
    ["a certificate without TLS", { mqtt: ["certificate"] }, ["mqtt"]],
    ["a kind there is not", { mqtts: ["password"] }, ["mqtts", 0]],
    ["a listener there is not", { quic: ["secret"] }, ["quic"]],
    ["nothing", {}, []],
  ])("400: %s", async (_what, change, path) => {
    const answer = await ask("PATCH", "/listener-policy", { key: admin, body: change });
    expect(answer.status).toBe(400);
    expect(answer.body.error.issues[0].path).toEqual(path);
  });
});
