import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type postgres from "postgres";
import { newId } from "#core/ids.ts";
import { openDatabase } from "#db/client.ts";
import { connect } from "#db/connect.ts";
import { startEmbedded } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { insertCredential } from "#db/queries/device-credentials.ts";
import { insertDeviceRoles } from "#db/queries/device-roles.ts";
import { insertDevice } from "#db/queries/devices.ts";
import { findRolesByName } from "#db/queries/roles.ts";
import { createTenant, DEFAULT_DEVICE_ROLE } from "#db/queries/tenants.ts";
import { deriveKeys, hashSecret, newSecret, secretPrefix } from "#db/secrets.ts";
import { cpuSecondsOfTree } from "../process.ts";
import type { BenchBroker, RunningBroker } from "./running-broker.ts";

/**
 * Hato as its users run it, the command of `npm start` with default settings, but for the console, which is a process of its
 * own anyway. One tenant with one device under its default role, whose credential every CONNECT shows and Postgres
 * answers for; a permission check on every PUBLISH and SUBSCRIBE.
 *
 * Postgres outlives the broker's starts and is not part of the measured process.
 */

const ROOT = new URL("../..", import.meta.url).pathname;
const TENANT = "bench";
/** The topics of the load begin with it, as the role wants. */
const DEVICE = "bench";
/** Devices beside it, for scenarios that are about connecting. */
const FLEET = 10_000;

interface Prepared {
  readonly url: string;
  readonly dataDir: string;
  readonly authSecret: string;
  readonly deviceSecret: string;
  stop(): Promise<void>;
}

let prepared: Promise<Prepared> | undefined;

export const hato: BenchBroker = {
  name: "Hato",
  async version() {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    return `${version} on Node ${process.version}, node ${[...nodeOptions(), "server/main.ts --without-console"].join(" ")}`;
  },
  async start() {
    prepared ??= prepare();
    return launch(await prepared);
  },
  async close() {
    await (await prepared)?.stop();
  },
};

/** A database with one tenant in it, one device, and the fleet. */
async function prepare(): Promise<Prepared> {
  const dataDir = mkdtempSync(join(tmpdir(), "hato-bench-"));
  chmodSync(dataDir, 0o711);
  const embedded = await startEmbedded({ dataDir });
  await migrate(embedded.url);
  const [authSecret, deviceSecret] = [newSecret(), newSecret()];
  const keys = deriveKeys(authSecret);
  const database = openDatabase(embedded.url);
  await database.transaction(async (orm) => {
    const { id: tenantId } = await createTenant(orm, { slug: TENANT, name: TENANT });
    const device = await insertDevice(orm, { tenantId, id: newId("device"), name: DEVICE });
    if (device === undefined) throw new Error("the device is there already");
    const roles = await findRolesByName(orm, tenantId, [DEFAULT_DEVICE_ROLE]);
    const roleIds = roles.map(({ id }) => id);
    await insertDeviceRoles(orm, tenantId, device.id, roleIds);
    await insertCredential(orm, {
      tenantId,
      id: newId("credential"),
      deviceId: device.id,
      secretHash: hashSecret(keys.deviceSecret, deviceSecret),
      secretPrefix: secretPrefix(deviceSecret),
    });
  });
  await insertFleet(database.sql);
  await database.close();
  return {
    ...{ url: embedded.nearestUrl, dataDir, authSecret, deviceSecret },
    async stop() {
      await embedded.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Devices like the first one, secret and role included. */
async function insertFleet(sql: postgres.Sql): Promise<void> {
  await sql`insert into devices (tenant_id, id, name)
    select d.tenant_id, d.id || '-' || n, d.name || '-' || n from devices d, generate_series(0, ${FLEET - 1}) n`;
  await sql`insert into device_credentials (tenant_id, id, device_id, secret_hash, secret_prefix)
    select c.tenant_id, c.id || '-' || n, c.device_id || '-' || n, c.secret_hash, c.secret_prefix
    from device_credentials c, generate_series(0, ${FLEET - 1}) n`;
  await sql`insert into device_roles (tenant_id, device_id, role_id, position)
    select r.tenant_id, r.device_id || '-' || n, r.role_id, r.position from device_roles r, generate_series(0, ${FLEET - 1}) n`;
  await sql`vacuum analyze`;
}

async function launch({ url, dataDir, authSecret, deviceSecret }: Prepared): Promise<RunningBroker> {
  const database = {
    directory: dataDir,
    async use<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
      const sql = connect(url, { max: 1, onnotice: () => {} });
      return work(sql).finally(() => sql.end());
    },
    async restartAfter(work: (sql: postgres.Sql) => Promise<void>): Promise<{ readySeconds: number }> {
      await stop();
      await database.use(work);
      const start = performance.now();
      running = await spawnHato({ url, dataDir, authSecret });
      return { readySeconds: (performance.now() - start) / 1000 };
    },
  };
  const stop = async (): Promise<void> => {
    const { child } = running;
    child.kill("SIGTERM");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };
  // What another scenario left would be loaded and swept.
  await database.use((sql) => sql`truncate sessions, subscriptions, deliveries, messages, incoming_qos2, retained`);
  let running = await spawnHato({ url, dataDir, authSecret });
  const [tenant] = await database.use((sql) => sql<{ id: string }[]>`select id from tenants where slug = ${TENANT}`);
  return {
    get pid() {
      return running.ready.pid;
    },
    door: (transport) => ({
      host: "127.0.0.1",
      port: transport === "tcp" ? running.ready.mqtt : running.ready.ws,
      transport,
      username: `${TENANT}/${DEVICE}`,
      password: deviceSecret,
      fleet: FLEET,
    }),
    helperCpuSeconds: () => cpuSecondsOfTree(process.pid, "postgres"),
    database,
    get control() {
      const url = `http://127.0.0.1:${running.ready.control}`;
      return { url, token: deriveKeys(authSecret).controlToken, tenantId: tenant?.id ?? "" };
    },
    stop,
  };
}

async function spawnHato({ url, dataDir, authSecret }: Pick<Prepared, "url" | "dataDir" | "authSecret">) {
  const { PATH, HOME } = process.env;
  const ports = { MQTT_PORT: "0", MQTTS_PORT: "0", WS_PORT: "0", WSS_PORT: "0", CONTROL_PORT: "0" };
  const env = {
    PATH,
    HOME,
    HOST: "127.0.0.1",
    ...ports,
    DATA_DIR: dataDir,
    DATABASE_URL: url,
    AUTH_SECRET: authSecret,
  };
  const child = spawn(process.execPath, [...nodeOptions(), "server/main.ts", "--without-console"], {
    cwd: ROOT,
    env: { ...env, LOG_LEVEL: "warn" } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { child, ready: await readyLine(child.stdout, once(child, "exit")) };
}

/** Node's own options, as `npm start` gives them; BENCH_NODE_OPTIONS adds some, say --cpu-prof. */
function nodeOptions(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: { start: string } };
  const given = scripts.start.split(" ").filter((word) => word.startsWith("--"));
  return [...given, ...(process.env.BENCH_NODE_OPTIONS?.split(" ") ?? [])];
}

async function readyLine(
  stdout: NodeJS.ReadableStream,
  exit: Promise<unknown>,
): Promise<{ mqtt: number; ws: number; control: number; pid: number }> {
  const line = once(createInterface(stdout), "line");
  const gone = exit.then(() => {
    throw new Error("Hato ended before it was ready");
  });
  const [text] = (await Promise.race([line, gone])) as [string];
  return JSON.parse(text);
}
