import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { probeListener } from "#app/_services/preflight/probe-listener.ts";
import { type HatoProcess, startHato } from "#test/hato.ts";

const open: (Server | TcpServer)[] = [];
let hato: HatoProcess | undefined;
afterEach(async () => {
  for (const server of open.splice(0)) server.close();
  await hato?.stop();
  hato = undefined;
});

async function listening(server: Server | TcpServer): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const probe = (port: number, secure: boolean, origin?: string) =>
  probeListener({
    publicHost: "localhost",
    address: "127.0.0.1",
    port,
    path: "/mqtt",
    secure,
    origin,
    timeoutMs: 2_000,
  });

const outcomes = async (port: number, secure = false, origin?: string) =>
  (await probe(port, secure, origin)).map(({ step, outcome, detail }) => `${step} ${outcome} ${detail}`.trim());

describe("the preflight of a listener", () => {
  test("passes at a real Hato; its own certificate is one that a browser may not trust; a foreign page is refused", async () => {
    hato = await startHato({ env: { WS_ORIGINS: "self" } });
    const { ws, wss } = hato.ready;
    expect((await outcomes(ws)).slice(1)).toEqual(["tcp passed", "upgrade passed HTTP 101"]);
    const secure = await probe(wss, true);
    expect(secure.map(({ step, outcome }) => `${step} ${outcome}`).slice(1)).toEqual([
      "tcp passed",
      "tls doubtful",
      "upgrade passed",
    ]);
    expect((await outcomes(ws, false, "https://elsewhere.example")).at(-1)).toBe("upgrade failed HTTP 403");
  }, 60_000);

  test("ends at the port when nobody listens", async () => {
    const port = await listening(createTcpServer());
    await new Promise((resolve) => open.splice(0)[0]?.close(resolve));
    expect((await outcomes(port)).slice(1)).toEqual(["tcp failed ECONNREFUSED"]);
  });

  test("ends at the upgrade when something else listens, and at TLS when it does not speak it", async () => {
    const port = await listening(createServer((_, response) => response.writeHead(404).end()));
    expect((await outcomes(port)).at(-1)).toBe("upgrade failed HTTP 404");
    expect((await probe(port, true)).at(-1)).toMatchObject({ step: "tls", outcome: "failed" });
  });

  test("waits for nobody for ever", async () => {
    const port = await listening(createTcpServer(() => undefined));
    expect((await outcomes(port)).at(-1)).toBe("upgrade failed ETIMEDOUT");
  });
});
