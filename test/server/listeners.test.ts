import { once } from "node:events";
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { parseConfig } from "#core/config.ts";
import type { KeyPair } from "#db/x509/signing-key.ts";
import { openListeners } from "#server/listeners.ts";
import { serverCertificate } from "#server/tls/certificate.ts";
import { issueServerCertificate, makeAuthority } from "#server/tls/local-authority.ts";
import { watchFiles } from "#server/tls/watch.ts";
import { startBroker } from "#test/broker/broker.ts";

let authority: KeyPair;
let directory = "";
beforeAll(async () => {
  authority = await makeAuthority(new Date());
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hato-listeners-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const issue = () => issueServerCertificate(authority, ["localhost"], new Date());

async function open(env: Record<string, string> = {}) {
  const lines: { message: string; cause: unknown }[] = [];
  const files = { TLS_CERT_FILE: join(directory, "cert.pem"), TLS_KEY_FILE: join(directory, "key.pem") };
  const ports = { MQTT_PORT: "0", MQTTS_PORT: "0", WS_PORT: "0", WSS_PORT: "0", HOST: "127.0.0.1" };
  const config = parseConfig({ ...files, ...ports, ...env });
  const broker = await startBroker({
    log: (_level, message, fields) => lines.push({ message, cause: fields?.cause }),
  });
  return {
    broker,
    lines,
    ports: await openListeners(broker.broker, config, await serverCertificate(config)),
    async [Symbol.asyncDispose]() {
      broker.errors.length = 0;
      await broker[Symbol.asyncDispose]();
    },
  };
}

async function handshake(port: number, options: object = {}): Promise<TLSSocket> {
  const socket = connect({ host: "127.0.0.1", port, servername: "localhost", ca: authority.certificate, ...options });
  await once(socket, "secureConnect");
  return socket;
}

function write(name: string, { certificate, key }: KeyPair): void {
  writeFileSync(join(directory, `${name}-cert.pem`), certificate);
  writeFileSync(join(directory, `${name}-key.pem`), key);
}

describe("the operator's certificate", () => {
  it("is read anew when its files are replaced, bad ones are not used, and no client is dropped", async () => {
    write("first", await issue());
    renameSync(join(directory, "first-cert.pem"), join(directory, "cert.pem"));
    renameSync(join(directory, "first-key.pem"), join(directory, "key.pem"));
    await using listening = await open();
    const { lines, ports } = listening;
    const early = await handshake(ports.mqtts);
    const fingerprint = async (port: number) => {
      const socket = await handshake(port);
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint256;
    };
    const before = await fingerprint(ports.mqtts);

    writeFileSync(join(directory, "new.pem"), "no certificate");
    renameSync(join(directory, "new.pem"), join(directory, "cert.pem"));
    await expect
      .poll(() => lines.map(({ message }) => message), { timeout: 10_000 })
      .toEqual(["the new certificate is not used, the former one stays"]);
    expect(lines[0]?.cause).toMatch(/^TLS_CERT_FILE and TLS_KEY_FILE do not fit: /);
    expect(await fingerprint(ports.mqtts)).toBe(before);

    write("second", await issue());
    renameSync(join(directory, "second-key.pem"), join(directory, "key.pem"));
    renameSync(join(directory, "second-cert.pem"), join(directory, "cert.pem"));
    await expect.poll(() => fingerprint(ports.mqtts), { timeout: 10_000 }).not.toBe(before);
    expect(await fingerprint(ports.wss)).toBe(await fingerprint(ports.mqtts));
    expect(lines).toHaveLength(2);
    expect(early.readyState).toBe("open");
    expect(listening.broker.broker.connections.size).toBe(1);
    early.destroy();
  });

  it("is offered for TLS 1.2 and 1.3, and nothing older", async () => {
    const { certificate, key } = await issue();
    writeFileSync(join(directory, "cert.pem"), certificate);
    writeFileSync(join(directory, "key.pem"), key);
    await using listening = await open();
    for (const port of [listening.ports.mqtts, listening.ports.wss]) {
      for (const version of ["TLSv1.2", "TLSv1.3"]) {
        const socket = await handshake(port, { minVersion: version, maxVersion: version });
        expect(socket.getProtocol()).toBe(version);
        socket.destroy();
      }
      const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };
      await expect(handshake(port, old)).rejects.toThrow(/protocol version|unsupported/);
    }
  });
});

it("a page of another origin is refused where origins are named, and one line says why", async () => {
  const { certificate, key } = await issue();
  writeFileSync(join(directory, "cert.pem"), certificate);
  writeFileSync(join(directory, "key.pem"), key);
  await using listening = await open({ WS_ORIGINS: "self" });
  const status = async (origin: string | undefined) => {
    const webSocket = new WebSocket(`ws://127.0.0.1:${listening.ports.ws}/mqtt`, ["mqtt"], { origin });
    const outcome = await Promise.race([
      once(webSocket, "open").then(() => 101),
      once(webSocket, "unexpected-response").then(([, response]) => response.statusCode),
    ]);
    webSocket.on("error", () => {});
    webSocket.terminate();
    return outcome;
  };
  expect(await status(undefined)).toBe(101);
  expect(await status("http://localhost:18083")).toBe(101);
  expect(await status("https://stranger.example")).toBe(403);
  expect(listening.lines.map(({ message }) => message)).toEqual([
    "WebSocket refused: WS_ORIGINS does not name its origin",
  ]);
});

describe("watched files", () => {
  const pace = { pollMs: 20, settleMs: 20 };
  const path = (...parts: string[]) => join(directory, ...parts);

  it("are told of however they change, and together only once", async () => {
    writeFileSync(path("a"), "1");
    writeFileSync(path("b"), "1");
    let changes = 0;
    const stop = watchFiles([path("a"), path("b")], () => changes++, { pollMs: 20, settleMs: 200 });
    try {
      writeFileSync(path("a"), "two");
      writeFileSync(path("b"), "two");
      await expect.poll(() => changes).toBe(1);
      writeFileSync(path("c"), "three");
      renameSync(path("c"), path("a"));
      await expect.poll(() => changes).toBe(2);
    } finally {
      stop();
    }
  });

  it("are followed through a link that is turned elsewhere, as in a mounted secret", async () => {
    writeFileSync(path("one"), "1");
    writeFileSync(path("two"), "22");
    symlinkSync("one", path("link"));
    let changes = 0;
    const stop = watchFiles([path("link")], () => changes++, pace);
    try {
      symlinkSync("two", path("next"));
      renameSync(path("next"), path("link"));
      await expect.poll(() => changes).toBe(1);
    } finally {
      stop();
    }
  });
});
