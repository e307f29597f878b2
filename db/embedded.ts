import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { socketPath } from "./connect.ts";
import { type Account, accountOfOwner, asAccount, canEnter, databaseAccount } from "./embedded/account.ts";
import { type Binaries, prepareBinaries } from "./embedded/binaries.ts";
import { readPostmasterFile, stopOrphan } from "./embedded/postmaster.ts";

/**
 * A real PostgreSQL beside the broker, for whoever sets no DATABASE_URL: made in the data directory at the first
 * start, on a free loopback port behind a random password, and gone when the broker is gone.
 */
export interface EmbeddedPostgres {
  /** Over TCP, for whoever asks. */
  readonly url: string;
  /** Over the cluster's Unix socket where it can have one, for `connect` in db/connect.ts; else as `url`. */
  readonly nearestUrl: string;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Exists, and is locked by the caller. */
  readonly dataDir: string;
  /** False only for tests: nothing is flushed to disk. */
  readonly durable?: boolean;
  /** Told when the server ended by itself and is being started again. */
  readonly onRestart?: (reason: string) => void;
}

/** Nothing of ours is PostgreSQL's business: no PGDATA, no secrets; messages in English, because we read them. */
const ENVIRONMENT = { LC_ALL: "C" } as unknown as NodeJS.ProcessEnv;
const DATABASE = "hato";
const USER = "hato";
/** Where a cluster goes when its account may not enter the data directory, as in /root/hato/.hato. */
const SHARED_DIRECTORY = "/var/lib/hato";
const START_ATTEMPTS = 5;
const START_SECONDS_MAX = 60;
const STOP_SECONDS_MAX = 8;
const POLL_MS = 10;
/** What an address of a Unix socket has room for on Linux is 107 bytes, elsewhere three or four less. */
const SOCKET_PATH_BYTES_MAX = 103;
const RESTART_PAUSE_MS = 200;

/** Starts the server of this data directory, making its cluster if there is none. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const durable = options.durable ?? true;
  const { cluster, account, binaries } = prepare(dataDir);
  const password = keepPassword(dataDir, cluster);
  const isNew = !existsSync(join(cluster, "PG_VERSION"));
  if (isNew) await makeCluster(binaries, cluster, account, password, durable);
  else await stopOrphan(cluster);

  const server = new Server({
    binaries,
    cluster,
    account,
    logFile: join(dataDir, "postgres.log"),
    durable,
    onRestart: options.onRestart,
  });
  await server.start();
  const url = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${server.port}/${database}`;
  if (isNew) {
    const sql = postgres(url("postgres"), { max: 1, onnotice: () => {} });
    await sql`create database ${sql(DATABASE)}`.finally(() => sql.end());
  }
  return {
    url: url(DATABASE),
    nearestUrl: server.hasSocket ? `${url(DATABASE)}?host=${encodeURIComponent(cluster)}` : url(DATABASE),
    stop: () => server.stop(),
  };
}

/** Decides where the cluster lives, who runs it and with which programs. */
function prepare(dataDir: string): { cluster: string; account: Account | undefined; binaries: Binaries } {
  const door = join(dataDir, "postgres");
  const existing = statSync(door, { throwIfNoEntry: false });
  if (existing !== undefined) {
    const account = accountOfOwner(existing.uid, existing.gid);
    const place = lstatSync(door).isSymbolicLink() ? SHARED_DIRECTORY : dataDir;
    return { cluster: realpathSync(door), account, binaries: prepareBinaries(account, place) };
  }
  rmSync(door, { force: true }); // a link whose target is gone
  const account = databaseAccount();
  const elsewhere = !canEnter(account, dataDir);
  const place = elsewhere ? SHARED_DIRECTORY : dataDir;
  const home = elsewhere ? join(SHARED_DIRECTORY, randomBytes(6).toString("hex")) : door;
  if (elsewhere) mkdirSync(SHARED_DIRECTORY, { recursive: true, mode: 0o755 });
  if (!canEnter(account, place)) {
    throw new Error(
      `the user "${account?.name}", who runs PostgreSQL, may not enter ${place}: set DATA_DIR to another directory`,
    );
  }
  mkdirSync(home, { mode: 0o700 });
  if (account !== undefined) chownSync(home, account.uid, account.gid);
  if (elsewhere) symlinkSync(home, door);
  return { cluster: realpathSync(home), account, binaries: prepareBinaries(account, place) };
}

