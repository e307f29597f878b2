import type { LimitName } from "#core/limit-overrides.ts";
import type { Limits } from "#core/limits.ts";
import type { FrameReader } from "#core/mqtt/frame-reader.ts";
import { MESSAGE_RATE_TOO_HIGH, ProtocolError } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "./connection.ts";
import type { Session } from "./session.ts";
import { Timer, type TimerWheel } from "./timer-wheel.ts";

/** Ticks between two events that tell of the same allowance. */
const TOLD_EVERY_TICKS = 60;

/**
 * What one connection, or all of a device or a tenant together, may use in a second. It is looked at before a packet and
 * counted after it, so that a packet larger than a second's bytes still passes; what was used too much is owed to the
 * seconds that follow, and the rate holds over time.
 */
export class Allowance {
  readonly limit: LimitName;
  readonly perSecondMax: number;
  /** See Counters: so that one limit is told of once a minute, however many connections run into it. */
  toldTick = Number.NEGATIVE_INFINITY;
  #tick = 0;
  #left: number;

  constructor(limit: LimitName, perSecondMax: number) {
    this.limit = limit;
    this.perSecondMax = perSecondMax;
    this.#left = perSecondMax;
  }

  /** Undefined for a rate of 0: unlimited. */
  static of(limits: Limits, limit: LimitName): Allowance | undefined {
    return limits[limit] === 0 ? undefined : new Allowance(limit, limits[limit]);
  }

