import type { ConnectRefusal } from "#core/control.ts";
import type { Connection } from "../connection.ts";
import { cancelWill } from "../will.ts";
import { answerAndEnd } from "./refuse-connect.ts";

/**
 * Ends a connection that was promised what cannot be kept: nothing that waited to be sent is sent. A client that has no
 * CONNACK yet gets one that refuses [MQTT-3.2.2-7]; a session made for it is over, and its will was never left.
 * @param refusal what the owner is told of a CONNECT
 */
export function giveUp(
  connection: Connection,
  reasonCode: number,
  reasonString: string,
  refusal: ConnectRefusal | undefined = undefined,
): void {
  if (connection.isClosed) return;
  const { session } = connection;
  const greeting = connection.seal?.greeting;
  connection.seal = undefined;
  connection.acks.clear();
  connection.outbound.clear();
  if (greeting === undefined || session === undefined) {
    connection.close(reasonCode, reasonString);
    return;
  }
  cancelWill(session);
  session.tenant.counters.connectionsRefused++;
  if (refusal !== undefined) {
    session.tenant.events.emit(session.origin, { type: "connectRefused", refusal, reasonCode });
  }
  answerAndEnd(connection, reasonCode, reasonString);
  if (greeting === "new") session.tenant.sessions.end(session);
}
