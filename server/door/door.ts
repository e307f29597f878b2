import { placeOf } from "#core/address-place.ts";
import { type ChangeNotice, CONSOLE_DEVICE_NAME, type ConnectRefusal } from "#core/control.ts";
import { BANNED, CONNECTION_RATE_EXCEEDED } from "#core/mqtt/reason-codes.ts";
import { DEVICE_NAME, TENANT_SLUG } from "#core/names.ts";
import type { Broker } from "../broker.ts";
import { parseUsername } from "../identity/username.ts";
import type { Authenticate, AuthRequest, AuthResult, BeginExchange, Refusal } from "../identity.ts";
import { GuardedExchange } from "./guarded-exchange.ts";
import { KnownPlaces } from "./known-places.ts";
import { RefusalCache } from "./refusal-cache.ts";
import { Streaks } from "./streaks.ts";

/** Of each kind; some hundred bytes an entry. */
const STREAKS_MAX = 50_000;
const KNOWN_DEVICES_MAX = 200_000;
const FORGIVEN_MAX = 10_000;

export interface DoorOptions {
  readonly publicHost: string;
  readonly anonymousTenant: string | undefined;
}

/** Who a CONNECT says it is, as far as that can be told without asking anybody. */
export interface Claim {
  readonly tenantSlug: string | undefined;
  readonly deviceName: string;
  readonly place: string;
  /** `<tenant>/<device>`; undefined for people, anonymous clients, certificates and what can be no device. */
  readonly name: string | undefined;
  /** The device came in from there before. */
  readonly known: boolean;
}

/**
 * Stands before whoever knows devices and secrets, and turns away what need not be asked about: the banned, those who
 * failed too often, and what was refused a moment ago. It asks no database, and keeps no more than it has room for.
 *
 * Failures are counted by address (an IPv6 address by its /64) and by device name, and both must wait in the end. But
 * a stranger who tries names must not lock a device out, nor a neighbour behind the same address: a device that comes
 * from where it came in before is judged by the failures under its name from there alone. Who shares a device's
 * address can still make it wait; nobody could tell the two apart.
 */
export class Door {
  readonly #broker: Broker;
  readonly #options: DoorOptions;
  readonly #places = new Streaks(STREAKS_MAX);
  readonly #names = new Streaks(STREAKS_MAX);
  /** Of known devices: the name and the place in one. */
  readonly #pairs = new Streaks(STREAKS_MAX);
  readonly #refusals = new RefusalCache();
  /** When the failures of a device, or under the unknown names of a tenant, were forgiven. */
  readonly #forgiven = new Map<string, number>();
  readonly known = new KnownPlaces(KNOWN_DEVICES_MAX);

  constructor(broker: Broker, options: DoorOptions) {
    this.#broker = broker;
    this.#options = options;
  }

  /** What is remembered, for tests and metrics: none of it may grow without bounds. */
  get sizes(): Readonly<Record<"places" | "names" | "pairs" | "refusals" | "known", number>> {
    return {
      places: this.#places.size,
      names: this.#names.size,
      pairs: this.#pairs.size,
      refusals: this.#refusals.size,
      known: this.known.size,
    };
  }

  /** Asks only about those whom the door lets pass. */
  guard(ask: Authenticate): Authenticate {
    return async (request) => {
      const claim = this.claim(request);
      const turnedAway = this.turnAway(claim, request);
      if (turnedAway !== undefined) return turnedAway;
      const nowMs = this.#broker.clock.now();
      const key = this.#refusals.keyOf(request);
      const repeated = this.#refusals.find(key, nowMs);
      if (repeated !== undefined) {
        this.#broker.doorCounters.repeated++;
        this.settle(claim, repeated);
        return repeated;
      }
      const { generation } = this.#refusals;
      const result = await ask(request);
      this.settle(claim, result);
      if (!result.ok && !PASSING.has(result.refusal)) this.#refusals.keep(key, result, nowMs, generation);
      return result;
    };
  }

  guardExchange(begin: BeginExchange): BeginExchange {
    return (method, request) => {
      const exchange = begin(method, request);
      return exchange && new GuardedExchange(exchange, request, this);
    };
  }

  claim(request: Pick<AuthRequest, "username" | "serverName" | "address">): Claim {
    const { publicHost, anonymousTenant } = this.#options;
    const parsed = parseUsername(request, publicHost);
    const { deviceName } = parsed;
    const tenantSlug = request.username === undefined ? (parsed.tenantSlug ?? anonymousTenant) : parsed.tenantSlug;
    const place = placeOf(request.address);
    const isName = tenantSlug !== undefined && TENANT_SLUG.test(tenantSlug) && DEVICE_NAME.test(deviceName);
    const name = isName && deviceName !== CONSOLE_DEVICE_NAME ? `${tenantSlug}/${deviceName}` : undefined;
    const known = name !== undefined && this.known.knows(tenantSlug ?? "", deviceName, place);
    return { tenantSlug, deviceName, place, name, known };
  }

