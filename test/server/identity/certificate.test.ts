import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { SystemActor } from "#app/_services/actor.ts";
import { addCertificate } from "#app/_services/certificates/add-certificate.ts";
import type { AddCertificateInput, AuthorityView } from "#app/_services/certificates/certificate.ts";
import { createAuthority } from "#app/_services/certificates/create-authority.ts";
import { endAuthority } from "#app/_services/certificates/end-authority.ts";
import { listAuthorities } from "#app/_services/certificates/list-authorities.ts";
import { listDeviceCertificates } from "#app/_services/certificates/list-device-certificates.ts";
import { revokeCertificate } from "#app/_services/certificates/revoke-certificate.ts";
import { createDevice } from "#app/_services/devices/create-device.ts";
import { createDeviceInput } from "#app/_services/devices/device.ts";
import { updateDevice } from "#app/_services/devices/update-device.ts";
import type { CertificateMapping } from "#core/certificate.ts";
import type { BrokerEvent } from "#core/control.ts";
import { createTenant } from "#db/queries/tenants.ts";
import { SubjectAlternativeNameExtension } from "#db/x509/peculiar.ts";
import type { KeyPair } from "#db/x509/signing-key.ts";
import { issueServerCertificate, makeAuthority } from "#server/tls/local-authority.ts";
import { listenTls } from "#server/transport/tls.ts";
import { listenWebSocket } from "#server/transport/websocket.ts";
import { openHouse } from "#test/api/house.ts";
import { makeForeignAuthority, makeLeaf } from "#test/certificates.ts";
import { type LiveBroker, startLiveBroker } from "../live-broker.ts";

// The secret that the broker of these tests has, too.
const database = await openHouse({ AUTH_SECRET: "a secret of these tests, and of no other" });
let live: LiveBroker;
let acme: SystemActor;
let globex: SystemActor;
let serverAuthority: KeyPair;
let mqtts = 0;
let wss = 0;
const clients: MqttClient[] = [];

beforeAll(async () => {
  live = await startLiveBroker(database);
  acme = actorOf(live.tenant);
  globex = actorOf(await database.transaction((orm) => createTenant(orm, { slug: "globex", name: "Globex" })));
  serverAuthority = await makeAuthority(new Date());
  const server = await issueServerCertificate(serverAuthority, ["localhost", "acme.localhost"], new Date());
  const on = { host: "127.0.0.1", port: 0, tls: { cert: server.certificate, key: server.key } };
  mqtts = (await listenTls(live.broker, on)).port;
  wss = (await listenWebSocket(live.broker, { ...on, path: "/mqtt" })).port;
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
});
afterAll(() => live.close());

function actorOf({ id, slug }: { readonly id: string; readonly slug: string }): SystemActor {
  return { kind: "system", id: "tests", label: "tests", address: undefined, tenantId: id, tenantSlug: slug };
}

async function newDevice(actor: SystemActor, name: string) {
  const input = createDeviceInput.parse({ name, roles: ["whole-tenant"] });
  const { device, credential } = await createDevice(actor, input);
  return { id: device.id, name, password: credential.password };
}

/** What a client connects with. */
interface Shown {
  readonly certificate: string;
  readonly key: string;
  readonly id: string;
}

async function give(actor: SystemActor, deviceId: string, input: AddCertificateInput = {}): Promise<Shown> {
  const { certificate, pem, privateKey } = await addCertificate(actor, deviceId, input);
  return { certificate: pem, key: privateKey ?? "", id: certificate.id };
}

function trust(actor: SystemActor, pair: KeyPair, mapping: CertificateMapping = "none"): Promise<AuthorityView> {
  return createAuthority(actor, { name: "theirs", certificate: pair.certificate, mapping });
}

