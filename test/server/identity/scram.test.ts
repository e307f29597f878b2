import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AUTH, CONNACK, DISCONNECT } from "#core/mqtt/packets.ts";
import { TestClient } from "#test/broker/client.ts";
import { type TestDatabase, testDatabase } from "#test/database.ts";
import { ScramClient } from "#test/scram-client.ts";
import { type LiveBroker, startLiveBroker, type TestDevice } from "../live-broker.ts";

const METHOD = "SCRAM-SHA-256";

let db: TestDatabase;
let live: LiveBroker;
let device: TestDevice;

beforeAll(async () => {
  db = await testDatabase();
  live = await startLiveBroker(db);
  device = await live.addDevice("pump");
});
afterAll(() => live.close());

/** Sends CONNECT with a client-first-message. */
function begin(scram: ScramClient, clientId: string, username: string | null = null): TestClient {
  const client = new TestClient(live.port);
  const properties = { authenticationMethod: METHOD, authenticationData: scram.first() };
  client.sendConnect({ clientId, username, properties });
  return client;
}

function sendAuth(client: TestClient, reasonCode: number, authenticationData?: Buffer, method = METHOD): void {
  client.send({ type: AUTH, reasonCode, properties: { authenticationMethod: method, authenticationData } });
}

async function login(name: string, secret: string, clientId = name) {
  const scram = new ScramClient(`acme/${name}`, secret);
  const client = begin(scram, clientId);
  const challenge = await client.next(AUTH);
  expect(challenge).toMatchObject({ reasonCode: 0x18, properties: { authenticationMethod: METHOD } });
  sendAuth(client, 0x18, scram.final(challenge.properties.authenticationData ?? Buffer.alloc(0)));
  return { client, scram, connack: await client.next(CONNACK) };
}

async function challengeOf(name: string): Promise<{ salt: string; iterations: string }> {
  const client = begin(new ScramClient(name, "x"), "prober");
  const text = (await client.next(AUTH)).properties.authenticationData?.toString() ?? "";
  await client.kill();
  const [, salt = "", iterations = ""] = /^r=[^,]+,s=([^,]+),i=(\d+)$/.exec(text) ?? [];
  return { salt, iterations };
}

describe("a device that proves its secret by SCRAM-SHA-256", () => {
  it("is let in, and knows the broker by its signature", async () => {
    const { client, scram, connack } = await login(device.name, device.secret);
    expect(connack).toMatchObject({ reasonCode: 0, properties: { authenticationMethod: METHOD } });
    expect(scram.trusts(connack.properties.authenticationData)).toBe(true);
    await client.subscribe("t");
    client.publish("t", "hello");
    expect((await client.message()).text).toBe("hello");
    await client.disconnect();
  });

  it("may hold any of its live credentials, and not one that was revoked or has expired", async () => {
    const many = await live.addDevice("many");
    const second = await live.addCredential(many.id, many.name);
    const revoked = await live.addCredential(many.id, many.name);
    const expired = await live.addCredential(many.id, many.name);
    await db.sql`update device_credentials set revoked_at = now() where id = ${revoked.credentialId}`;
    await db.sql`update device_credentials set expires_at = now() where id = ${expired.credentialId}`;
    for (const [{ secret }, reasonCode] of [
      [many, 0],
      [second, 0],
      [revoked, 0x86],
      [expired, 0x86],
    ] as const) {
      const { client, connack } = await login("many", secret);
      expect(connack.reasonCode).toBe(reasonCode);
      await client.kill();
    }
  });

  it("is cut off when the credential it proved is revoked, as with a password", async () => {
    const cut = await live.addDevice("cut");
    const { client } = await login("cut", cut.secret);
    await db.sql`update device_credentials set revoked_at = now() where id = ${cut.credentialId}`;
    const notice = { tenantId: live.tenant.id, kind: "credential", id: cut.id };
    await db.sql`select pg_notify('hato_change', ${JSON.stringify(notice)})`;
    expect((await client.next(DISCONNECT)).reasonCode).toBe(0x87);
  });

  it("is refused with a wrong secret: 0x86, no signature, and the owner is told", async () => {
    const events: unknown[] = [];
    const stop = live.broker.ensureTenant(live.tenant.id).events.subscribe((event) => events.push(event));
    const { client, connack } = await login(device.name, "wrong");
    stop();
    expect(connack).toMatchObject({ reasonCode: 0x86, properties: {} });
    expect(connack.properties.authenticationData).toBeUndefined();
    await client.closed();
    expect(events.at(-1)).toMatchObject({ type: "connectRefused", refusal: "wrongPassword", deviceName: device.name });
  });

  it("is refused when disabled: 0x8A, told only to who holds the secret", async () => {
    const off = await live.addDevice("off");
    await db.sql`update devices set status = 'disabled' where id = ${off.id}`;
    expect((await login("off", off.secret)).connack.reasonCode).toBe(0x8a);
    expect((await login("off", "wrong")).connack.reasonCode).toBe(0x86);
  });

  it("may name itself in CONNECT too, but not otherwise", async () => {
    const scram = new ScramClient(`acme/${device.name}`, device.secret);
    const client = begin(scram, "a", `acme/${device.name}`);
    sendAuth(client, 0x18, scram.final((await client.next(AUTH)).properties.authenticationData ?? Buffer.alloc(0)));
    expect((await client.next(CONNACK)).reasonCode).toBe(0);
    const other = begin(new ScramClient(`acme/${device.name}`, device.secret), "b", "acme/somebody");
    expect((await other.next(CONNACK)).reasonCode).toBe(0x87);
  });
});