  take(tick: number, amount: number): void {
    if (tick !== this.#tick) this.#refill(tick);
    this.#left -= amount;
  }

  /** Nothing is left of this second. */
  spent(tick: number): boolean {
    if (tick !== this.#tick) this.#refill(tick);
    return this.#left <= 0;
  }

  /** More was taken than there was. */
  get overdrawn(): boolean {
    return this.#left < 0;
  }

  /** Taken of this second and, by those who could not be stopped in time, of the next. */
  get used(): number {
    return this.perSecondMax - this.#left;
  }

  #refill(tick: number): void {
    const earned = (tick - this.#tick) * this.perSecondMax;
    this.#tick = tick;
    this.#left = Math.min(this.perSecondMax, this.#left + earned);
  }
}

/** What a tenant's, or a device's, connections share. */
export interface SharedRates {
  readonly messagesIn: Allowance | undefined;
  readonly bytesIn: Allowance | undefined;
  readonly messagesOut: Allowance | undefined;
  readonly bytesOut: Allowance | undefined;
}

export function tenantRates(limits: Limits): SharedRates {
  return {
    messagesIn: Allowance.of(limits, "messagesInPerSecondPerTenantMax"),
    bytesIn: Allowance.of(limits, "bytesInPerSecondPerTenantMax"),
    messagesOut: Allowance.of(limits, "messagesOutPerSecondPerTenantMax"),
    bytesOut: Allowance.of(limits, "bytesOutPerSecondPerTenantMax"),
  };
}

/** Most devices have no rates of their own: they share this. */
const NO_RATES: SharedRates = {
  messagesIn: undefined,
  bytesIn: undefined,
  messagesOut: undefined,
  bytesOut: undefined,
};

export function deviceRates(limits: Limits): SharedRates {
  const rates = {
    messagesIn: Allowance.of(limits, "messagesInPerSecondPerDeviceMax"),
    bytesIn: Allowance.of(limits, "bytesInPerSecondPerDeviceMax"),
    messagesOut: Allowance.of(limits, "messagesOutPerSecondPerDeviceMax"),
    bytesOut: Allowance.of(limits, "bytesOutPerSecondPerDeviceMax"),
  };
  return Object.values(rates).every((rate) => rate === undefined) ? NO_RATES : rates;
}

/**
 * The allowances that one connection keeps in one direction. A connection without any has no gate, and pays nothing.
 * While one of them is spent the connection rests, and is called again in the next second.
 */
export class RateGate {
  readonly #session: Session;
  readonly #wheel: TimerWheel;
  readonly #messages: readonly Allowance[];
  readonly #bytes: readonly Allowance[];
  readonly #nextSecond: Timer<Connection>;
  /** Whoever exceeds a rate is not slowed but disconnected. */
  readonly #strict: boolean;

  constructor(
    connection: Connection,
    session: Session,
    messages: readonly Allowance[],
    bytes: readonly Allowance[],
    onNextSecond: (connection: Connection) => void,
    strict: boolean,
  ) {
    this.#session = session;
    this.#wheel = connection.broker.wheel;
    this.#messages = messages;
    this.#bytes = bytes;
    this.#nextSecond = new Timer<Connection>(connection, onNextSecond);
    this.#strict = strict;
  }

  /** @throws ProtocolError 0x96 when it is one too many and the policy is not to wait */
  countMessage(): void {
    this.#count(this.#messages, 1);
  }

  /** Counts the packet that was handled; returns `spent`. @throws ProtocolError as for messages */
  spentAfter({ bodyStart, bodyEnd }: FrameReader): boolean {
    this.countBytes(bodyEnd - bodyStart);
    return this.spent;
  }

  /** @throws ProtocolError as for messages */
  countBytes(bytes: number): void {
    this.#count(this.#bytes, bytes);
  }

  /** True when nothing is left of this second; then the connection is called again in the next. */
  get spent(): boolean {
    if (this.#strict) return false;
    const allowance = this.#firstSpent(this.#messages) ?? this.#firstSpent(this.#bytes);
    if (allowance === undefined) return false;
    if (!this.#nextSecond.scheduled) this.#wheel.scheduleAt(this.#nextSecond, this.#wheel.tick + 1);
    this.#tell(allowance, "slowed");
    return true;
  }

  stop(): void {
    this.#wheel.cancel(this.#nextSecond);
  }

  #count(allowances: readonly Allowance[], amount: number): void {
    const { tick } = this.#wheel;
    for (let i = 0; i < allowances.length; i++) {
      const allowance = allowances[i] as Allowance;
      allowance.take(tick, amount);
      if (this.#strict && allowance.overdrawn) {
        this.#tell(allowance, "closed");
        throw new ProtocolError(MESSAGE_RATE_TOO_HIGH, `${allowance.limit} is ${allowance.perSecondMax}`);
      }
    }
  }

  #firstSpent(allowances: readonly Allowance[]): Allowance | undefined {
    const { tick } = this.#wheel;
    for (let i = 0; i < allowances.length; i++) {
      const allowance = allowances[i] as Allowance;
      if (allowance.spent(tick)) return allowance;
    }
    return undefined;
  }

  #tell(allowance: Allowance, effect: "slowed" | "closed"): void {
    const { tick } = this.#wheel;
    if (tick - allowance.toldTick < TOLD_EVERY_TICKS) return;
    allowance.toldTick = tick;
    const { limit, used, perSecondMax: max } = allowance;
    this.#session.tenant.events.emit(this.#session.origin, { type: "limitReached", limit, used, max, effect });
  }
}

/** Has the connection keep the rates of its own, of its device and of its tenant as they are now. */
export function limitRates(connection: Connection, session: Session): void {
  const { tenant } = session;
  const own = Allowance.of(tenant.limits, "publishesPerSecondMax");
  const device = tenant.sessions.ratesOf(session);
  const former = connection.rateIn ?? connection.rateOut;
  connection.rateIn?.stop();
  connection.rateOut?.stop();
  connection.rateIn = gate(
    connection,
    session,
    [own, device?.messagesIn, tenant.rates.messagesIn],
    [device?.bytesIn, tenant.rates.bytesIn],
    proceed,
    tenant.policies.overRate === "disconnect",
  );
  connection.rateOut = gate(
    connection,
    session,
    [device?.messagesOut, tenant.rates.messagesOut],
    [device?.bytesOut, tenant.rates.bytesOut],
    touch,
    // A receiver cannot help what others send it.
    false,
  );
  if (former === undefined) return;
  // It may rest.
  connection.broker.turn.yield(connection);
  connection.touch();
}

function gate(
  connection: Connection,
  session: Session,
  messages: readonly (Allowance | undefined)[],
  bytes: readonly (Allowance | undefined)[],
  onNextSecond: (connection: Connection) => void,
  strict: boolean,
): RateGate | undefined {
  const [ofMessages, ofBytes] = [messages.filter((one) => one !== undefined), bytes.filter((one) => one !== undefined)];
  if (ofMessages.length === 0 && ofBytes.length === 0) return undefined;
  return new RateGate(connection, session, ofMessages, ofBytes, onNextSecond, strict);
}

function proceed(connection: Connection): void {
  connection.proceed();
}

function touch(connection: Connection): void {
  connection.touch();
}
