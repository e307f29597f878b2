import type { Connection } from "./connection.ts";
import { Timer } from "./timer-wheel.ts";

/** The PUBLISHes of one connection in the running second; above its rate the connection rests until the next. */
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

  /** Counts a PUBLISH. */
  count(): void {
    const { tick } = this.#connection.broker.wheel;
    if (tick !== this.#tick) {
      this.#tick = tick;
      this.#count = 0;
    }
    this.#count++;
  }

  /** True when this second has seen all it may; then the connection is called again in the next. */
  get spent(): boolean {
    const { wheel } = this.#connection.broker;
    if (this.#count < this.#perSecondMax || wheel.tick !== this.#tick) return false;
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