/** Connects by MQTT.js, whose error carries the CONNACK's code. */
async function connect(shown: Pick<Shown, "certificate" | "key"> | undefined, options: IClientOptions = {}) {
  const scheme = options.protocol ?? "mqtts";
  const url = scheme === "wss" ? `wss://localhost:${wss}/mqtt` : `mqtts://localhost:${mqtts}`;
  const client = await connectAsync(url, {
    ca: serverAuthority.certificate,
    ...(shown === undefined ? {} : { cert: shown.certificate, key: shown.key }),
    protocolVersion: 5,
    reconnectPeriod: 0,
    ...options,
  });
  clients.push(client);
  return client;
}

/** The refusals that the tenant's owner is told of. */
function refusalsOf(actor: SystemActor): string[] {
  const refusals: string[] = [];
  const take = (event: BrokerEvent) => {
    if (event.type === "connectRefused") refusals.push(event.refusal);
  };
  live.broker.tenant(actor.tenantId)?.events.subscribe(take, { after: 0 })();
  return refusals;
}

function isOnline({ tenantId }: SystemActor, deviceId: string): boolean {
  return live.broker.tenant(tenantId)?.presence([deviceId]).length === 1;
}

async function isLetIn(shown: Pick<Shown, "certificate" | "key">, options: IClientOptions = {}): Promise<void> {
  const client = await connect(shown, options);
  await client.endAsync();
}

function isRefused(shown: Pick<Shown, "certificate" | "key">, code: number, options: IClientOptions = {}) {
  return expect(connect(shown, options)).rejects.toMatchObject({ code });
}

function ended(client: MqttClient): Promise<number | undefined> {
  return new Promise((resolve) => {
    client.once("disconnect", (packet) => resolve(packet.reasonCode));
    client.once("close", () => resolve(undefined));
  });
}

