import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AUTHORITY_FILE } from "#app/_connect/placeholders.ts";
import { mosquitto } from "#app/_connect/snippets/mosquitto.ts";
import { mqttJsNode } from "#app/_connect/snippets/mqtt-js-node.ts";
import { pahoC } from "#app/_connect/snippets/paho-c.ts";
import { pahoPython } from "#app/_connect/snippets/paho-python.ts";
import type { Snippet, SnippetBlock } from "#app/_connect/snippets/snippet.ts";
import { type ConnectTarget, FIRST_PAYLOAD, type ProtocolVersion } from "#app/_connect/target.ts";
import type { TransportName } from "#core/control.ts";
import { newId } from "#core/ids.ts";
import { type Database, openDatabase } from "#db/client.ts";
import { deriveKeys, hashSecret, newSecret } from "#db/secrets.ts";
import { ownTestDatabaseUrl } from "#test/database.ts";
import { type HatoProcess, ROOT, startHato } from "#test/hato.ts";
import { isInstalled } from "#test/interop/program.ts";
import { type Shell, shell } from "./shell.ts";

/** What the console tells people to copy, run as they would, against a real Hato: a snippet that fails is a broken build. */

const AUTH_SECRET = "an authentication secret of this test";
/** Paho 2, which distributions do not carry yet; .ci/run puts it here. */
const PYTHON = join(ROOT, "node_modules/.cache/paho/bin/python");
const hasMosquitto = isInstalled("mosquitto_pub", "--version");
const hasPahoC = isInstalled("gcc", "--version") && existsSync("/usr/include/MQTTClient.h");

let hato: HatoProcess;
let database: Database;
let directory: string;
const shells: Shell[] = [];

beforeAll(async () => {
  const url = await ownTestDatabaseUrl();
  hato = await startHato({ env: { DATABASE_URL: url, AUTH_SECRET, BOOTSTRAP_TENANT: "acme" } });
  database = openDatabase(url, 2);
  directory = mkdtempSync(join(tmpdir(), "hato-snippets-"));
  copyFileSync(join(hato.dataDir, "tls", "ca.pem"), join(directory, AUTHORITY_FILE));
  symlinkSync(join(ROOT, "node_modules"), join(directory, "node_modules"));
});

