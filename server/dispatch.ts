// HOT: once per packet received.

import { decodeEmpty } from "#core/mqtt/decode.ts";
import { PINGRESP_FRAME } from "#core/mqtt/encode.ts";
import {
  AUTH,
  CONNECT,
  DISCONNECT,
  PINGREQ,
  PUBACK,
  PUBCOMP,
  PUBLISH,
  PUBREC,
  PUBREL,
  SUBSCRIBE,
  UNSUBSCRIBE,
} from "#core/mqtt/packets.ts";
import { PROTOCOL_ERROR, ProtocolError } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "./connection.ts";
import { AWAITING_CONNECT } from "./connection-state.ts";
import { onPuback, onPubcomp, onPubrec, onPubrel } from "./packets/acks.ts";
import { onAuth, onChallenged } from "./packets/auth.ts";
import { onConnect } from "./packets/connect.ts";
import { onDisconnect } from "./packets/disconnect.ts";
import { onPublish } from "./packets/publish.ts";
import { onSubscribe } from "./packets/subscribe.ts";
import { onUnsubscribe } from "./packets/unsubscribe.ts";
import type { Session } from "./session.ts";

/** Nodes of the topic tree that a match visits in the time of one delivery: 14 ns a node (core/topic-tree.ts). */
const VISITS_A_DELIVERY = 32;

/**
 * Hands the packet that the connection's reader stands on to its handler.
 * @returns what it cost of the connection's share of the turn: 1, and 1 more for each delivery it caused or could have
 *   been made in the time of its match: topics and filters made for it take milliseconds each
 */
export function dispatch(connection: Connection): number {
  const { reader, session } = connection;
  connection.packetsReceived++;
  if (session === undefined) {
    onFirstPacket(connection);
    return 1;
  }
  switch (reader.type) {
    case PUBLISH: {
      const { tree } = session.tenant.receivers;
      const visitsBefore = tree.visits;
      const deliveries = onPublish(connection, session);
      return 1 + deliveries + Math.trunc((tree.visits - visitsBefore) / VISITS_A_DELIVERY);
    }
    case PUBACK:
      onPuback(connection, session);
      return 1;
    case PUBREC:
      onPubrec(connection, session);
      return 1;
    case PUBREL:
      onPubrel(connection, session);
      return 1;
    case PUBCOMP:
      onPubcomp(connection, session);
      return 1;
    default:
      return dispatchCold(connection, session);
  }
}

/** The first packet must be a CONNECT [MQTT-3.1.0-1]. */
function onFirstPacket(connection: Connection): void {
  const { type } = connection.reader;
  if (connection.state !== AWAITING_CONNECT) onChallenged(connection);
  else if (type === CONNECT) onConnect(connection);
  else throw new ProtocolError(PROTOCOL_ERROR, `first packet is of type ${type}, not a CONNECT`);
}

function dispatchCold(connection: Connection, session: Session): number {
  const { reader } = connection;
  switch (reader.type) {
    case SUBSCRIBE:
      return onSubscribe(connection, session);
    case UNSUBSCRIBE:
      return onUnsubscribe(connection, session);
    case PINGREQ:
      decodeEmpty(reader.bytes, reader.bodyStart, reader.bodyEnd);
      connection.reply(PINGRESP_FRAME); // [MQTT-3.12.4-1]
      return 1;
    case DISCONNECT:
      onDisconnect(connection, session);
      return 1;
    case AUTH:
      onAuth(connection);
      return 1;
    case CONNECT:
      throw new ProtocolError(PROTOCOL_ERROR, "second CONNECT"); // [MQTT-3.1.0-2] [MQTT-3.2.0-2]
    default:
      throw new ProtocolError(PROTOCOL_ERROR, `packet type ${reader.type} comes only from servers`);
  }
}
