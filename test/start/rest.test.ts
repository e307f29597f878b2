import { readFileSync } from "node:fs";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { AUTH, CONNACK } from "#core/mqtt/packets.ts";
import * as reason from "#core/mqtt/reason-codes.ts";
import { TestClient } from "#test/broker/client.ts";
import { type HatoProcess, startHato } from "#test/hato.ts";
import { ScramClient } from "#test/scram-client.ts";

/** The REST API of a whole Hato, and what the broker makes of it: one process beside the other, nothing pretended. */

const API_KEY = "a-key-of-the-tests-given-at-the-start";
let hato: HatoProcess;
const clients: MqttClient[] = [];

beforeAll(async () => {
  const env = { BOOTSTRAP_TENANT: "acme", BOOTSTRAP_API_KEY: API_KEY };
  hato = await startHato({ withConsole: true, env });
}, 300_000);
afterAll(() => hato.stop());
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
});

interface Credential {
  readonly username: string;
  readonly password: string;
  readonly id: string;
}

async function ask(method: string, path: string, body?: unknown) {
  const response = await fetch(`http://127.0.0.1:${hato.ready.console}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${API_KEY}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

async function newDevice(name: string): Promise<{ path: string; credential: Credential }> {
  const { status, body } = await ask("POST", "/devices", { name });
  expect(status).toBe(201);
  return { path: `/devices/${body.device.id}`, credential: body.credential };
}

/** Connects as MQTT.js does for everybody; rejects with the CONNACK's reason code. */
function connect({ username, password }: Credential): Promise<MqttClient> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
    username,
    password,
    protocolVersion: 5,
    reconnectPeriod: 0,
  });
  clients.push(client);
  return new Promise((resolve, reject) => {
    client.once("connect", () => resolve(client));
    client.once("error", reject);
  });
}

const closeOf = (client: MqttClient) => new Promise<void>((closed) => client.once("close", () => closed()));

const connectionOf = async (path: string) => (await ask("GET", path)).body.connection;

describe("a device made by REST", () => {
  test("may prove its secret by SCRAM instead of sending it, also when it comes back to a session", async () => {
    const { credential } = await newDevice("meter-1");
    for (const sessionPresent of [false, true]) {
      const scram = new ScramClient(credential.username, credential.password);
      const client = new TestClient(hato.ready.mqtt);
      const authenticationMethod = "SCRAM-SHA-256";
      const properties = { authenticationMethod, authenticationData: scram.first(), sessionExpiryInterval: 60 };
      client.sendConnect({ clientId: "meter", username: null, cleanStart: false, properties });
      const challenge = (await client.next(AUTH)).properties.authenticationData ?? Buffer.alloc(0);
      const authenticationData = scram.final(challenge);
      client.send({ type: AUTH, reasonCode: 0x18, properties: { authenticationMethod, authenticationData } });
      const connack = await client.next(CONNACK);
      expect(connack).toMatchObject({ reasonCode: reason.SUCCESS, sessionPresent });
      expect(scram.trusts(connack.properties.authenticationData)).toBe(true);
      await client.subscribe("meter-1/#", { qos: 1 });
      await client.disconnect();
    }
  });

  test("connects with what the answer said, and REST sees it come and go", async () => {
    const { path, credential } = await newDevice("sensor-1");
    expect(await connectionOf(path)).toMatchObject({ status: "offline" });
    const client = await connect(credential);
    await client.subscribeAsync("sensor-1/#");
    const message = new Promise((told) => client.once("message", (topic, payload) => told([topic, String(payload)])));
    await client.publishAsync("sensor-1/temperature", "21.5", { qos: 1 });
    expect(await message).toEqual(["sensor-1/temperature", "21.5"]);
    expect(await connectionOf(path)).toMatchObject({
      status: "online",
      connections: 1,
      address: "127.0.0.1",
      transport: "tcp",
      protocolVersion: 5,
    });
    await client.endAsync();
    await expect.poll(() => connectionOf(path)).toMatchObject({ status: "offline" });
  });

  test("is disconnected when it is disabled, refused, and let in again when enabled", async () => {
    const { path, credential } = await newDevice("sensor-2");
    const client = await connect(credential);
    const closed = closeOf(client);
    expect((await ask("PATCH", path, { status: "disabled" })).status).toBe(200);
    await closed;
    await expect(connect(credential)).rejects.toMatchObject({ code: reason.BANNED });
    await ask("PATCH", path, { status: "enabled" });
    await expect
      .poll(() =>
        connect(credential).then(
          () => "in",
          () => "refused",
        ),
      )
      .toBe("in");
  });

  test("keeps its connection through a rotation with overlap, and loses it when the old credential is revoked", async () => {
    const { path, credential } = await newDevice("sensor-3");
    const old = await connect(credential);
    const { body } = await ask("POST", `${path}/credentials`, { overlapHours: 24 });
    const fresh = await connect(body.credential);
    await connect(credential);
    expect(old.connected).toBe(true);
    const closed = closeOf(old);
    await ask("DELETE", `${path}/credentials/${credential.id}`);
    await closed;
    expect(fresh.connected).toBe(true);
    await expect(connect(credential)).rejects.toMatchObject({ code: reason.BAD_USER_NAME_OR_PASSWORD });
  });

  test("is gone when it is deleted", async () => {
    const { path, credential } = await newDevice("sensor-4");
    const client = await connect(credential);
    const closed = closeOf(client);
    expect((await ask("DELETE", path)).status).toBe(204);
    await closed;
    await expect(connect(credential)).rejects.toMatchObject({ code: reason.BAD_USER_NAME_OR_PASSWORD });
  });
});

test("a path that is no UTF-8 is the client's mistake", async () => {
  const response = await fetch(`http://127.0.0.1:${hato.ready.console}/api/v1/devices/%zz`);
  expect(response.status).toBe(400);
});

test("the document and its page are there for everybody", async () => {
  for (const [path, type] of [
    ["/api/v1/openapi.json", "application/json"],
    ["/docs/api", "text/html; charset=utf-8"],
  ] as const) {
    const response = await fetch(`http://127.0.0.1:${hato.ready.console}${path}`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
    await response.body?.cancel();
  }
});

describe("certificates", () => {
  test.each(["mqtts", "wss"] as const)(
    "an issued one lets its device in over %s until it is revoked",
    async (scheme) => {
      const { path } = await newDevice(`by-certificate-${scheme}`);
      const { status, body } = await ask("POST", `${path}/certificates`, {});
      expect(status).toBe(201);
      const options = {
        ca: readFileSync(join(hato.dataDir, "tls", "ca.pem")),
        cert: body.pem,
        key: body.privateKey,
        protocolVersion: 5,
        reconnectPeriod: 0,
      } as const;
      const url = `${scheme}://localhost:${hato.ready[scheme]}/mqtt`;
      const client = await mqtt.connectAsync(url, options);
      clients.push(client);
      await client.publishAsync(`by-certificate-${scheme}/up`, "hello", { qos: 1 });
      const ended = new Promise((resolve) => client.once("disconnect", ({ reasonCode }) => resolve(reasonCode)));
      await ask("DELETE", `/certificates/${body.certificate.id}`);
      expect(await ended).toBe(reason.NOT_AUTHORIZED);
      await expect(mqtt.connectAsync(url, options)).rejects.toMatchObject({ code: reason.NOT_AUTHORIZED });
    },
  );
});
