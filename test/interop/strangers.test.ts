import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect, connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#core/ids.ts";
import { type Database, openDatabase } from "#db/client.ts";
import { deriveKeys, hashSecret, newSecret } from "#db/secrets.ts";
import { ownTestDatabaseUrl } from "#test/database.ts";
import { type HatoProcess, startHato } from "#test/hato.ts";
import { isInstalled, type Program, run } from "./program.ts";

/** Clients that other people wrote, against a real Hato on its real ports. */

const AUTH_SECRET = "an authentication secret of this test";
const hasMosquitto = isInstalled("mosquitto_pub", "--version");
const PYTHON = "/usr/bin/python3";
const hasPaho = isInstalled(PYTHON, "-c", "import paho.mqtt.client");

let hato: HatoProcess;
let database: Database;
let secrets: Record<"acme" | "rival", string>;
const clients: MqttClient[] = [];
const programs: Program[] = [];

beforeAll(async () => {
  const url = await ownTestDatabaseUrl();
  hato = await startHato({
    env: {
      DATABASE_URL: url,
      AUTH_SECRET,
      ANONYMOUS_TENANT: "acme",
      BOOTSTRAP_TENANT: "rival",
      PUBLIC_HOST: "localhost",
    },
  });
  database = openDatabase(url, 2);
  secrets = { acme: await addDevice("acme"), rival: await addDevice("rival") };
});

afterAll(async () => {
  for (const client of clients) client.end(true);
  for (const program of programs) program.kill();
  await database.close();
  await hato.stop();
});

/** A device `sensor-1` that may do everything in its tenant. */
async function addDevice(tenant: string): Promise<string> {
  const [id, secret] = [newId("device"), newSecret()];
  const hash = hashSecret(deriveKeys(AUTH_SECRET).deviceSecret, secret);
  await database.sql`
    with t as (select id from tenants where slug = ${tenant}),
    d as (insert into devices (tenant_id, id, name) select t.id, ${id}, 'sensor-1' from t),
    c as (insert into device_credentials (tenant_id, id, device_id, secret_hash, secret_prefix)
      select t.id, ${newId("credential")}, ${id}, ${hash}, 'x' from t)
    insert into device_roles (tenant_id, device_id, role_id, position)
      select t.id, ${id}, r.id, 1 from t join roles r on r.tenant_id = t.id and r.name = 'whole-tenant'`;
  return secret;
}

function mosquitto(program: "mosquitto_pub" | "mosquitto_sub", tenant: "acme" | "rival", args: string[]): Program {
  const who = ["-u", `${tenant}/sensor-1`, "-P", secrets[tenant]];
  const started = run(program, ["-h", "127.0.0.1", "-p", String(hato.ready.mqtt), ...who, ...args]);
  programs.push(started);
  return started;
}

async function mqttJs(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(url, {
    username: "acme/sensor-1",
    password: secrets.acme,
    reconnectPeriod: 0,
    ca: readFileSync(join(hato.dataDir, "tls", "ca.pem")),
    ...options,
  });
  clients.push(client);
  return client;
}

/** The next message that arrives. */
function nextMessage(client: MqttClient): Promise<{ topic: string; payload: string }> {
  return new Promise((resolve) =>
    client.once("message", (topic, payload) => resolve({ topic, payload: payload.toString() })),
  );
}

describe.skipIf(!hasMosquitto)("mosquitto_pub and mosquitto_sub", () => {
  it.each([
    ["mqttv5", "mqttv5"],
    ["mqttv5", "mqttv311"],
    ["mqttv311", "mqttv5"],
    ["mqttv311", "mqttv31"],
  ])("%s publishes to %s at every QoS", async (from, to) => {
    const topic = `weather/${from}/${to}`;
    const subscriber = mosquitto("mosquitto_sub", "acme", [
      "-V",
      to,
      "-t",
      `${topic}/+`,
      "-q",
      "2",
      "-C",
      "3",
      "-F",
      "%t %q %p",
      "-d",
    ]);
    await subscriber.says(/SUBACK/);
    for (const qos of ["0", "1", "2"]) {
      const publisher = mosquitto("mosquitto_pub", "acme", [
        "-V",
        from,
        "-t",
        `${topic}/${qos}`,
        "-m",
        `21.${qos}`,
        "-q",
        qos,
      ]);
      expect((await publisher.ended).code).toBe(0);
    }
    const { stdout } = await subscriber.ended;
    const messages = stdout.split("\n").filter((line) => line.startsWith("weather/"));
    expect(messages).toEqual(["0", "1", "2"].map((qos) => `${topic}/${qos} ${qos} 21.${qos}`));
  });

  it.each([
    ["mqttv5", /Connection error: (?:Bad user name or password|Not authorized)/i],
    ["mqttv311", /Connection error: Connection Refused: (?:bad user name or password|not authorised)/i],
  ])("%s is told when the password is wrong", async (version, said) => {
    const who = ["-u", "acme/sensor-1", "-P", "wrong"];
    const { code, stderr } = await run("mosquitto_pub", [
      ...["-h", "127.0.0.1", "-p", String(hato.ready.mqtt), "-V", version, ...who, "-t", "a", "-m", "b"],
    ]).ended;
    expect(code).not.toBe(0);
    expect(stderr).toMatch(said);
  });

  it("reaches the TLS port with the CA of the installation", async () => {
    const subscriber = await mqttJs(`mqtt://127.0.0.1:${hato.ready.mqtt}`);
    await subscriber.subscribeAsync("tls/#");
    const arrived = nextMessage(subscriber);
    const ca = ["--cafile", join(hato.dataDir, "tls", "ca.pem")];
    const { code, stderr } = await run("mosquitto_pub", [
      ...["-h", "localhost", "-p", String(hato.ready.mqtts), ...ca, "-u", "acme/sensor-1", "-P", secrets.acme],
      ...["-t", "tls/a", "-m", "sealed"],
    ]).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(await arrived).toEqual({ topic: "tls/a", payload: "sealed" });
  });

  it("needs no credentials where there is an anonymous tenant", async () => {
    const plain = ["-h", "127.0.0.1", "-p", String(hato.ready.mqtt)];
    const subscriber = run("mosquitto_sub", [...plain, "-t", "#", "-C", "1", "-d"]);
    programs.push(subscriber);
    await subscriber.says(/SUBACK/);
    await run("mosquitto_pub", [...plain, "-t", "open/door", "-m", "welcome"]).ended;
    expect((await subscriber.ended).stdout).toContain("welcome");
  });
});

