import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#core/ids.ts";
import { type Database, openDatabase } from "#db/client.ts";
import type { TokenIssuer } from "#db/schema/index.ts";
import { deriveKeys } from "#db/secrets.ts";
import { ownTestDatabaseUrl } from "#test/database.ts";
import { type HatoProcess, startHato } from "#test/hato.ts";
import {
  addIssuer,
  hmacSigner,
  inSeconds,
  makeSigner,
  makeToken,
  type Signer,
  startPublisher,
} from "#test/server/identity/token/token-maker.ts";
import { isInstalled, run } from "./program.ts";

/** Tokens in the hands of clients that other people wrote, against a real Hato. */

const AUTH_SECRET = "an authentication secret of this test";
const { seal } = deriveKeys(AUTH_SECRET);
const [rs, es, ed, next] = await Promise.all([
  makeSigner("RS256", "rs"),
  makeSigner("ES256", "es"),
  makeSigner("EdDSA", "ed"),
  makeSigner("ES256", "next"),
]);
const signers = [rs, es, ed, hmacSigner].map((signer) => [signer.algorithm, signer] as const);
let hato: HatoProcess;
let database: Database;
let tenantId = "";
let given: TokenIssuer;
let published: TokenIssuer;
let publisher: Awaited<ReturnType<typeof startPublisher>>;
let publishedKeys: readonly Signer[] = [rs, es, ed];

beforeAll(async () => {
  const url = await ownTestDatabaseUrl();
  hato = await startHato({
    env: { DATABASE_URL: url, AUTH_SECRET, BOOTSTRAP_TENANT: "acme", JWKS_PRIVATE_NETWORKS: "127.0.0.1" },
  });
  database = openDatabase(url, 2);
  const [tenant] = await database.sql<{ id: string }[]>`select id from tenants where slug = 'acme'`;
  tenantId = tenant?.id ?? "";
  const id = newId("device");
  await database.sql`insert into devices (tenant_id, id, name) values (${tenantId}, ${id}, 'pump')`;
  await database.sql`insert into device_roles (tenant_id, device_id, role_id, position)
    select tenant_id, ${id}, id, 1 from roles where tenant_id = ${tenantId} and name = 'own-subtree'`;
  publisher = await startPublisher((_request, response) => {
    response.end(JSON.stringify({ keys: publishedKeys.map(({ jwk }) => jwk) }));
  });
  given = await addIssuer(database, tenantId, seal, [rs, es, ed, hmacSigner]);
  published = await addIssuer(database, tenantId, seal, [], {
    jwksUrl: publisher.url,
    audience: "hato",
    algorithms: ["RS256", "ES256", "EdDSA"],
  });
});

afterAll(async () => {
  await publisher.close();
  await database.close();
  await hato.stop();
});

const tokenOf = (signer: Signer, { issuer: iss }: TokenIssuer, more: object = {}, header: object = {}) =>
  makeToken(signer, { iss, sub: "pump", aud: "hato", ...more }, { ...header });

function connect(password: string, options: IClientOptions = {}): Promise<MqttClient> {
  const url = `mqtt://127.0.0.1:${hato.ready.mqtt}`;
  return connectAsync(url, { username: "acme/", password, reconnectPeriod: 0, protocolVersion: 5, ...options });
}

/** What a client that is not reconnecting is told. */
const refusal = (password: string) =>
  connect(password).then(
    () => "let in",
    (error: { code?: number }) => error.code,
  );

describe.each(signers)("a device with a token signed with %s", (_algorithm, signer) => {
  it("connects with MQTT.js and publishes below its own name", async () => {
    const client = await connect(tokenOf(signer, given));
    const heard = new Promise<string>((resolve) => {
      client.once("message", (topic, payload) => resolve(`${topic} ${payload.toString()}`));
    });
    await client.subscribeAsync("pump/#", { qos: 1 });
    await client.publishAsync("pump/t", "hello", { qos: 1 });
    expect(await heard).toBe("pump/t hello");
    await client.endAsync();
  });

  it.runIf(isInstalled("mosquitto_pub", "--version"))("publishes with mosquitto_pub", async () => {
    const address = ["-h", "127.0.0.1", "-p", String(hato.ready.mqtt)];
    const login = ["-u", "acme/pump", "-P", tokenOf(signer, given)];
    const sent = await run("mosquitto_pub", [...address, ...login, "-q", "1", "-t", "pump/t", "-m", "hello"]).ended;
    expect(sent).toMatchObject({ code: 0, stderr: "" });
    const wrong = ["-u", "acme/pump", "-P", tokenOf(signer, given, { exp: inSeconds(-60) })];
    const refused = await run("mosquitto_pub", [...address, ...wrong, "-q", "1", "-t", "pump/t", "-m", "hello"]).ended;
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/not authori[sz]ed|bad user ?name/i);
  });

  it.skipIf(signer === hmacSigner)("connects where its issuer publishes its keys", async () => {
    const client = await connect(tokenOf(signer, published));
    await client.endAsync();
  });
});

describe("keys that their issuer publishes", () => {
  it("are fetched again once a device comes with a new one, but not for whoever names one", async () => {
    const asked = publisher.requests();
    expect(asked).toBe(1);
    // Within the pause nothing is fetched, whoever comes; it is over sooner for an issuer that has just been entered.
    expect(await refusal(tokenOf(next, published))).toBe(0x86);
    expect(publisher.requests()).toBe(asked);
    publishedKeys = [next];
    const fresh = await addIssuer(database, tenantId, seal, [], {
      jwksUrl: publisher.url,
      audience: "hato",
      algorithms: ["ES256"],
    });
    expect(await refusal(tokenOf(es, fresh))).toBe(0x86);
    await (await connect(tokenOf(next, fresh))).endAsync();
  });

  it("are not fetched from where the installation forbids: the database's own port", async () => {
    const inside = await addIssuer(database, tenantId, seal, [], {
      jwksUrl: "https://127.0.0.2:5432/keys",
      audience: "hato",
      algorithms: ["ES256"],
    });
    expect(await refusal(tokenOf(es, inside))).toBe(0x88);
  });
});