describe("a certificate that Hato issued", () => {
  test.each(["mqtts", "wss"] as const)("says all by itself, over %s", async (protocol) => {
    const device = await newDevice(acme, `alone-${protocol}`);
    const shown = await give(acme, device.id);
    const client = await connect(shown, { protocol });
    await client.subscribeAsync("t");
    const received = new Promise((resolve) => client.once("message", (_topic, payload) => resolve(`${payload}`)));
    await client.publishAsync("t", "hello", { qos: 1 });
    expect(await received).toBe("hello");
    expect(isOnline(acme, device.id)).toBe(true);
  });

  test("fits a username that names its device, and no other", async () => {
    const device = await newDevice(acme, "named");
    await newDevice(acme, "another");
    const shown = await give(acme, device.id);
    await isLetIn(shown, { username: "acme/named" });
    await isLetIn(shown, { username: "acme/" });
    await isLetIn(shown, { servername: "acme.localhost" });
    await isRefused(shown, 0x87, { username: "acme/another" });
    expect(refusalsOf(acme).at(-1)).toBe("certificateMismatch");
  });

  test("is nothing to another tenant, whatever its name", async () => {
    const shown = await give(acme, (await newDevice(acme, "twin")).id);
    const theirs = await newDevice(globex, "twin");
    await isRefused(shown, 0x86, { username: "globex/twin" });
    expect(refusalsOf(globex).at(-1)).toBe("unknownAuthority");
    await isRefused(shown, 0x86, { username: "globex/", servername: "acme.localhost" });
    // As if it had shown none.
    await isLetIn(shown, { username: "globex/twin", password: theirs.password });
    await isRefused(shown, 0x86, { username: "globex/twin", password: "wrong" });
  });

  test("registered in another tenant as well, still is its own", async () => {
    const device = await newDevice(acme, "claimed");
    const shown = await give(acme, device.id);
    const [leaf = ""] = shown.certificate.split(/(?<=-----END CERTIFICATE-----\n)/);
    await give(globex, (await newDevice(globex, "claimed")).id, { certificate: leaf });
    const client = await connect(shown);
    expect(isOnline(acme, device.id)).toBe(true);
    await client.endAsync();
  });

  test("is signed for a request, whose names are not taken", async () => {
    const device = await newDevice(acme, "requested");
    const directory = mkdtempSync(join(tmpdir(), "hato-csr-"));
    const file = (name: string) => join(directory, name);
    const subject = ["-subj", "/CN=somebody-else", "-addext", "basicConstraints=CA:TRUE"];
    await promisify(execFile)("openssl", [
      ...["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", file("key.pem"), "-out", file("csr.pem")],
      ...subject,
    ]);
    const { readFileSync } = await import("node:fs");
    const { pem, privateKey } = await addCertificate(acme, device.id, { csr: readFileSync(file("csr.pem"), "utf8") });
    const key = readFileSync(file("key.pem"), "utf8");
    const certificate = new X509Certificate(pem);
    expect(privateKey).toBeNull();
    expect(certificate).toMatchObject({ subject: "CN=requested", ca: false });
    expect(certificate.subjectAltName).toBe("URI:hato:acme/requested");
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    await isLetIn({ certificate: pem, key });
    // OpenSSL finds nothing wrong with it either.
    writeFileSync(file("leaf.pem"), pem);
    const [authority] = (await listAuthorities(acme)).slice(-1);
    writeFileSync(file("ca.pem"), authority?.pem ?? "");
    const verify = ["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", file("ca.pem"), file("leaf.pem")];
    expect((await promisify(execFile)("openssl", verify)).stdout).toContain("OK");
    rmSync(directory, { recursive: true });
  });

  test("revoked, ends the connections that came by it, and no others", async () => {
    const device = await newDevice(acme, "revoked");
    const [lost, kept] = [await give(acme, device.id), await give(acme, device.id)];
    const client = await connect(lost, { clientId: "lost" });
    const other = await connect(kept, { clientId: "kept" });
    const end = ended(client);
    await revokeCertificate(acme, lost.id);
    expect(await end).toBe(0x87);
    await isRefused(lost, 0x87);
    expect(refusalsOf(acme).at(-1)).toBe("certificateRevoked");
    await isRefused(lost, 0x87, { username: "acme/revoked", password: device.password });
    await other.publishAsync("still", "here", { qos: 1 });
  });

  test("ends with the trust in its authority", async () => {
    const device = await newDevice(acme, "orphan");
    const { id: authorityId } = await createAuthority(acme, { name: "short-lived", mapping: "none" });
    const shown = await give(acme, device.id, { authorityId });
    const client = await connect(shown);
    const end = ended(client);
    await endAuthority(acme, authorityId);
    expect(await end).toBe(0x87);
    await isRefused(shown, 0x86);
    const [row] = await database.sql`select sealed_key from certificate_authorities where id = ${authorityId}`;
    expect(row?.sealed_key).toBeNull();
  });

  test("does not help a disabled device, nor one that was deleted", async () => {
    const device = await newDevice(acme, "disabled");
    const shown = await give(acme, device.id);
    const client = await connect(shown);
    const end = ended(client);
    await updateDevice(acme, device.id, { status: "disabled" }, undefined);
    expect(await end).toBe(0x98);
    await isRefused(shown, 0x8a);
    await database.sql`delete from devices where id = ${device.id}`;
    await isRefused(shown, 0x86, { username: "acme/disabled" });
  });

  test("that expires while it is used ends the connection", async () => {
    const device = await newDevice(acme, "expiring");
    const shown = await give(acme, device.id);
    await database.sql`update device_certificates set not_after = now() + interval '1 second' where id = ${shown.id}`;
    const client = await connect(shown);
    expect(await ended(client)).toBe(0xa0);
    await isRefused(shown, 0x87);
    expect(refusalsOf(acme).at(-1)).toBe("certificateExpired");
  });

  test("is passed over where its tenant takes no certificates", async () => {
    const device = await newDevice(globex, "policy");
    const shown = await give(globex, device.id);
    const policy = { mqtt: ["secret"], mqtts: ["secret"], ws: [], wss: ["secret", "certificate"] };
    await database.sql`insert into listener_policies (tenant_id, policy)
      values (${globex.tenantId}, ${JSON.stringify(policy)}::jsonb)`;
    await isRefused(shown, 0x87);
    expect(refusalsOf(globex).at(-1)).toBe("listenerNotAllowed");
    await isLetIn(shown, { protocol: "wss" });
    await isLetIn(shown, { username: "globex/policy", password: device.password });
    await isRefused(shown, 0x86, { username: "globex/policy", password: "wrong" });
    await database.sql`delete from listener_policies where tenant_id = ${globex.tenantId}`;
  });

  test("is looked at anew when its TLS session is resumed", async () => {
    const shown = await give(acme, (await newDevice(acme, "resumed")).id);
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const first = await rawConnect(shown, { maxVersion });
      expect(first.code).toBe(0);
      const again = await rawConnect(shown, { maxVersion, session: first.session });
      expect(again).toMatchObject({ reused: true, code: 0 });
      // Without the key and the certificate: the ticket alone carries who it was.
      const bare = await rawConnect(undefined, { maxVersion, session: again.session ?? first.session });
      expect(bare).toMatchObject({ reused: true, code: 0 });
    }
    const last = await rawConnect(shown, { maxVersion: "TLSv1.3" });
    await revokeCertificate(acme, shown.id);
    expect(await rawConnect(shown, { maxVersion: "TLSv1.3", session: last.session })).toMatchObject({
      reused: true,
      code: 0x87,
    });
  });

  test("is seen when it was used", async () => {
    const device = await newDevice(acme, "used");
    await isLetIn(await give(acme, device.id));
    await live.lastSeen.flush();
    const [certificate] = await listDeviceCertificates(acme, device.id);
    expect(certificate).toMatchObject({ origin: "issued", status: "active", lastUsedAt: expect.any(String) });
  });
});

