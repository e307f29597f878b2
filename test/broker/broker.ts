import type { Rule } from "#core/acl.ts";
import { DEFAULT_LIMITS, type Limits } from "#core/limits.ts";
import { BAD_USER_NAME_OR_PASSWORD } from "#core/mqtt/reason-codes.ts";
import type { Grant } from "#core/token-rights.ts";
import { Broker } from "#server/broker.ts";
import type { Clock } from "#server/clock.ts";
import { type Admission, ANONYMOUS_PRINCIPAL, type Authenticate, type BeginExchange } from "#server/identity.ts";
import type { Log } from "#server/log.ts";
import type { Journal } from "#server/store/journal.ts";
import { listenTcp } from "#server/transport/tcp.ts";
import { listenWebSocket } from "#server/transport/websocket.ts";

export const PASSWORD = "correct horse";

/** May do everything, `$`-topics excepted. */
export const EVERYTHING: readonly Rule[] = [rule("allow", "both", "#")];

export function rule(
  effect: Rule["effect"],
  action: Rule["action"],
  filter: string,
  more: Partial<Pick<Rule, "qosMax" | "retainAllowed">> = {},
): Rule {
  return { roleName: "test", position: 1, effect, action, filter, qosMax: 2, retainAllowed: true, ...more };
}

export interface TestBrokerOptions {
  readonly limits?: Partial<Limits>;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly beginExchange?: BeginExchange;
  readonly journal?: Journal;
  readonly onLateAdmission?: (admission: Admission) => void;
  readonly bannedNetworks?: readonly string[];
  /** By device name; devices not named here may do everything. */
  readonly rules?: Readonly<Record<string, readonly Rule[]>>;
  /** What a device's token says of its rights, by device name. */
  readonly grants?: Readonly<Record<string, Grant>>;
}

/**
 * A broker on free ports. Usernames are `tenant/device`, with PASSWORD; no username is tenant `acme`, anonymous.
 * Closed by `await using`.
 */
export async function startBroker(options: TestBrokerOptions = {}) {
  const { clock, rules = {}, grants = {} } = options;
  const errors: unknown[] = [];
  const log: Log = (level, message, fields) => {
    if (level === "error") errors.push(fields?.error ?? message);
    options.log?.(level, message, fields);
  };
  const authenticate: Authenticate = async ({ username, password }) => {
    const [tenantId = "", device = ""] = (username ?? "acme/anonymous").split("/");
    if (username !== undefined && password?.toString() !== PASSWORD) {
      return {
        ok: false,
        refusal: "wrongPassword",
        reasonCode: BAD_USER_NAME_OR_PASSWORD,
        tenantId,
        deviceId: device,
        deviceName: device,
      };
    }
    return {
      ok: true,
      tenantId,
      tenantSlug: tenantId,
      principalId: username === undefined ? ANONYMOUS_PRINCIPAL : device,
      deviceId: username === undefined ? undefined : device,
      deviceName: device,
      credentialId: `credential of ${device}`,
      rules: rules[device] ?? EVERYTHING,
      grant: grants[device],
    };
  };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const broker = new Broker({
    limits,
    authenticate,
    beginExchange: options.beginExchange,
    journal: options.journal,
    onLateAdmission: options.onLateAdmission,
    bannedNetworks: options.bannedNetworks,
    version: "test",
    clock,
    log,
  });
  const tcp = await listenTcp(broker, { host: "127.0.0.1", port: 0 });
  const ws = await listenWebSocket(broker, { host: "127.0.0.1", port: 0, path: "/mqtt" });
  return {
    broker,
    /** What was logged as our own mistake. */
    errors,
    port: tcp.port,
    wsPort: ws.port,
    tenant: (id = "acme") => broker.ensureTenant(id),
    async [Symbol.asyncDispose]() {
      await broker.drain();
      if (errors.length > 0) throw new AggregateError(errors, "the broker logged an error");
    },
  };
}

export type TestBroker = Awaited<ReturnType<typeof startBroker>>;

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #callbacks = new Set<() => void>();

  now(): number {
    return this.#now;
  }

  every(_ms: number, callback: () => void): () => void {
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  advance(seconds: number): void {
    this.#now += seconds * 1000;
    for (const callback of this.#callbacks) callback();
  }
}
