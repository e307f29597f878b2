import { execFile, spawn } from "node:child_process";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchBroker, RunningBroker } from "./running-broker.ts";

/** Debian puts servers where ordinary users do not look. */
const BINARIES = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto"];
const binary = BINARIES.find(existsSync);

const USERNAME = "bench";
const PASSWORD = randomBytes(24).toString("base64url");

/** Mosquitto with unlimited queues and windows and without Nagle. It checks a password at CONNECT and no topic, which favours it. */
const CONFIGURATION = [
  "allow_anonymous false",
  "max_queued_messages 0",
  "max_inflight_messages 0",
  "set_tcp_nodelay true",
  "persistence false",
  "log_type error",
];

export const mosquitto: BenchBroker = {
  name: "Mosquitto",
  version() {
    if (binary === undefined) return Promise.resolve(undefined);
    // It knows no option that tells its version and ends well: the help begins with it.
    return new Promise((resolve) => {
      execFile(binary, ["-h"], (_error, stdout) => resolve(/version (\S+)/.exec(stdout)?.[1] ?? "of unknown version"));
    });
  },
  start,
  async close() {},
};

async function start(): Promise<RunningBroker> {
  if (binary === undefined) throw new Error("Mosquitto is not installed");
  const directory = await mkdtemp(join(tmpdir(), "bench-mosquitto-"));
  // Started by root it becomes another user, who reads the password file.
  await chmod(directory, 0o755);
  const [port, webSocketPort] = [await freePort(), await freePort()];
  const [file, passwordFile] = [join(directory, "mosquitto.conf"), join(directory, "passwords")];
  await writeFile(passwordFile, `${USERNAME}:${passwordHash(PASSWORD)}\n`);
  const listeners = [
    ...[`listener ${port} 127.0.0.1`, "protocol mqtt"],
    ...[`listener ${webSocketPort} 127.0.0.1`, "protocol websockets"],
  ];
  await writeFile(file, [...CONFIGURATION, `password_file ${passwordFile}`, ...listeners, ""].join("\n"));
  // Node raises its own limit of open files; here the shell does.
  const raised = 'ulimit -n "$(ulimit -Hn)"; exec "$@"';
  const child = spawn("/bin/sh", ["-c", raised, "sh", binary, "-c", file], { stdio: "ignore" });
  await listening(port);
  return {
    pid: child.pid ?? 0,
    door: (transport) => ({
      host: "127.0.0.1",
      port: transport === "tcp" ? port : webSocketPort,
      transport,
      username: USERNAME,
      password: PASSWORD,
    }),
    helperCpuSeconds: () => 0,
    async stop() {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      await rm(directory, { recursive: true });
    },
  };
}

/** As mosquitto_passwd writes it: PBKDF2 with SHA-512 and its default of 101 rounds. */
function passwordHash(password: string): string {
  const salt = randomBytes(12);
  const rounds = 101;
  const hash = pbkdf2Sync(password, salt, rounds, 64, "sha512");
  return `$7$${rounds}$${salt.toString("base64")}$${hash.toString("base64")}`;
}

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