describe("who does not exist", () => {
  it.each(["acme/nobody", "nowhere/nobody", "acme/$console", "bare", "acme/a b/+", ","])(
    "%s is challenged like everybody, each time alike, and refused like a wrong secret",
    async (name) => {
      const real = await challengeOf(`acme/${device.name}`);
      const fake = await challengeOf(name);
      expect(fake).toEqual(await challengeOf(name));
      expect(fake.iterations).toBe(real.iterations);
      expect(Buffer.from(fake.salt, "base64").length).toBe(Buffer.from(real.salt, "base64").length);
      expect(fake.salt).not.toBe(real.salt);
      const scram = new ScramClient(name, "x");
      const client = begin(scram, "nobody");
      sendAuth(client, 0x18, scram.final((await client.next(AUTH)).properties.authenticationData ?? Buffer.alloc(0)));
      const connack = await client.next(CONNACK);
      expect(connack).toEqual((await login(device.name, "wrong")).connack);
    },
  );

  it("has the salt that its device will have", async () => {
    const before = await challengeOf("acme/later");
    await live.addDevice("later");
    expect(await challengeOf("acme/later")).toEqual(before);
  });
});

describe("authenticating again", () => {
  it("keeps the connection and gives it what the credential now is worth", async () => {
    const again = await live.addDevice("again");
    const next = await live.addCredential(again.id, again.name);
    const { client } = await login("again", again.secret);
    await client.subscribe("t");
    const scram = new ScramClient("acme/again", next.secret);
    sendAuth(client, 0x19, scram.first());
    const challenge = await client.next(AUTH);
    expect(challenge.reasonCode).toBe(0x18);
    // All else goes on meanwhile.
    client.publish("t", "meanwhile");
    expect((await client.message()).text).toBe("meanwhile");
    sendAuth(client, 0x18, scram.final(challenge.properties.authenticationData ?? Buffer.alloc(0)));
    const success = await client.next(AUTH);
    expect(success).toMatchObject({ reasonCode: 0, properties: { authenticationMethod: METHOD } });
    expect(scram.trusts(success.properties.authenticationData)).toBe(true);
    const [connection] = [...live.broker.connections].filter(({ clientId }) => clientId === "again");
    expect(connection?.admittedBy?.credentialId).toBe(next.credentialId);
    await client.disconnect();
  });

  it("ends the connection with 0x87 when it fails, or when it is another device", async () => {
    const other = await live.addDevice("other");
    for (const [name, secret] of [
      [device.name, "wrong"],
      [other.name, other.secret],
      ["nobody", "x"],
    ] as const) {
      const { client } = await login(device.name, device.secret, "x");
      const scram = new ScramClient(`acme/${name}`, secret);
      sendAuth(client, 0x19, scram.first());
      sendAuth(client, 0x18, scram.final((await client.next(AUTH)).properties.authenticationData ?? Buffer.alloc(0)));
      expect((await client.next(DISCONNECT)).reasonCode).toBe(0x87);
      await client.closed();
    }
  });
});

