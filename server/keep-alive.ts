import { KEEP_ALIVE_TIMEOUT } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "./connection.ts";
import { Timer } from "./timer-wheel.ts";

/** Silence allowed, in units of the keep alive. */
const GRACE = 1.5;

/** No complete CONNECT in time. */
export function connectTimedOut(connection: Connection): void {
  connection.broker.log("info", "no CONNECT in time", { address: connection.transport.address });
  connection.end(KEEP_ALIVE_TIMEOUT);
}

/**
 * Ends the connection once nothing came for one and a half times the keep alive [MQTT-3.1.2-24] [MQTT-3.1.2-22].
 * A packet only notes the tick it came at; the timer, when due, looks whether anything came and goes on from there. So
 * a busy client costs one timer per keep alive, not one per packet.
 * @param seconds 0 turns it off
 */
export function watchKeepAlive(connection: Connection, seconds: number): void {
  const { wheel } = connection.broker;
  wheel.cancel(connection.deadline);
  if (seconds === 0) return;
  connection.silenceSecondsMax = Math.ceil(seconds * GRACE);
  connection.deadline = new Timer<Connection>(connection, onDue);
  wheel.schedule(connection.deadline, connection.silenceSecondsMax);
}

function onDue(connection: Connection): void {
  const { wheel } = connection.broker;
  // The packet came some time within its tick: the silence began one tick later at most.
  const dueTick = connection.lastSeenTick + 1 + connection.silenceSecondsMax;
  if (dueTick > wheel.tick) wheel.scheduleAt(connection.deadline, dueTick);
  else connection.close(KEEP_ALIVE_TIMEOUT, "keep alive timeout");
}
