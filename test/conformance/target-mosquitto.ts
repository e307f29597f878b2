import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Target } from "./target.ts";

/** Mosquitto on free ports, in a process of its own. */
export async function startMosquitto(): Promise<Target> {
  const directory = mkdtempSync(join(tmpdir(), "hato-mosquitto-"));
  const [port, webSocketPort] = [await freePort(), await freePort()];
  const acl = join(directory, "acl");
  writeFileSync(acl, "topic deny forbidden/#\ntopic readwrite #\ntopic readwrite $test/#\n", { mode: 0o700 });
  const configuration = join(directory, "mosquitto.conf");
  writeFileSync(
    configuration,
    [
      "user root",
      `listener ${port} 127.0.0.1`,
      `listener ${webSocketPort} 127.0.0.1`,
      "protocol websockets",
      "allow_anonymous true",
      `acl_file ${acl}`,
      "persistence false",
      "max_queued_messages 0",
      "max_packet_size 1048576",
    ].join("\n"),
  );
  const child = spawn("/usr/sbin/mosquitto", ["-c", configuration], { stdio: ["ignore", "ignore", "pipe"] });
  await listening(child);
  return {
    host: "127.0.0.1",
    port,
    webSocketUrl: `ws://127.0.0.1:${webSocketPort}/mqtt`,
    inside: undefined,
    async stop() {
      child.kill("SIGKILL");
      await once(child, "exit");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Mosquitto says so on stderr once it listens. */
function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (/mosquitto version .* running/.test(said)) resolve();
    });
    child.once("exit", () => reject(new Error(`mosquitto ended: ${said}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