describe("what is out of order", () => {
  const opened = async () => (await login(device.name, device.secret, "order")).client;
  it.each([
    ["0x18 without a beginning", 0x18, METHOD],
    ["0x00 from a client", 0x00, METHOD],
    ["another method", 0x19, "SCRAM-SHA-512"],
  ])("on an open connection: %s ends it with 0x82", async (_what, reasonCode, method) => {
    const client = await opened();
    sendAuth(client, reasonCode, Buffer.from("n,,n=a,r=b"), method);
    expect((await client.next(DISCONNECT)).reasonCode).toBe(0x82);
  });

  it("beginning again before the end of an exchange ends the connection with 0x82", async () => {
    const client = await opened();
    sendAuth(client, 0x19, new ScramClient(`acme/${device.name}`, "x").first());
    await client.next(AUTH);
    sendAuth(client, 0x19, new ScramClient(`acme/${device.name}`, "x").first());
    expect((await client.next(DISCONNECT)).reasonCode).toBe(0x82);
  });

  it("two AUTHs in one go end the connection with 0x82", async () => {
    const client = await opened();
    const first = new ScramClient(`acme/${device.name}`, "x").first();
    sendAuth(client, 0x19, first);
    sendAuth(client, 0x18, first);
    expect((await client.next(DISCONNECT)).reasonCode).toBe(0x82);
  });

  it.each([
    ["PUBLISH", (client: TestClient) => client.publish("t", "smuggled"), 0x82],
    ["a second CONNECT", (client: TestClient) => client.sendConnect(), 0x82],
    ["AUTH 0x19", (client: TestClient) => sendAuth(client, 0x19), 0x82],
    ["AUTH of another method", (client: TestClient) => sendAuth(client, 0x18, undefined, "OTHER"), 0x82],
    ["no SCRAM", (client: TestClient) => sendAuth(client, 0x18, Buffer.from("c=biws,r=x,p=")), 0x87],
    ["no data", (client: TestClient) => sendAuth(client, 0x18), 0x87],
  ])("before the CONNACK: %s is refused", async (_what, send, reasonCode) => {
    const client = begin(new ScramClient(`acme/${device.name}`, device.secret), "early");
    await client.next(AUTH);
    send(client);
    expect((await client.next(CONNACK)).reasonCode).toBe(reasonCode);
    await client.closed();
  });

  it("a DISCONNECT before the CONNACK ends it without a word", async () => {
    const client = begin(new ScramClient(`acme/${device.name}`, device.secret), "early");
    await client.next(AUTH);
    await client.disconnect();
  });

  it("the nonce of another exchange is refused", async () => {
    const scram = new ScramClient(`acme/${device.name}`, device.secret, "fixed");
    const first = begin(scram, "one");
    const stolen = scram.final((await first.next(AUTH)).properties.authenticationData ?? Buffer.alloc(0));
    const second = begin(scram, "two");
    await second.next(AUTH);
    sendAuth(second, 0x18, stolen);
    expect((await second.next(CONNACK)).reasonCode).toBe(0x87);
    await first.kill();
  });

  it("a CONNECT without SCRAM in it, or with another method, is refused", async () => {
    for (const [authenticationMethod, data, reasonCode] of [
      [METHOD, undefined, 0x87],
      [METHOD, "hello", 0x87],
      [METHOD, "p=tls-unique,,n=a,r=b", 0x87],
      ["PLAIN", "x", 0x8c],
      ["scram-sha-256", "x", 0x8c],
    ] as const) {
      const client = new TestClient(live.port);
      const authenticationData = data === undefined ? undefined : Buffer.from(data);
      client.sendConnect({ username: null, properties: { authenticationMethod, authenticationData } });
      expect((await client.next(CONNACK)).reasonCode).toBe(reasonCode);
      await client.closed();
    }
  });
});

it("a password login is none the wiser", async () => {
  const client = await live.connect(device);
  expect(client.connack).toMatchObject({ type: CONNACK, reasonCode: 0 });
  client.send({ type: AUTH, reasonCode: 0x19, properties: { authenticationMethod: METHOD } });
  expect((await client.next(DISCONNECT)).reasonCode).toBe(0x82);
});