  /** The answer to those whom nobody needs to be asked about. */
  turnAway(claim: Claim, { clientId, address }: Pick<AuthRequest, "clientId" | "address">): Refusal | undefined {
    const { tenantSlug, deviceName, place, name, known } = claim;
    const { bans, clock, wheel, doorCounters } = this.#broker;
    const nowMs = clock.now();
    const ban =
      tenantSlug === undefined ? undefined : bans.findBySlug(tenantSlug, { clientId, deviceName, address }, nowMs);
    if (ban !== undefined) {
      doorCounters.banned++;
      return { ok: false, refusal: "banned", reasonCode: BANNED, tenantId: ban.tenantId, deviceName };
    }
    const forgiven = (owner: string): number => this.#forgiven.get(owner) ?? Number.NEGATIVE_INFINITY;
    const waiting = known
      ? this.#pairs.waiting(`${name}\0${place}`, nowMs, forgiven)
      : (this.#places.waiting(place, nowMs, forgiven) ??
        (name === undefined ? undefined : this.#names.waiting(name, nowMs, forgiven)));
    if (waiting !== undefined) {
      doorCounters.lockedOut++;
      const { tenantId } = waiting;
      return { ok: false, refusal: "lockedOut", reasonCode: CONNECTION_RATE_EXCEEDED, tenantId, deviceName };
    }
    const tenant = tenantSlug === undefined ? undefined : this.#broker.tenantBySlug(tenantSlug);
    if (tenant?.connects?.spent(wheel.tick) === true) {
      const { limit, used, perSecondMax: max } = tenant.connects;
      const tooMany = {
        refusal: "connectRate",
        reasonCode: CONNECTION_RATE_EXCEEDED,
        limit: { limit, used, max },
      } as const;
      return { ok: false, tenantId: tenant.id, deviceName, ...tooMany };
    }
    return undefined;
  }

  /** Learns from what came out. */
  settle({ place, name, known }: Claim, result: AuthResult): void {
    if (result.ok) {
      if (result.deviceId === undefined || result.deviceId !== result.principalId) return;
      this.known.note(result.tenantSlug, result.deviceName, place);
      if (known) this.#pairs.clear(`${name}\0${place}`);
      return;
    }
    const { refusal, deviceId, tenantId } = result;
    if (PASSING.has(refusal) || NO_GUESSES.has(refusal)) return;
    const nowMs = this.#broker.clock.now();
    const { failedLoginsPerAddressMax, failedLoginsPerDeviceMax } = this.#broker.limits;
    if (failedLoginsPerAddressMax > 0) {
      this.#places.fail(place, nowMs, failedLoginsPerAddressMax, undefined, tenantId);
    }
    if (failedLoginsPerDeviceMax === 0 || name === undefined) return;
    const [streaks, key] = known ? [this.#pairs, `${name}\0${place}`] : [this.#names, name];
    streaks.fail(key, nowMs, failedLoginsPerDeviceMax, deviceId ?? tenantId, tenantId);
  }

  /** Takes a notice of a change; undefined: some may have been missed. */
  readonly onNotice = (notice: ChangeNotice | undefined): void => {
    if (notice === undefined) this.#refusals.clear();
    else this.forgive(notice.tenantId, notice.id);
  };

  /**
   * Something changed: what was refused may not be refused now, and whose secret was renewed need not wait.
   * @param id of the device, or of whatever changed
   */
  forgive(tenantId: string, id: string): void {
    this.#refusals.clear();
    const nowMs = this.#broker.clock.now();
    for (const owner of [tenantId, id]) {
      this.#forgiven.delete(owner);
      this.#forgiven.set(owner, nowMs);
    }
    for (const owner of this.#forgiven.keys()) {
      if (this.#forgiven.size <= FORGIVEN_MAX) break;
      this.#forgiven.delete(owner);
    }
  }
}

/** Not the client's fault, and over by itself: neither counted nor remembered. */
const PASSING: ReadonlySet<ConnectRefusal> = new Set<ConnectRefusal>([
  "databaseAway",
  "tokenKeysUnavailable",
  "quotaExceeded",
  "connectRate",
]);

/** The secret or the certificate's key was right, or was once: nobody is guessing. */
const NO_GUESSES: ReadonlySet<ConnectRefusal> = new Set<ConnectRefusal>([
  "deviceDisabled",
  "credentialExpired",
  "listenerNotAllowed",
  "tokenExpired",
  "tokenNotYetValid",
  "tokenIssuerDisabled",
  "certificateExpired",
  "certificateNotYetValid",
  "certificateRevoked",
  "certificateMismatch",
  "certificateNamesNobody",
  "certificateUnfit",
]);
