import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { authorityFile, serverCertificate } from "#server/tls/certificate.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
let dataDir = "";
const config = (publicHost = "mqtt.example.test") => ({
  dataDir,
  publicHost,
  tlsCertFile: undefined,
  tlsKeyFile: undefined,
});

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "hato-tls-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe("the certificate of our own authority", () => {
  it.each(["localhost", "127.0.0.1", "mqtt.example.test", "acme.mqtt.example.test"])(
    "is accepted for %s by a client that holds ca.pem",
    async (servername) => {
      const { certificate, key } = await serverCertificate(config());
      const server = createServer({ cert: certificate, key }, (socket) => socket.end());
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      const { port } = server.address() as { port: number };
      try {
        const authorized = await new Promise<boolean>((done, fail) => {
          const socket: TLSSocket = connect(
            {
              host: "127.0.0.1",
              port,
              ...(servername === "127.0.0.1" ? {} : { servername }),
              ca: readFileSync(authorityFile(dataDir)),
            },
            () => done(socket.authorized),
          );
          socket.on("error", fail).resume();
        });
        expect(authorized).toBe(true);
      } finally {
        server.close();
      }
    },
  );

  it("lives at most 397 days, and its authority ten years", async () => {
    const { certificate } = await serverCertificate(config());
    const days = (pem: string) => {
      const { validFromDate, validToDate } = new X509Certificate(pem);
      return (validToDate.getTime() - validFromDate.getTime()) / DAY_MS;
    };
    expect(days(certificate)).toBeLessThanOrEqual(397);
    expect(days(readFileSync(authorityFile(dataDir), "utf8"))).toBeGreaterThan(3649);
  });

  it("keeps its keys from other users", async () => {
    await serverCertificate(config());
    for (const file of ["ca-key.pem", "server-key.pem"]) {
      expect(statSync(join(dataDir, "tls", file)).mode & 0o777).toBe(0o600);
    }
  });

  it("is the same at the next start", async () => {
    const first = await serverCertificate(config());
    expect(await serverCertificate(config())).toEqual(first);
  });

  it.each([
    ["it has less than 30 days left", () => serverCertificate(config(), new Date(Date.now() + 368 * DAY_MS))],
    ["the public name changes", () => serverCertificate(config("other.example.test"))],
  ])("is renewed by the same authority when %s", async (_when, again) => {
    const first = await serverCertificate(config());
    const authority = readFileSync(authorityFile(dataDir), "utf8");
    const second = await again();
    expect(second.certificate).not.toBe(first.certificate);
    expect(readFileSync(authorityFile(dataDir), "utf8")).toBe(authority);
  });

  it("is not replaced behind the devices' backs when the authority's key is lost", async () => {
    await serverCertificate(config());
    rmSync(join(dataDir, "tls", "ca-key.pem"));
    await expect(serverCertificate(config())).rejects.toThrow(/ca-key\.pem is missing: put it back/);
  });
});

describe("the operator's files", () => {
  it("are used as they are", async () => {
    const { certificate, key } = await serverCertificate(config());
    const [tlsCertFile, tlsKeyFile] = [join(dataDir, "cert.pem"), join(dataDir, "key.pem")];
    writeFileSync(tlsCertFile, certificate);
    writeFileSync(tlsKeyFile, key);
    expect(await serverCertificate({ ...config(), tlsCertFile, tlsKeyFile })).toEqual({ certificate, key });
  });

  it("stop the start when they cannot be read or do not fit", async () => {
    const missing = { ...config(), tlsCertFile: "/nowhere/cert.pem", tlsKeyFile: "/nowhere/key.pem" };
    await expect(serverCertificate(missing)).rejects.toThrow("TLS_CERT_FILE: cannot read /nowhere/cert.pem (ENOENT)");
    const { certificate } = await serverCertificate(config());
    const [tlsCertFile, tlsKeyFile] = [join(dataDir, "cert.pem"), join(dataDir, "key.pem")];
    writeFileSync(tlsCertFile, certificate);
    writeFileSync(tlsKeyFile, readFileSync(join(dataDir, "tls", "ca-key.pem")));
    await expect(serverCertificate({ ...config(), tlsCertFile, tlsKeyFile })).rejects.toThrow(/do not fit/);
  });
});