function keepPassword(dataDir: string, cluster: string): string {
  const file = join(dataDir, "postgres.password");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  if (existsSync(join(cluster, "PG_VERSION"))) {
    throw new Error(`${file} is missing: put it back, or move ${cluster} away to begin with an empty database`);
  }
  const password = randomBytes(24).toString("base64url");
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

/** Runs initdb in a directory that is there, empty and the account's own. */
async function makeCluster(
  binaries: Binaries,
  cluster: string,
  account: Account | undefined,
  password: string,
  durable: boolean,
): Promise<void> {
  // initdb runs as the account and reads the password from a file only; beside the cluster, which must be empty.
  const passwordFile = `${cluster}.initdb`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
  try {
    const initdb = spawn(
      binaries.initdb,
      [
        ...["--pgdata", cluster, "--username", USER, "--auth", "scram-sha-256", "--pwfile", passwordFile],
        // The built-in provider orders text alike on every machine, whatever its C library knows.
        ...["--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"],
        ...(durable ? [] : ["--no-sync"]),
      ],
      { ...asAccount(account), env: ENVIRONMENT, stdio: ["ignore", "ignore", "pipe"] },
    );
    let output = "";
    initdb.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    const [code] = await once(initdb, "close");
    if (code !== 0) throw new Error(`PostgreSQL could not make its files in ${cluster}: ${lastLine(output)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** The server process: started, watched, started again when it dies by itself, stopped. */
class Server {
  port = 0;
  readonly #options: ServerOptions;
  #postmaster: ChildProcess | undefined;
  #watcher: ChildProcess | undefined;
  #stopping = false;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  /** In the cluster's directory, where nobody else may enter. */
  get hasSocket(): boolean {
    return Buffer.byteLength(socketPath(this.#options.cluster, this.port)) <= SOCKET_PATH_BYTES_MAX;
  }

  async start(): Promise<void> {
    removeSockets(this.#options.cluster);
    // Between choosing a free port and listening on it somebody else may take it; and what is left of a server that was
    // killed holds its shared memory for a moment.
    for (let attempt = 1; ; attempt++) {
      this.port = await freePort();
      try {
        return await this.#launch();
      } catch (error) {
        if (attempt === START_ATTEMPTS) throw error;
        await sleep(RESTART_PAUSE_MS);
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const postmaster = this.#postmaster;
    if (postmaster !== undefined && postmaster.exitCode === null && postmaster.signalCode === null) {
      const ended = once(postmaster, "exit");
      postmaster.kill("SIGINT");
      const late = setTimeout(() => postmaster.kill("SIGQUIT"), STOP_SECONDS_MAX * 1000);
      await ended;
      clearTimeout(late);
    }
    this.#watcher?.kill("SIGKILL");
  }

  /** Resolves when the server takes connections. */
  async #launch(): Promise<void> {
    const { binaries, cluster, account, logFile, durable } = this.#options;
    const log = openSync(logFile, "w", 0o600);
    const settings = {
      listen_addresses: "127.0.0.1",
      port: this.port,
      unix_socket_directories: this.hasSocket ? `"${cluster.replaceAll('"', '""')}"` : "",
      logging_collector: "off",
      // A client's mistakes are answered to the client; this file tells only of the server itself, and stays small.
      log_min_messages: "log",
      log_checkpoints: "off",
      ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
    };
    const postmaster = spawn(
      binaries.postgres,
      ["-D", cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      // A process group of its own: Ctrl-C is for the broker, which still needs its database to end well.
      { ...asAccount(account), env: ENVIRONMENT, stdio: ["ignore", log, log], detached: true },
    );
    closeSync(log);
    this.#postmaster = postmaster;
    let failure: Error | undefined;
    postmaster.on("error", (error) => {
      failure = error;
    });
    const deadline = Date.now() + START_SECONDS_MAX * 1000;
    for (;;) {
      const file = readPostmasterFile(cluster);
      if (file?.ready && file.pid === postmaster.pid) break;
      if (failure !== undefined || postmaster.exitCode !== null || postmaster.signalCode !== null) {
        throw new Error(`PostgreSQL did not start: ${failure?.message ?? lastLine(readFileSync(logFile, "utf8"))}`);
      }
      if (Date.now() > deadline) {
        postmaster.kill("SIGQUIT");
        throw new Error(
          `PostgreSQL was not ready in ${START_SECONDS_MAX} s: ${lastLine(readFileSync(logFile, "utf8"))}`,
        );
      }
      await sleep(POLL_MS);
    }
    this.#watch(postmaster);
  }

  /** The server shall not outlive a Hato that was killed, nor Hato live without its server. */
  #watch(postmaster: ChildProcess): void {
    if (process.platform !== "win32") {
      this.#watcher?.kill("SIGKILL");
      // The pipe closes with our end of it, however we end.
      this.#watcher = spawn("/bin/sh", ["-c", 'read -r _; kill -INT "$1"', "sh", String(postmaster.pid)], {
        ...asAccount(this.#options.account),
        stdio: ["pipe", "ignore", "ignore"],
        detached: true,
      });
      this.#watcher.unref();
    }
    postmaster.once("exit", (code, signal) => {
      if (!this.#stopping) void this.#restart(`PostgreSQL ended by itself (${signal ?? `exit code ${code}`})`);
    });
  }

  /** On the same port, because the console's process knows it too. Goes on trying until `stop`. */
  async #restart(reason: string): Promise<void> {
    this.#options.onRestart?.(reason);
    while (!this.#stopping) {
      try {
        return await this.#launch();
      } catch (error) {
        // Backends of a killed postmaster hold its shared memory for a moment.
        this.#options.onRestart?.((error as Error).message);
        await sleep(RESTART_PAUSE_MS);
      }
    }
  }
}

interface ServerOptions {
  readonly binaries: Binaries;
  readonly cluster: string;
  readonly account: Account | undefined;
  readonly logFile: string;
  readonly durable: boolean;
  readonly onRestart: ((reason: string) => void) | undefined;
}

/** Of servers that were killed: each had a port of its own, and so a name. */
function removeSockets(cluster: string): void {
  for (const file of readdirSync(cluster))
    if (file.startsWith(".s.PGSQL.")) rmSync(join(cluster, file), { force: true });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

/** The line that says what was wrong: PostgreSQL puts hints after it. */
function lastLine(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const fatal = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1);
  return fatal?.replace(/^.*?(?:FATAL|PANIC|error):\s*/, "").trim() ?? "it said nothing";
}