/** CONNECT over a TLS connection that is ours to look into. */
async function rawConnect(
  shown: Pick<Shown, "certificate" | "key"> | undefined,
  { maxVersion, session }: { maxVersion: "TLSv1.2" | "TLSv1.3"; session?: Buffer | undefined },
): Promise<{ code: number | undefined; reused: boolean; session: Buffer | undefined }> {
  const socket: TLSSocket = connectTls({
    host: "localhost",
    port: mqtts,
    ca: serverAuthority.certificate,
    maxVersion,
    session,
    ...(shown === undefined ? {} : { cert: shown.certificate, key: shown.key }),
  });
  let ticket: Buffer | undefined;
  socket.on("session", (given: Buffer) => {
    ticket = given;
  });
  await once(socket, "secureConnect");
  // CONNECT, 5.0, clean start, client id "raw".
  socket.write(Buffer.from("101000044d5154540502000000" + "0003726177", "hex"));
  const [connack] = (await once(socket, "data")) as [Buffer];
  const reused = socket.isSessionReused();
  socket.destroy();
  return { code: connack[3], reused, session: ticket };
}

describe("a certificate of others", () => {
  test("registered, is as good as Hato's where the client names the tenant", async () => {
    const device = await newDevice(acme, "self-signed");
    const own = await makeLeaf(undefined, { commonName: "anything" });
    await isRefused(own, 0x86, { username: "acme/self-signed" });
    expect(refusalsOf(acme).at(-1)).toBe("unknownAuthority");
    await give(acme, device.id, { certificate: own.certificate });
    await isLetIn(own, { username: "acme/self-signed" });
    await isLetIn(own, { servername: "acme.localhost" });
    await isLetIn(own, { protocol: "wss", username: "acme/self-signed" });
  });

  test("registered, is not enough to be sent into a tenant that the client did not name", async () => {
    const own = await makeLeaf(undefined);
    await give(globex, (await newDevice(globex, "trap")).id, { certificate: own.certificate });
    // Into the anonymous tenant of this installation, as without a certificate.
    const client = await connect(own);
    expect([...(live.broker.tenant(globex.tenantId)?.sessions.values() ?? [])]).toEqual([]);
    await client.endAsync();
  });

  test("that is not valid yet is refused until it is", async () => {
    const early = await makeLeaf(undefined, { from: 1 });
    await give(acme, (await newDevice(acme, "early")).id, { certificate: early.certificate });
    await isRefused(early, 0x87, { username: "acme/early" });
    expect(refusalsOf(acme).at(-1)).toBe("certificateNotYetValid");
  });

  const mapped = [
    ["cn", (name: string) => ({ commonName: name })],
    [
      "san-dns",
      (name: string) => ({ extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: name }])] }),
    ],
    [
      "san-uri",
      (name: string) => ({
        extensions: [new SubjectAlternativeNameExtension([{ type: "url", value: `spiffe://factory/line-1/${name}` }])],
      }),
    ],
  ] as const;
  test.each(mapped)("under a trusted authority is its device's by %s", async (mapping, contents) => {
    const authority = await makeForeignAuthority(`by ${mapping}`);
    const device = await newDevice(acme, `by-${mapping}`);
    const { id } = await trust(acme, authority, mapping);
    const leaf = await makeLeaf(authority, contents(device.name));
    const client = await connect(leaf, { username: `acme/${device.name}` });
    expect(await listDeviceCertificates(acme, device.id)).toMatchObject([{ origin: "mapped", authorityId: id }]);
    await isLetIn(leaf, { servername: "acme.localhost" });
    expect(await listDeviceCertificates(acme, device.id)).toHaveLength(1);
    await newDevice(acme, `not-by-${mapping}`);
    const stranger = await makeLeaf(authority, contents(device.name));
    await isRefused(stranger, 0x87, { username: `acme/not-by-${mapping}` });
    expect(refusalsOf(acme).at(-1)).toBe("certificateMismatch");
    await isRefused(await makeLeaf(authority, contents("nobody")), 0x86, { username: "acme/nobody" });
    expect(refusalsOf(acme).at(-1)).toBe("unknownDevice");
    const end = ended(client);
    await endAuthority(acme, id);
    expect(await end).toBe(0x87);
    await isRefused(leaf, 0x86, { username: `acme/${device.name}` });
  });

  test("under an authority that another tenant trusts is nothing here", async () => {
    const authority = await makeForeignAuthority("globex's own");
    await trust(globex, authority, "cn");
    await newDevice(globex, "valve");
    await newDevice(acme, "valve");
    const leaf = await makeLeaf(authority, { commonName: "valve" });
    await isRefused(leaf, 0x86, { username: "acme/valve" });
    await isRefused(leaf, 0x86, { servername: "acme.localhost", username: "valve" });
    await isLetIn(leaf, { username: "globex/valve" });
  });

  test("under an authority of the same name as another tenant's is judged by the tenant's own", async () => {
    const [ours, theirs] = [await makeForeignAuthority("Same CA"), await makeForeignAuthority("Same CA")];
    await trust(acme, ours, "cn");
    await trust(globex, theirs, "cn");
    await newDevice(acme, "pump");
    await newDevice(globex, "pump");
    const leaf = await makeLeaf(ours, { commonName: "pump" });
    await isLetIn(leaf, { username: "acme/pump" });
    await isRefused(leaf, 0x86, { username: "globex/pump" });
  });

  test("may lean on an intermediate that it brings along", async () => {
    const root = await makeForeignAuthority("Root");
    const intermediate = await makeForeignAuthority("Line 7", { above: root });
    await trust(acme, root, "cn");
    const device = await newDevice(acme, "line-7");
    const leaf = await makeLeaf(intermediate, { commonName: device.name });
    const options = { username: `acme/${device.name}` };
    await isRefused(leaf, 0x86, options);
    await isLetIn({ ...leaf, certificate: leaf.certificate + intermediate.certificate }, options);
    // From now on it is known.
    await isLetIn(leaf, options);
  });

  test.each([
    ["expired", "certificateExpired", { to: -0.5 }],
    ["not valid yet", "certificateNotYetValid", { from: 1 }],
    ["meant for servers", "certificateUnfit", { usage: "1.3.6.1.5.5.7.3.1" }],
  ] as const)("under a trusted authority, %s, is refused by its cause", async (_words, refusal, contents) => {
    const authority = await makeForeignAuthority("For causes");
    await trust(acme, authority, "cn");
    await isRefused(await makeLeaf(authority, { commonName: "any", ...contents }), 0x87, { username: "acme/any" });
    expect(refusalsOf(acme).at(-1)).toBe(refusal);
  });

  test("revoked, stays so when its device is made anew and its authority trusted again", async () => {
    const authority = await makeForeignAuthority("Comes back");
    const { id } = await trust(acme, authority, "cn");
    const device = await newDevice(acme, "lazarus");
    const leaf = await makeLeaf(authority, { commonName: "lazarus" });
    await isLetIn(leaf, { username: "acme/lazarus" });
    const [certificate] = await listDeviceCertificates(acme, device.id);
    await revokeCertificate(acme, certificate?.id ?? "");
    await database.sql`delete from devices where id = ${device.id}`;
    const again = await newDevice(acme, "lazarus");
    await isRefused(leaf, 0x87, { username: "acme/lazarus" });
    await endAuthority(acme, id);
    await trust(acme, authority, "cn");
    await isRefused(leaf, 0x87, { username: "acme/lazarus" });
    await expect(give(acme, again.id, { certificate: leaf.certificate })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("the handshake", () => {
  test("tells no client the names of anybody's authorities", async () => {
    await trust(acme, await makeForeignAuthority("Not to be told"), "cn");
    const { stdout } = await promisify(execFile)(
      "sh",
      ["-c", `openssl s_client -connect localhost:${mqtts} </dev/null 2>/dev/null`],
      {},
    );
    expect(stdout).toContain("No client certificate CA names sent");
    expect(stdout).not.toContain("Not to be told");
  });

  test("asks those who speak like a browser for no certificate on WSS", async () => {
    const device = await newDevice(acme, "browser");
    const shown = await give(acme, device.id);
    const silent = await connect(shown, {
      protocol: "wss",
      wsOptions: { ALPNProtocols: ["http/1.1"] } as NonNullable<IClientOptions["wsOptions"]>,
    });
    expect(silent.connected).toBe(true);
    expect(isOnline(acme, device.id)).toBe(false);
    await connect(shown, { protocol: "wss" });
    expect(isOnline(acme, device.id)).toBe(true);
  });
});

test("mosquitto_pub and mosquitto_sub by certificate", async () => {
  const device = await newDevice(acme, "mosquitto");
  const shown = await give(acme, device.id);
  const directory = mkdtempSync(join(tmpdir(), "hato-mosquitto-"));
  const files = { cafile: serverAuthority.certificate, cert: shown.certificate, key: shown.key };
  const args = ["-h", "localhost", "-p", String(mqtts), "-V", "5", "-t", "m/1", "-q", "1"];
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, name), text);
    args.push(`--${name}`, join(directory, name));
  }
  const run = promisify(execFile);
  await run("mosquitto_pub", [...args, "-m", "hello", "--retain"]);
  const { stdout } = await run("mosquitto_sub", [...args, "-C", "1", "-W", "10"]);
  expect(stdout.trim()).toBe("hello");
  await revokeCertificate(acme, shown.id);
  await expect(run("mosquitto_pub", [...args, "-m", "again"])).rejects.toThrow(/not authori[sz]ed/i);
  rmSync(directory, { recursive: true });
});

test("a client without a certificate comes in as before", async () => {
  const device = await newDevice(acme, "by-secret");
  for (const protocol of ["mqtts", "wss"] as const) {
    const client = await connect(undefined, { protocol, username: "acme/by-secret", password: device.password });
    expect(client.connected).toBe(true);
  }
});
