import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "#core/config.ts";
import { openDatabase } from "#db/client.ts";
import { deriveKeys } from "#db/secrets.ts";
import { checkAuthSecret, keepAuthSecret } from "./auth-secret.ts";
import { mirrorBans } from "./bans-mirror.ts";
import { bootstrap } from "./bootstrap.ts";
import { Broker } from "./broker.ts";
import { Changes } from "./changes.ts";
import { buildConsole } from "./console/build.ts";
import { ROOT } from "./console/next.ts";
import { startConsole } from "./console/process.ts";
import { startControl } from "./control/start.ts";
import { claimDataDirectory } from "./data-directory.ts";
import { Door } from "./door/door.ts";
import { recallPlaces } from "./door/recall-places.ts";
import { EventLog } from "./event-log.ts";
import { EventSweep } from "./event-sweep.ts";
import { flappingBans } from "./flapping-ban.ts";
import { Housekeeping } from "./housekeeping.ts";
import { identityFromPostgres } from "./identity/identify.ts";
import type { IdentityOptions } from "./identity/options.ts";
import { scramFromPostgres } from "./identity/scram.ts";
import { tokenKeysOf } from "./identity/token/token-keys.ts";
import { LastSeen } from "./last-seen.ts";
import { openListeners } from "./listeners.ts";
import { type Log, stderrLog } from "./log.ts";
import { giveMemoryBack } from "./memory.ts";
import { checkPorts, portWishes } from "./ports.ts";
import { mirrorSettings } from "./settings-mirror.ts";
import { startDatabase } from "./start-database.ts";
import { StartError } from "./start-error.ts";
import { DatabaseInUseError, Store } from "./store/store.ts";
import { serverCertificate } from "./tls/certificate.ts";
import { UsageMeter } from "./usage/usage-meter.ts";

/** For the questions of CONNECT, which are asked together. */
const IDENTITY_CONNECTIONS = 4;
/** Everything is looked up by an index, and planning that anew each time costs more than doing it. */
const IDENTITY_SETTINGS = {
  application_name: "hato identity",
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  jit: "off",
};

export interface StartOptions {
  /** Pages of the console are compiled as they are asked for. */
  readonly dev: boolean;
  readonly withConsole: boolean;
  /** Aborts the start; what was begun is put away. */
  readonly signal: AbortSignal;
  /** For a person who waits. */
  readonly progress: (line: string) => void;
}

/** The ready line: where everything is. Ports are those really listened on. */
export interface Ready {
  readonly event: "ready";
  readonly host: string;
  readonly mqtt: number;
  readonly mqtts: number;
  readonly ws: number;
  readonly wss: number;
  /** Null without a console. */
  readonly console: number | null;
  readonly control: number;
  readonly database: "embedded" | "external";
  readonly pid: number;
}

export interface Hato {
  readonly ready: Ready;
  /** Takes no more connections, tells clients, writes what is to be written, and ends what was started. */
  stop(): Promise<void>;
}

/**
 * Starts everything, in the order in which each needs the one before: data directory, database, certificate, console
 * build, broker, listeners, control port, console. What is quick to check is checked before anything slow begins.
 * @throws StartError; then nothing is left running
 */
