import { NOT_AUTHORIZED } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "./connection.ts";
import { CONNECTED } from "./connection-state.ts";
import type { AuthRequest, AuthResult, Exchange } from "./identity.ts";
import { Timer } from "./timer-wheel.ts";

/**
 * The enhanced authentication of one connection (4.12): the method its CONNECT named, and the exchange under way, if
 * one is. Before the CONNACK the connect timeout bounds it; afterwards one of its own does.
 */
export class Authentication {
  /** The same for as long as the connection lives [MQTT-4.12.0-5] [MQTT-4.12.1-1]. */
  readonly method: string;
  /** What CONNECT showed, but for a password and a certificate; an exchange that begins again starts from it too. */
  readonly request: AuthRequest;
  /** What the exchange before the CONNACK leads to. */
  readonly settled: (result: AuthResult) => void;
  exchange: Exchange | undefined = undefined;
  /** The exchange has been told something and has not answered yet. */
  busy = false;
  /** Goes out with the CONNACK, or the AUTH, that says success. */
  finalData: Buffer | undefined = undefined;
  readonly #connection: Connection;
  readonly #deadline: Timer<Connection>;

  constructor(connection: Connection, method: string, request: AuthRequest, settled: (result: AuthResult) => void) {
    this.#connection = connection;
    this.method = method;
    this.request = { ...request, password: undefined, certificate: undefined };
    this.settled = settled;
    this.#deadline = new Timer<Connection>(connection, onLate);
  }

  begin(exchange: Exchange): void {
    this.exchange = exchange;
    this.finalData = undefined;
    const { broker, state } = this.#connection;
    if (state === CONNECTED) broker.wheel.schedule(this.#deadline, broker.limits.connectTimeoutSeconds);
  }

  /** The exchange is over, one way or the other. */
  stop(): void {
    this.exchange = undefined;
    this.#connection.broker.wheel.cancel(this.#deadline);
  }
}

function onLate(connection: Connection): void {
  connection.close(NOT_AUTHORIZED, "re-authentication took too long");
}
