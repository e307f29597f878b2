import type { Limits } from "#core/limits.ts";
import { SERVER_SHUTTING_DOWN } from "#core/mqtt/reason-codes.ts";
import { NetworkMap, parseNetwork } from "#core/network.ts";
import { Bans } from "./bans.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Connection } from "./connection.ts";
import { DoorCounters } from "./door/door-counters.ts";
import type { EventLog } from "./event-log.ts";
import type { EventOrigin } from "./events.ts";
import type { Admission, Authenticate, BeginExchange } from "./identity.ts";
import { type Log, silentLog } from "./log.ts";
import type { Session } from "./session.ts";
import { Settings } from "./settings.ts";
import type { Journal } from "./store/journal.ts";
import { Tenant } from "./tenant.ts";
import { TimerWheel } from "./timer-wheel.ts";
import { Arrivals } from "./transport/arrivals.ts";
import type { Listener, Transport } from "./transport/transport.ts";
import { Turn } from "./turn.ts";

/** As Mosquitto's sys_interval. */
const SYS_INTERVAL_SECONDS = 10;

export interface BrokerOptions {
  readonly limits: Limits;
  readonly authenticate: Authenticate;
  /** Undefined: no authentication method is spoken. */
  readonly beginExchange?: BeginExchange | undefined;
  /** Of this software, for $SYS and the log. */
  readonly version: string;
  /** Between two publications of $SYS; 0 turns it off. */
  readonly sysIntervalSeconds?: number | undefined;
  /** Where persistent sessions and retained messages are kept; without one they live in memory. */
  readonly journal?: Journal | undefined;
  /** Where events are kept for longer than the tenants' rings hold them. */
  readonly eventLog?: Pick<EventLog, "keep"> | undefined;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Told of each session whose connection has ended. */
  readonly onDisconnected?: (session: Session) => void;
  /** Told of a client that was let in some time after its question was answered, in which a change may have been missed. */
  readonly onLateAdmission?: (admission: Admission) => void;
  /** Sockets from there are closed unread, whatever tenant they would name. */
  readonly bannedNetworks?: readonly string[];
  /** Told of a client id that is to be banned for a while, for it keeps connecting. */
  readonly onFlapping?: (tenant: Tenant, origin: EventOrigin, banSeconds: number) => void;
}

/** What clients have to take their goodbye and close; the rest of a stop needs its time as well. */
const DRAIN_MS = 2_500;

/**
 * The MQTT broker of this process: its tenants and its open connections. It knows no port, no database and no
 * environment: listeners (server/transport) bring it connections, `authenticate` tells whose they are.
 */
export class Broker {
  /** The installation's: what no tenant exceeds, and what holds for whoever has not said of which tenant he is. */
  readonly limits: Limits;
  readonly settings: Settings;
  readonly bans = new Bans();
  readonly bannedNetworks = new NetworkMap<true>();
  readonly doorCounters = new DoorCounters();
  readonly authenticate: Authenticate;
  readonly beginExchange: BeginExchange;
  readonly version: string;
  readonly sysIntervalSeconds: number;
  readonly journal: Journal | undefined;
  readonly eventLog: Pick<EventLog, "keep"> | undefined;
  readonly clock: Clock;
  readonly startedAtMs: number;
  readonly log: Log;
  readonly onDisconnected: ((session: Session) => void) | undefined;
  readonly onFlapping: BrokerOptions["onFlapping"];
  readonly onLateAdmission: BrokerOptions["onLateAdmission"];
  readonly wheel: TimerWheel;
  readonly turn = new Turn();
  readonly connections = new Set<Connection>();
  readonly arrivals = new Arrivals(this);
  /** Shutting down: nobody is let in any more. */
  draining = false;
  readonly #tenants = new Map<string, Tenant>();
  readonly #bySlug = new Map<string, Tenant>();
  readonly #listeners = new Set<Pick<Listener, "close">>();
  readonly #stopTelling: () => void;
  #whenEmpty: (() => void) | undefined = undefined;