afterAll(async () => {
  for (const each of shells) each.kill();
  await database.close();
  await hato.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** A new device with the rights that a sensor gets, and the target that the console would make for it. */
async function target(transport: TransportName, protocolVersion: ProtocolVersion): Promise<ConnectTarget> {
  const [id, secret] = [newId("device"), newSecret()];
  const name = `sensor-${id.slice(-8)}`;
  const hash = hashSecret(deriveKeys(AUTH_SECRET).deviceSecret, secret);
  await database.sql`
    with t as (select id from tenants where slug = 'acme'),
    d as (insert into devices (tenant_id, id, name) select t.id, ${id}, ${name} from t),
    c as (insert into device_credentials (tenant_id, id, device_id, secret_hash, secret_prefix)
      select t.id, ${newId("credential")}, ${id}, ${hash}, 'x' from t)
    insert into device_roles (tenant_id, device_id, role_id, position)
      select t.id, ${id}, r.id, 1 from t join roles r on r.tenant_id = t.id and r.name = 'own-subtree'`;
  const { ready } = hato;
  const ports = { tcp: ready.mqtt, tls: ready.mqtts, ws: ready.ws, wss: ready.wss };
  return {
    host: "localhost",
    port: ports[transport],
    transport,
    protocolVersion,
    username: `acme/${name}`,
    secret,
    clientId: name,
    topic: `${name}/temperature`,
    filter: `${name}/#`,
    mayPublish: true,
    authority: { fileName: AUTHORITY_FILE, url: "http://localhost/api/console/ca.pem", pem: "" },
  };
}

function block(snippet: Snippet, purpose: SnippetBlock["purpose"], to: ConnectTarget): SnippetBlock {
  const found = snippet.blocks(to).find((each) => each.purpose === purpose);
  if (found === undefined) throw new Error(`${snippet.id} has no block "${purpose}"`);
  return found;
}

/** Runs a line where the files are. */
function type(code: string): Shell {
  const started = shell(code, directory);
  shells.push(started);
  return started;
}

/** Saves the program under its name, and returns how the console says to run it. */
function save(snippet: Snippet, to: ConnectTarget): string {
  const program = block(snippet, "program", to);
  writeFileSync(join(directory, program.fileName ?? ""), program.code);
  return block(snippet, "run", to).code;
}

function everyWay(snippet: Snippet): (readonly [TransportName, ProtocolVersion])[] {
  return snippet.transports.flatMap((transport) =>
    snippet.protocolVersions.map((version) => [transport, version] as const),
  );
}

describe.skipIf(!hasMosquitto)("mosquitto", () => {
  it.each(everyWay(mosquitto))("publishes over %s with MQTT %i what the other snippet listens to", async (...way) => {
    const to = await target(...way);
    const listening = type(`stdbuf -oL ${block(mosquitto, "subscribe", to).code} -d`);
    await listening.says(/SUBACK/);
    expect(await type(block(mosquitto, "publish", to).code).ended).toMatchObject({ code: 0 });
    await listening.says(new RegExp(`^${to.topic} ${FIRST_PAYLOAD}$`, "m"));
  });
});

/** Each program subscribes, publishes and prints what arrives: its own message. */
async function connectsAndHearsItself(snippet: Snippet, way: readonly [TransportName, ProtocolVersion], prefix = "") {
  const to = await target(...way);
  const program = type(prefix + save(snippet, to));
  await program.says(/connected/);
  await program.says(new RegExp(`${to.topic} ${FIRST_PAYLOAD}`));
  program.kill();
}

async function isTurnedAway(snippet: Snippet, prefix = ""): Promise<void> {
  const to = { ...(await target("tcp", 5)), secret: "wrong" };
  const { output } = await type(prefix + save(snippet, to)).ended;
  expect(output).toMatch(/refused|not authorized|bad user ?name/i);
  expect(output).not.toMatch(/^connected/m);
}

describe("MQTT.js on Node", () => {
  const ourNode = `PATH='${join(ROOT, "node_modules/.bin")}':"$PATH"; `;
  it.each(everyWay(mqttJsNode))("connects over %s with MQTT %i and hears itself", async (...way) => {
    await connectsAndHearsItself(mqttJsNode, way, ourNode);
  });

  it("says why it was turned away, and ends", async () => {
    await isTurnedAway(mqttJsNode, ourNode);
  });

  it("asks again when nobody answers, as while the broker restarts", async () => {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    const to = { ...(await target("tcp", 5)), host: "127.0.0.1", port };
    const program = type(ourNode + save(mqttJsNode, to));
    await program.says(/ECONNREFUSED/);
    const connected = once(server, "connection");
    server.listen(port, "127.0.0.1");
    const [socket] = (await connected) as [Socket];
    program.kill();
    socket.destroy();
    server.close();
  });
});

describe.skipIf(!existsSync(PYTHON))("Paho 2 for Python", () => {
  const withPaho = `PATH='${join(PYTHON, "..")}':"$PATH"; `;
  it.each(everyWay(pahoPython))("connects over %s with MQTT %i and hears itself", async (...way) => {
    await connectsAndHearsItself(pahoPython, way, withPaho);
  });

  it("says why it was turned away, and ends", async () => {
    await isTurnedAway(pahoPython, withPaho);
  });
});

describe.skipIf(!hasPahoC)("Paho for C", () => {
  it.each(everyWay(pahoC))("compiles, connects over %s with MQTT %i and hears itself", async (...way) => {
    await connectsAndHearsItself(pahoC, way);
  });

  it("says why it was turned away, and ends", async () => {
    await isTurnedAway(pahoC);
  });
});
