import { once } from "node:events";
import { connect } from "node:tls";
import { connectAsync } from "mqtt";
import { beforeAll, expect, test } from "vitest";
import type { KeyPair } from "#db/x509/signing-key.ts";
import type { AuthRequest } from "#server/identity.ts";
import { issueServerCertificate, makeAuthority } from "#server/tls/local-authority.ts";
import { listenTls } from "#server/transport/tls.ts";
import { listenWebSocket } from "#server/transport/websocket.ts";
import { PASSWORD, startBroker } from "./broker.ts";

let authority: KeyPair;
let server: KeyPair;

beforeAll(async () => {
  authority = await makeAuthority(new Date());
  server = await issueServerCertificate(authority, ["localhost", "acme.localhost"], new Date());
});

test("TLS and WSS carry MQTT, and the name asked for reaches authenticate", async () => {
  await using broker = await startBroker();
  const requests: AuthRequest[] = [];
  const { authenticate } = broker.broker;
  Object.assign(broker.broker, {
    authenticate: (request: AuthRequest) => {
      requests.push(request);
      return authenticate(request);
    },
  });
  const tls = { cert: server.certificate, key: server.key };
  const mqtts = await listenTls(broker.broker, { host: "127.0.0.1", port: 0, tls });
  const wss = await listenWebSocket(broker.broker, { host: "127.0.0.1", port: 0, path: "/mqtt", tls });
  for (const [url, transport] of [
    [`mqtts://localhost:${mqtts.port}`, "tls"],
    [`wss://localhost:${wss.port}/mqtt`, "wss"],
  ]) {
    const options = { ca: authority.certificate, username: "acme/js", password: PASSWORD, reconnectPeriod: 0 };
    const client = await connectAsync(url ?? "", { ...options, protocolVersion: 5 });
    const received = new Promise<Buffer>((resolve) => client.once("message", (_topic, payload) => resolve(payload)));
    await client.subscribeAsync("t", { qos: 1 });
    await client.publishAsync("t", "x".repeat(100_000), { qos: 1 });
    expect((await received).length).toBe(100_000);
    expect(requests.at(-1)).toMatchObject({ transport, serverName: "localhost", address: "127.0.0.1" });
    await client.endAsync();
  }
});

test("a changed certificate serves new connections while old ones stay", async () => {
  await using broker = await startBroker();
  const mqtts = await listenTls(broker.broker, {
    host: "127.0.0.1",
    port: 0,
    tls: { cert: server.certificate, key: server.key },
  });
  const presented = async () => {
    const socket = connect({ host: "127.0.0.1", port: mqtts.port, servername: "localhost", ca: authority.certificate });
    await once(socket, "secureConnect");
    return { socket, fingerprint: socket.getPeerCertificate().fingerprint256 };
  };
  const before = await presented();
  const renewed = await issueServerCertificate(authority, ["localhost"], new Date());
  mqtts.setSecureContext({ cert: renewed.certificate, key: renewed.key });
  const after = await presented();
  expect(after.fingerprint).not.toBe(before.fingerprint);
  before.socket.write(Buffer.from("c000", "hex"));
  await once(before.socket, "close");
  after.socket.destroy();
});

test("a peer that does not speak TLS harms nobody", async () => {
  await using broker = await startBroker();
  const mqtts = await listenTls(broker.broker, {
    host: "127.0.0.1",
    port: 0,
    tls: { cert: server.certificate, key: server.key },
  });
  const { connect: connectPlain } = await import("node:net");
  const socket = connectPlain(mqtts.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("GET / HTTP/1.1\r\n\r\n");
  await once(socket, "close");
});