describe("MQTT.js", () => {
  it.each([
    ["mqtt", "mqtt", ""],
    ["mqtts", "mqtts", ""],
    ["ws", "ws", "/mqtt"],
    ["wss", "wss", "/mqtt"],
  ] as const)("connects by %s, in 3.1.1 and 5.0", async (scheme, port, path) => {
    for (const protocolVersion of [4, 5] as const) {
      const client = await mqttJs(`${scheme}://localhost:${hato.ready[port]}${path}`, { protocolVersion });
      await client.subscribeAsync(`transport/${scheme}`, { qos: 1 });
      const arrived = nextMessage(client);
      await client.publishAsync(`transport/${scheme}`, `v${protocolVersion}`, { qos: 1 });
      expect(await arrived).toEqual({ topic: `transport/${scheme}`, payload: `v${protocolVersion}` });
      await client.endAsync();
    }
  });

  it("refuses a certificate it was not told of", async () => {
    await expect(mqttJs(`mqtts://localhost:${hato.ready.mqtts}`, { ca: undefined })).rejects.toThrow(
      /self-signed|unable to/i,
    );
  });

  it.each([
    [5, 0x86],
    [4, 4],
  ] as const)(
    "in version %s is told 0x%s for a wrong password and an unknown device alike",
    async (protocolVersion, code) => {
      for (const username of ["acme/sensor-1", "acme/sensor-2", "nobody/sensor-1"]) {
        const options = { protocolVersion, username, password: "wrong", reconnectPeriod: 0 };
        const refusal = new Promise<number | string | undefined>((resolve) => {
          const client = connect(`mqtt://127.0.0.1:${hato.ready.mqtt}`, options);
          clients.push(client);
          client.on("error", (error) => resolve("code" in error ? (error.code as number) : error.message));
        });
        expect(await refusal).toBe(code);
      }
    },
  );

  it("names its tenant by the server's name and gives the bare device name", async () => {
    const client = await mqttJs(`ws://127.0.0.1:${hato.ready.ws}/mqtt`, {
      username: "sensor-1",
      wsOptions: { headers: { host: `acme.localhost:${hato.ready.ws}` } },
    });
    expect(client.connected).toBe(true);
  });
});

describe("two tenants with the same device, client id and topic", () => {
  it("never see each other's messages", async () => {
    const open = (tenant: "acme" | "rival") =>
      mqttJs(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
        username: `${tenant}/sensor-1`,
        password: secrets[tenant],
        clientId: "sensor-1",
        protocolVersion: 5,
      });
    const [ours, theirs] = [await open("acme"), await open("rival")];
    const seen: Record<string, string[]> = { ours: [], theirs: [] };
    ours.on("message", (_topic, payload) => seen.ours?.push(payload.toString()));
    theirs.on("message", (_topic, payload) => seen.theirs?.push(payload.toString()));
    for (const client of [ours, theirs]) await client.subscribeAsync("#", { qos: 1 });
    await ours.publishAsync("room/temperature", "ours", { qos: 1, retain: true });
    await theirs.publishAsync("room/temperature", "theirs", { qos: 1, retain: true });
    // Whoever subscribes later gets the tenant's own retained message.
    await ours.subscribeAsync("room/+", { qos: 1 });
    await theirs.subscribeAsync("room/+", { qos: 1 });
    await ours.publishAsync("room/end", "ours", { qos: 1 });
    await theirs.publishAsync("room/end", "theirs", { qos: 1 });
    // A message of one's own that comes back proves that whatever came before it has come.
    while (!seen.ours?.length || !seen.theirs?.length) await Promise.race([nextMessage(ours), nextMessage(theirs)]);
    expect([ours.connected, theirs.connected]).toEqual([true, true]);
    expect(new Set(seen.ours)).toEqual(new Set(["ours"]));
    expect(new Set(seen.theirs)).toEqual(new Set(["theirs"]));
  });
});

describe.skipIf(!hasPaho)("Paho Python", () => {
  it("connects, subscribes and publishes without credentials", async () => {
    const script = `
import sys, paho.mqtt.client as mqtt
try: client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION1)
except AttributeError: client = mqtt.Client()
def on_connect(client, userdata, flags, rc): client.subscribe("paho/#", 1)
def on_subscribe(client, userdata, mid, granted): client.publish("paho/hello", "from python", 1)
def on_message(client, userdata, message):
    print(message.topic, message.payload.decode(), flush=True); client.disconnect()
client.on_connect, client.on_subscribe, client.on_message = on_connect, on_subscribe, on_message
client.connect("127.0.0.1", int(sys.argv[1]), 10)
client.loop_forever()`;
    const { code, stdout, stderr } = await run(PYTHON, ["-c", script, String(hato.ready.mqtt)]).ended;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "paho/hello from python\n", stderr: "" });
  });
});
