import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { canEnter } from "#db/embedded/account.ts";
import { ownTestDatabaseUrl } from "#test/database.ts";
import { failToStart, type HatoProcess, makeDataDir, ROOT, startHato } from "#test/hato.ts";

const isRoot = process.getuid?.() === 0;
const NOBODY = { name: "nobody", uid: 65534, gid: 65534 };
/** Only root can become another user, and that user must be able to enter this checkout. */
const canBeNobody = isRoot && canEnter(NOBODY, process.execPath) && canEnter(NOBODY, ROOT);

/** Whether somebody listens there. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return String(port);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The process of the database in this data directory. */
function postmasterPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((next) => setTimeout(next, 20));
}

describe("one data directory through several lives", () => {
  const dataDir = makeDataDir();
  let hato: HatoProcess;
  const start = () => startHato({ env: { DATA_DIR: dataDir, BOOTSTRAP_TENANT: "acme" } });

  beforeAll(async () => {
    hato = await start();
  });
  afterAll(async () => {
    await hato.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("says in one JSON object on stdout where everything is", async () => {
    const { ready } = hato;
    expect(ready).toEqual({
      event: "ready",
      host: "127.0.0.1",
      mqtt: expect.any(Number),
      mqtts: expect.any(Number),
      ws: expect.any(Number),
      wss: expect.any(Number),
      console: null,
      control: expect.any(Number),
      database: "embedded",
      pid: hato.child.pid,
    });
    for (const port of [ready.mqtt, ready.mqtts, ready.ws, ready.wss, ready.control]) {
      expect(await answers(port)).toBe(true);
    }
  });

  it("keeps its secrets from other users", () => {
    for (const file of ["auth.secret", "postgres.password", "tls/ca-key.pem", "tls/server-key.pem"]) {
      expect(statSync(join(dataDir, file)).mode & 0o077).toBe(0);
    }
    expect(statSync(join(dataDir, "postgres")).mode & 0o077).toBe(0);
  });

  it("flushes what is committed to the disk", async () => {
    const password = readFileSync(join(dataDir, "postgres.password"), "utf8");
    const port = Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[3]);
    const sql = postgres(`postgres://hato:${password}@127.0.0.1:${port}/hato`, { max: 1 });
    try {
      const [settings] =
        await sql`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
        current_setting('server_encoding') as encoding, (select datlocale from pg_database where datname = 'hato') as locale`;
      expect(settings).toEqual({ fsync: "on", commit: "on", encoding: "UTF8", locale: "C.UTF-8" });
    } finally {
      await sql.end();
    }
  });

  it("does not share its data directory with another Hato", async () => {
    const second = await failToStart({ env: { DATA_DIR: dataDir } });
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toBe(
      `hato: DATA_DIR: another Hato (process ${hato.child.pid}) works in ${dataDir}: stop it, or set another DATA_DIR\n`,
    );
    expect(await answers(hato.ready.mqtt)).toBe(true);
  });

  it("ends on SIGTERM with 0, its database with it, and comes back with all it had", async () => {
    const database = postmasterPid(dataDir);
    const [secret, authority] = [readFileSync(join(dataDir, "auth.secret")), readFileSync(join(dataDir, "tls/ca.pem"))];
    hato.child.kill("SIGTERM");
    expect(await hato.ended).toMatchObject({ code: 0, signal: null });
    expect(isAlive(database)).toBe(false);
    expect(existsSync(join(dataDir, "hato.pid"))).toBe(false);

    hato = await start();
    expect(readFileSync(join(dataDir, "auth.secret"))).toEqual(secret);
    expect(readFileSync(join(dataDir, "tls/ca.pem"))).toEqual(authority);
  });

  it("leaves no database behind when it is killed, and starts again on what was committed", async () => {
    const database = postmasterPid(dataDir);
    hato.child.kill("SIGKILL");
    await hato.ended;
    // Not waiting for the old database to end is the point: the next start has to.
    hato = await start();
    await gone(database);
    expect(postmasterPid(dataDir)).not.toBe(database);
    expect(await answers(hato.ready.mqtt)).toBe(true);
  });

  it("starts again after it was killed together with its database", async () => {
    const database = postmasterPid(dataDir);
    process.kill(database, "SIGKILL");
    hato.child.kill("SIGKILL");
    await hato.ended;
    hato = await start();
    expect(postmasterPid(dataDir)).not.toBe(database);
    expect(await answers(hato.ready.mqtt)).toBe(true);
  });

  it("is not stopped by what a killed machine leaves: foreign process numbers in the lock and in postmaster.pid", async () => {
    const postmasterFile = join(dataDir, "postgres", "postmaster.pid");
    const left = readFileSync(postmasterFile, "utf8");
    hato.child.kill("SIGTERM");
    await hato.ended;
    const stranger = process.pid; // alive, and nobody's database
    writeFileSync(join(dataDir, "hato.pid"), `${stranger} 1 another-boot\n`);
    writeFileSync(postmasterFile, left.replace(/^\d+/, String(stranger)));
    hato = await start();
    expect(isAlive(stranger)).toBe(true);
  });

  it("gets its database back when that dies alone", async () => {
    const database = postmasterPid(dataDir);
    process.kill(database, "SIGKILL");
    await gone(database);
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${hato.ready.control}/readyz`);
      await answer.body?.cancel();
      if (answer.status === 200) break;
    }
    expect(postmasterPid(dataDir)).not.toBe(database);
    expect(await answers(hato.ready.mqtt)).toBe(true);
  });
});

describe("under npm", () => {
  it("ends on SIGTERM given to npm, and npm says so with 0", async () => {
    const hato = await startHato({ command: ["npm", "start", "--silent", "--"] });
    const database = postmasterPid(hato.dataDir);
    expect(await hato.stop()).toMatchObject({ code: 0, signal: null });
    expect([hato.ready.pid, database].filter(isAlive)).toEqual([]);
  });

  it("ends on Ctrl-C, which the terminal gives to all and npm gives on", async () => {
    const hato = await startHato({ command: ["setsid", "npm", "start", "--silent", "--"] });
    const database = postmasterPid(hato.dataDir);
    process.kill(-(hato.child.pid ?? Number.NaN), "SIGINT");
    await hato.ended;
    await gone(hato.ready.pid);
    await gone(database);
    expect(hato.stderr()).toBe("");
    await hato.stop();
  });
});

describe("what stops the start is told in one line, and nothing is left running", () => {
  const dirs: string[] = [];
  let taken: Server;
  let takenPort = 0;

  beforeAll(async () => {
    taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    takenPort = (taken.address() as AddressInfo).port;
  });
  afterAll(() => void taken.close());
  afterEach(() => {
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
  });
  function directory(mode: number): string {
    const dir = mkdtempSync(join(tmpdir(), "hato-start-"));
    dirs.push(dir);
    chmodSync(dir, mode);
    return dir;
  }

  it.each(["MQTT_PORT", "MQTTS_PORT", "WS_PORT", "WSS_PORT", "CONTROL_PORT"])("%s in use", async (variable) => {
    const end = await failToStart({ env: { [variable]: String(takenPort) } });
    expect(end).toMatchObject({ code: 1, stdout: "" });
    expect(end.stderr).toBe(
      `hato: ${variable}: port ${takenPort} on 127.0.0.1 is in use: stop what listens there, or set ${variable} to another port\n`,
    );
  });

  it("CONSOLE_PORT in use, before the console is built", async () => {
    const end = await failToStart({ withConsole: true, env: { CONSOLE_PORT: String(takenPort) } });
    expect(end.stderr).toMatch(/^hato: CONSOLE_PORT: port \d+ on 127\.0\.0\.1 is in use: [^\n]*\n$/);
  });

  it("two variables with one port", async () => {
    const port = await freePort();
    const end = await failToStart({ env: { WS_PORT: port, WSS_PORT: port } });
    expect(end.stderr).toBe(`hato: WSS_PORT: WS_PORT has port ${port} already: set another\n`);
  });

  it("a wrong variable", async () => {
    const end = await failToStart({ env: { MQTT_PORT: "eighteen" } });
    expect(end).toMatchObject({ code: 1, stdout: "" });
    expect(end.stderr).toBe("hato: MQTT_PORT must be a port number, 0 to 65535 (0 picks a free one)\n");
  });

  it("an address that this machine has not", async () => {
    const end = await failToStart({ env: { HOST: "192.0.2.1", MQTT_PORT: await freePort() } });
    expect(end.stderr).toBe("hato: HOST: this machine has no address 192.0.2.1: set HOST to one it has, or 0.0.0.0\n");
  });

  it("an unreachable database", async () => {
    const end = await failToStart({ env: { DATABASE_URL: "postgres://hato:secret@127.0.0.1:1/hato" } });
    expect(end).toMatchObject({ code: 1, stdout: "" });
    expect(end.stderr).toBe(
      "hato: DATABASE_URL: cannot reach PostgreSQL at 127.0.0.1:1/hato (ECONNREFUSED): start it, or unset DATABASE_URL to use the embedded one\n",
    );
  });

  it("a database that refuses the password, which is not repeated", async () => {
    const url = new URL(await ownTestDatabaseUrl());
    url.password = "wrong-and-secret";
    const end = await failToStart({ env: { DATABASE_URL: url.href } });
    expect(end.stderr).toMatch(
      /^hato: DATABASE_URL: PostgreSQL at \S+ refuses: password authentication failed[^\n]*\n$/,
    );
    expect(end.stderr).not.toContain("secret");
  });

  it("a database of a newer Hato", async () => {
    const url = await ownTestDatabaseUrl();
    const sql = postgres(url, { max: 1 });
    await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('future', 99999999999999)`;
    await sql.end();
    const end = await failToStart({ env: { DATABASE_URL: url } });
    expect(end.stderr).toBe("hato: the database was made by a newer version of Hato: upgrade this one\n");
  });

  it("another AUTH_SECRET than the database was made with", async () => {
    const url = await ownTestDatabaseUrl();
    const first = await startHato({ env: { DATABASE_URL: url, AUTH_SECRET: "a".repeat(32) } });
    expect(first.ready.database).toBe("external");
    await first.stop();
    const end = await failToStart({ env: { DATABASE_URL: url, AUTH_SECRET: "b".repeat(32) } });
    expect(end.stderr).toMatch(/^hato: AUTH_SECRET is not the one this database was made with[^\n]*\n$/);
  });

  it("a certificate that cannot be read", async () => {
    const end = await failToStart({ env: { TLS_CERT_FILE: "/nowhere/a.pem", TLS_KEY_FILE: "/nowhere/b.pem" } });
    expect(end.stderr).toBe("hato: TLS_CERT_FILE: cannot read /nowhere/a.pem (ENOENT)\n");
  });

  it("a data directory that is a file", async () => {
    const file = join(directory(0o755), "file");
    writeFileSync(file, "");
    const end = await failToStart({ env: { DATA_DIR: file } });
    expect(end.stderr).toBe(`hato: DATA_DIR: ${file} is not a directory\n`);
  });

  it.skipIf(!canBeNobody)("a data directory that this user may not write", async () => {
    const dir = directory(0o755);
    const end = await failToStart({ command: asNobody(), env: { DATA_DIR: join(dir, ".hato"), HOME: "/nonexistent" } });
    expect(end).toMatchObject({ code: 1, stdout: "" });
    expect(end.stderr).toBe(
      `hato: DATA_DIR: cannot write in ${join(dir, ".hato")} (EACCES): give this user the right to, or set DATA_DIR to another directory\n`,
    );
  });
});

describe("root and others", () => {
  it.skipIf(!isRoot)(
    "started by root, the database runs as somebody else, wherever the data directory is",
    async () => {
      const closed = mkdtempSync(join(tmpdir(), "hato-closed-")); // 0700: nobody but root may enter
      const dataDir = join(closed, ".hato");
      mkdirSync(dataDir);
      const hato = await startHato({ env: { DATA_DIR: dataDir } });
      const uid = statSync(`/proc/${postmasterPid(dataDir)}`).uid;
      expect(uid).not.toBe(0);
      await hato.stop();
      // Next time it is found again.
      const again = await startHato({ env: { DATA_DIR: dataDir } });
      await again.stop();
      rmSync(realpathSync(join(dataDir, "postgres")), { recursive: true });
      rmSync(closed, { recursive: true });
    },
  );

  it.skipIf(!canBeNobody)("an ordinary user needs nothing of root's", async () => {
    const home = mkdtempSync(join(tmpdir(), "hato-user-"));
    chownSync(home, NOBODY.uid, NOBODY.gid);
    const dataDir = join(home, ".hato");
    const hato = await startHato({ command: asNobody(), env: { DATA_DIR: dataDir, HOME: home } });
    expect(statSync(`/proc/${hato.ready.pid}`).uid).toBe(NOBODY.uid);
    expect(statSync(`/proc/${postmasterPid(dataDir)}`).uid).toBe(NOBODY.uid);
    expect(await answers(hato.ready.mqtt)).toBe(true);
    expect(await hato.stop()).toMatchObject({ code: 0 });
    rmSync(home, { recursive: true });
  });
});

function asNobody(): [string, ...string[]] {
  return [
    "setpriv",
    `--reuid=${NOBODY.uid}`,
    `--regid=${NOBODY.gid}`,
    "--clear-groups",
    process.execPath,
    "server/main.ts",
  ];
}
