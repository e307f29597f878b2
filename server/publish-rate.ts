import type { Limits } from "#core/limits.ts";
import { MESSAGE_RATE_TOO_HIGH, ProtocolError } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "./connection.ts";
import { Timer } from "./timer-wheel.ts";

/** Has the connection keep this rate from now on. */
export function limitRate(connection: Connection, { publishesPerSecondMax }: Limits): void {
  const former = connection.rate;
  connection.rate = publishesPerSecondMax === 0 ? undefined : new PublishRate(connection, publishesPerSecondMax);
  if (former === undefined) return;
  former.stop();
  connection.broker.turn.yield(connection); // it may rest
}

/**
 * The PUBLISHes of one connection in the running second. Above its rate the connection rests until the next, or ends,
 * as the tenant's policy says.
 */
export class PublishRate {
  readonly #connection: Connection;
  readonly #perSecondMax: number;
  readonly #nextSecond: Timer<Connection>;
  #tick = 0;
  #count = 0;

  constructor(connection: Connection, perSecondMax: number) {
    this.#connection = connection;
    this.#perSecondMax = perSecondMax;
    this.#nextSecond = new Timer<Connection>(connection, proceed);
  }

  /**
   * Counts a PUBLISH.
   * @throws ProtocolError 0x96 when it is one too many and the policy is not to wait
   */
  count(): void {
    const { session, broker } = this.#connection;
    const { tick } = broker.wheel;
    if (tick !== this.#tick) {
      this.#tick = tick;
      this.#count = 0;
    }
    if (++this.#count > this.#perSecondMax && session?.tenant.policies.overRate === "disconnect") {
      throw new ProtocolError(MESSAGE_RATE_TOO_HIGH, `more than ${this.#perSecondMax} messages in a second`);
    }
  }

  /** True when this second has seen all it may; then the connection is called again in the next. */
  get spent(): boolean {
    const { session, broker } = this.#connection;
    const { wheel } = broker;
    if (this.#count < this.#perSecondMax || wheel.tick !== this.#tick) return false;
    if (session?.tenant.policies.overRate === "disconnect") return false;
    wheel.scheduleAt(this.#nextSecond, wheel.tick + 1);
    return true;
  }

  stop(): void {
    this.#connection.broker.wheel.cancel(this.#nextSecond);
  }
}

function proceed(connection: Connection): void {
  connection.proceed();
}
