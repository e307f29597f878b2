import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import next from "next";
import { type Config, type ConfigError, parseConfig } from "#core/config.ts";
import { TrustedProxies } from "./client-address.ts";
import type { ConsoleMessage } from "./messages.ts";
import { ROOT } from "./next.ts";

/**
 * The console's process: Next.js behind a plain HTTP server of ours, so that it can take a free port and say which.
 * It is started by process.ts, and leaves when the pipe to its parent closes, however the parent ended; or alone, in a
 * container beside the broker's, where DATABASE_URL, AUTH_SECRET and CONTROL_URL tell it what it needs to know.
 */

const dev = process.argv.includes("--dev");
const { host: hostname, consolePort, trustedProxies } = readConfig();
const proxies = new TrustedProxies(trustedProxies);

process.on("disconnect", () => process.exit(0));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => void stop());

const server = createServer();
server.on("error", fail);
// Listening first and then preparing: Next.js wants to know the port, and early requests wait instead of failing.
const prepared =
  Promise.withResolvers<(...exchange: Parameters<ReturnType<typeof app.getRequestHandler>>) => unknown>();
server.on("request", (request, response) => {
  // Next.js answers such a path of the API with 500; it is the client's mistake and no news for a log.
  if (!isDecodable(request.url ?? "")) {
    response.writeHead(400, { "content-type": "text/plain; charset=utf-8" });
    return void response.end("The path is not valid: a % must be followed by two hexadecimal digits of UTF-8.\n");
  }
  const { headers, socket } = request;
  headers["x-forwarded-for"] = proxies.forwardedFor(headers["x-forwarded-for"], socket.remoteAddress ?? "");
  void prepared.promise.then((handle) => handle(request, response));
});
await new Promise<void>((listening) => server.listen(consolePort, hostname, listening));
const { port } = server.address() as AddressInfo;

const app = next({ dev, dir: ROOT, hostname, port, httpServer: server, quiet: !dev });
try {
  await app.prepare();
  prepared.resolve(app.getRequestHandler());
  tell({ type: "listening", port });
} catch (error) {
  fail(error as Error);
}

/** To the parent, or to whoever started the console alone. */
function tell(message: ConsoleMessage): void {
  if (process.send !== undefined) process.send(message);
  else process.stderr.write(`hato: the console ${JSON.stringify(message)}\n`);
}

function fail(error: NodeJS.ErrnoException): never {
  tell({ type: "failed", code: error.code, message: error.message });
  process.exit(1);
}

function readConfig(): Config {
  try {
    return parseConfig(process.env);
  } catch (error) {
    return fail(error as ConfigError);
  }
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

async function stop(): Promise<void> {
  server.close();
  server.closeIdleConnections();
  await app.close();
  process.exit(0);
}
