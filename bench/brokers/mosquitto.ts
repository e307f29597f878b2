import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchBroker } from "./running-broker.ts";

/** Debian puts servers where ordinary users do not look. */
const BINARIES = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto"];

/** Mosquitto with unlimited queues and without Nagle, and without credentials or rules, which favours it. */
const CONFIGURATION = [
  "allow_anonymous true",
  "max_queued_messages 0",
  "set_tcp_nodelay true",
  "persistence false",
  "log_type error",
];

export const mosquitto: BenchBroker = {
  name: "Mosquitto",
  async start() {
    const binary = BINARIES.find(existsSync);
    if (binary === undefined) return undefined;
    const directory = await mkdtemp(join(tmpdir(), "bench-mosquitto-"));
    const port = await freePort();
    const file = join(directory, "mosquitto.conf");
    await writeFile(file, [`listener ${port} 127.0.0.1`, ...CONFIGURATION, ""].join("\n"));
    const child = spawn(binary, ["-c", file], { stdio: "ignore" });
    await listening(port);
    return {
      pid: child.pid ?? 0,
      port,
      username: undefined,
      password: undefined,
      async stop() {
        child.kill("SIGTERM");
        await once(child, "exit");
        await rm(directory, { recursive: true });
      },
    };
  },
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(port, "127.0.0.1");
    const open = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on port ${port}`);
}