export async function start(config: Config, options: StartOptions): Promise<Hato> {
  const stack = new AsyncDisposableStack();
  try {
    const ready = await startAll(config, options, stack);
    return { ready, stop: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function startAll(config: Config, options: StartOptions, stack: AsyncDisposableStack): Promise<Ready> {
  const { dev, withConsole, signal, progress } = options;
  const log = stderrLog(config.logLevel);
  const dataDirectory = claimDataDirectory(config.dataDir);
  stack.defer(() => dataDirectory.release());
  const dataDir = dataDirectory.path;
  await checkPorts(portWishes(config, withConsole));
  const certificate = await serverCertificate({ ...config, dataDir });
  const authSecret = keepAuthSecret(config.authSecret, dataDir);
  const keys = deriveKeys(authSecret);
  signal.throwIfAborted();

  const { kind, url, database } = await startDatabase({ databaseUrl: config.databaseUrl, dataDir, log }, stack);
  await checkAuthSecret(database, keys);
  await bootstrap(database, keys, config);
  signal.throwIfAborted();

  if (withConsole && !dev) await buildConsole({ logFile: join(dataDir, "console-build.log"), progress, signal });

  const lastSeen = new LastSeen(database.sql, log);
  stack.defer(() => lastSeen.close());
  const tokenKeys = tokenKeysOf({ seal: keys.seal, privateNetworks: config.jwksPrivateNetworks });
  const identities = openDatabase(url, IDENTITY_CONNECTIONS, IDENTITY_SETTINGS);
  stack.defer(() => identities.close());
  const identityOptions: IdentityOptions = {
    sql: identities.sql,
    keys,
    publicHost: config.publicHost,
    anonymousTenant: config.anonymousTenant,
    log,
    onAdmitted: lastSeen.onAdmitted,
    tokenKeys,
  };
  const eventLog = new EventLog(database.sql, log);
  stack.defer(() => eventLog.close());
  const store = await openStore(url, log, stack);
  const broker = new Broker({
    limits: config.limits,
    authenticate: (request) => authenticate(request),
    beginExchange: (method, request) => beginExchange(method, request),
    version: version(),
    sysIntervalSeconds: config.sysIntervalSeconds,
    journal: store.journal,
    eventLog,
    log,
    onDisconnected: lastSeen.onDisconnected,
    onFlapping: flappingBans(database, log),
    onLateAdmission: (admission) => changes.lookAgain(admission),
    bannedNetworks: config.bannedNetworks,
  });
  const settings = await mirrorSettings(database, broker, log);
  stack.defer(() => settings.close());
  const bans = await mirrorBans(database, broker, log);
  stack.defer(() => bans.close());
  const eventSweep = new EventSweep(database.sql, broker, log);
  stack.defer(() => eventSweep.close());
  const recovered = await store.recover(broker);
  if (recovered.sessions > 0 || recovered.retained > 0) log("info", "recovered", { ...recovered });
  const door = new Door(broker, config);
  void recallPlaces(database, door.known, log);
  const usage = new UsageMeter(database.sql, broker, log);
  await usage.start();
  stack.defer(() => usage.close());
  const changes = new Changes(database, broker, log, { settings, ban: bans }, door.onNotice);
  const authenticate = door.guard(changes.guard(identityFromPostgres(identityOptions)));
  const beginExchange = door.guardExchange(scramFromPostgres(identityOptions, (ask) => changes.guard(ask)));
  stack.defer(() => changes.close());
  const housekeeping = new Housekeeping(database, config, log);
  stack.defer(() => housekeeping.close());
  await changes.listen();
  signal.throwIfAborted();

  stack.defer(() => broker.drain());
  stack.defer(giveMemoryBack(broker));
  const ports = await openListeners(broker, { ...config, dataDir }, certificate);
  const control = await startControl({ config, keys, broker, database, log, tokenKeys });
  stack.defer(() => control.close());
  signal.throwIfAborted();

  let consolePort: number | null = null;
  if (withConsole) {
    const consoleProcess = await startConsole({
      host: config.host,
      port: config.consolePort,
      dev,
      log,
      env: {
        DATABASE_URL: url,
        AUTH_SECRET: authSecret,
        DATA_DIR: dataDir,
        PUBLIC_HOST: config.publicHost,
        MQTT_PORT: String(ports.mqtt),
        MQTTS_PORT: String(ports.mqtts),
        WS_PORT: String(ports.ws),
        WSS_PORT: String(ports.wss),
        CONTROL_PORT: String(control.port),
        CONTROL_HOST: config.controlHost,
      },
    });
    stack.defer(() => consoleProcess.stop());
    consolePort = consoleProcess.port;
  }
  return {
    event: "ready",
    host: config.host,
    ...ports,
    console: consolePort,
    control: control.port,
    database: kind,
    pid: process.pid,
  };
}

/** @throws StartError when another broker uses the database */
async function openStore(url: string, log: Log, stack: AsyncDisposableStack): Promise<Store> {
  const onLost = () => {
    log("error", "stopping: another broker has taken over this database");
    process.kill(process.pid, "SIGTERM");
  };
  try {
    const store = await Store.open({ url, log, onLost });
    stack.defer(() => store.close());
    return store;
  } catch (cause) {
    if (!(cause instanceof DatabaseInUseError)) throw cause;
    throw new StartError(`${cause.message}: stop that one, or set DATABASE_URL to another database`, { cause });
  }
}

function version(): string {
  return (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }).version;
}