  constructor(options: BrokerOptions) {
    this.limits = options.limits;
    this.settings = new Settings(options.limits);
    this.authenticate = options.authenticate;
    this.beginExchange = options.beginExchange ?? (() => undefined);
    this.version = options.version;
    this.sysIntervalSeconds = options.sysIntervalSeconds ?? SYS_INTERVAL_SECONDS;
    this.journal = options.journal;
    this.eventLog = options.eventLog;
    this.clock = options.clock ?? systemClock;
    this.startedAtMs = this.clock.now();
    this.log = options.log ?? silentLog;
    this.onDisconnected = options.onDisconnected;
    this.onFlapping = options.onFlapping;
    this.onLateAdmission = options.onLateAdmission;
    for (const text of options.bannedNetworks ?? []) {
      const network = parseNetwork(text);
      if (network !== undefined) this.bannedNetworks.add(network, true);
    }
    this.wheel = new TimerWheel(this.clock, (error) => this.log("error", "a timer failed", { error }));
    this.#stopTelling = this.clock.every(1000, () => this.#tell());
  }

  tenant(id: string): Tenant | undefined {
    return this.#tenants.get(id);
  }

  tenants(): Iterable<Tenant> {
    return this.#tenants.values();
  }

  /** A tenant of which the broker has heard, by the name that clients call it. */
  tenantBySlug(slug: string): Tenant | undefined {
    return this.#bySlug.get(slug);
  }

  /** The tenant, made when this is the first of it that the broker hears. */
  ensureTenant(id: string, slug?: string): Tenant {
    let tenant = this.#tenants.get(id);
    if (tenant === undefined) {
      tenant = new Tenant(this, id, slug ?? id);
      this.#tenants.set(id, tenant);
    } else if (slug !== undefined) tenant.slug = slug;
    if (slug !== undefined) this.#bySlug.set(slug, tenant);
    return tenant;
  }

  /** Ends the tenant's connections and sessions and forgets it. */
  removeTenant(id: string): void {
    const tenant = this.#tenants.get(id);
    if (tenant === undefined) return;
    this.#tenants.delete(id);
    if (this.#bySlug.get(tenant.slug) === tenant) this.#bySlug.delete(tenant.slug);
    tenant.endAll();
  }

  /** Takes on a new transport; it tells the returned connection what comes. */
  accept(transport: Transport): Connection {
    const connection = new Connection(this, transport);
    this.connections.add(connection);
    if (this.draining) connection.close(SERVER_SHUTTING_DOWN);
    return connection;
  }

  /** Has `drain` close the listener too. */
  addListener(listener: Pick<Listener, "close">): void {
    this.#listeners.add(listener);
  }

  /** A connection's stream is gone. */
  forget(connection: Connection): void {
    this.connections.delete(connection);
    if (this.connections.size === 0) this.#whenEmpty?.();
  }

  /**
   * Stops accepting, tells 5.0 clients (0x8B), writes what was gathered, and resolves when all streams are closed.
   * Wills are not published: a server that stops may leave them (3.1.2.5), and their clients are about to come back.
   */
  async drain(): Promise<void> {
    this.draining = true;
    const closed = [...this.#listeners].map((listener) => listener.close());
    for (const connection of [...this.connections])
      connection.close(SERVER_SHUTTING_DOWN, "the server is shutting down");
    // Of many clients some are gone without a word and will never close their side.
    const late = setTimeout(() => {
      for (const connection of this.connections) connection.transport.destroy();
    }, DRAIN_MS);
    if (this.connections.size > 0) await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
    clearTimeout(late);
    await Promise.all(closed);
    this.wheel.stop();
    this.#stopTelling();
  }

  #tell(): void {
    for (const tenant of this.#tenants.values()) {
      tenant.drops.tell();
      tenant.traces.tick();
      tenant.events.tellFolded();
      tenant.sysTopics.tell();
    }
  }
}
