import { MAXIMUM_CONNECT_TIME } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "./connection.ts";
import { Timer } from "./timer-wheel.ts";

/**
 * Ends the connection (0xA0) when what let it in expires, and not before; a later call sets another end.
 * @param expiresAtMs undefined: never
 */
export function endWithCredential(connection: Connection, expiresAtMs: number | undefined): void {
  const { wheel, clock } = connection.broker;
  if (connection.credentialEnd !== undefined) wheel.cancel(connection.credentialEnd);
  if (expiresAtMs === undefined) return;
  connection.credentialEnd ??= new Timer<Connection>(connection, onExpired);
  wheel.schedule(connection.credentialEnd, (expiresAtMs - clock.now()) / 1000);
}

function onExpired(connection: Connection): void {
  connection.close(MAXIMUM_CONNECT_TIME, "the credential has expired");
}
