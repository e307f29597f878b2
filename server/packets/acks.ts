// HOT: once per acknowledgement received.
import { decodeAck, decodePacketId } from "#core/mqtt/decode.ts";
import { type AckPacket, PUBACK, PUBCOMP, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import { PACKET_IDENTIFIER_NOT_FOUND, PROTOCOL_ERROR, ProtocolError, SUCCESS } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "../connection.ts";
import { sendPubrel } from "../send-publish.ts";
import type { Session } from "../session.ts";
import { release } from "../store/session-rows.ts";

/** The reason code of the acknowledgement read last. */
let reasonCode = 0;

/** Nearly every acknowledgement is two bytes long; only the others are made an object of. */
function readAck(connection: Connection, type: AckPacket["type"]): number {
  const { bytes, bodyStart, bodyEnd } = connection.reader;
  reasonCode = SUCCESS;
  if (connection.version !== 5 || bodyEnd - bodyStart === 2) return decodePacketId(bytes, bodyStart, bodyEnd);
  const ack = decodeAck(type, bytes, bodyStart, bodyEnd, connection.version);
  reasonCode = ack.reasonCode;
  return ack.packetId;
}

/** A QoS 1 delivery is over. An unknown identifier says nothing that could be acted on. */
export function onPuback(connection: Connection, session: Session): void {
  const packetId = readAck(connection, PUBACK);
  if (!session.acknowledge(packetId, 1)) mustNotBe(session, packetId, 2, "PUBACK");
}

/** A QoS 2 delivery has reached its client; one refused with 0x80 or above is over [MQTT-4.4.0-2] [MQTT-4.8.2-6]. */
export function onPubrec(connection: Connection, session: Session): void {
  const packetId = readAck(connection, PUBREC);
  if (reasonCode >= 0x80) {
    session.acknowledge(packetId, 2);
    return;
  }
  const known = session.received(packetId);
  if (!known) mustNotBe(session, packetId, 1, "PUBREC");
  // An unknown one is released all the same, or its client would ask for ever.
  if (known)
    release(connection, session, packetId); // [MQTT-4.3.3-4]
  else sendPubrel(connection, packetId, PACKET_IDENTIFIER_NOT_FOUND);
}

/** The publisher of a QoS 2 message forgets its identifier, and so do we [MQTT-4.3.3-11] [MQTT-4.3.3-12] [MQTT-4.3.3-13]. */
export function onPubrel(connection: Connection, session: Session): void {
  const packetId = readAck(connection, PUBREL);
  const known = session.incomingQos2.delete(packetId);
  if (known && connection.unreleased > 0) connection.unreleased--;
  const { journal } = session;
  if (journal !== undefined) {
    // Were it still known after a crash, the client's next message of this identifier would pass for a repetition.
    if (known) journal.incoming(session, packetId);
    const code = known ? SUCCESS : PACKET_IDENTIFIER_NOT_FOUND;
    connection.acks.pushAfter(journal.gate(connection), PUBCOMP, packetId, code);
    return;
  }
  connection.acks.push(PUBCOMP, packetId, known ? SUCCESS : PACKET_IDENTIFIER_NOT_FOUND);
  connection.touch();
}

/** A QoS 2 delivery is over. */
export function onPubcomp(connection: Connection, session: Session): void {
  session.completed(readAck(connection, PUBCOMP));
}

/** Answering one QoS with the acknowledgement of the other is a breach, not a repetition. */
function mustNotBe(session: Session, packetId: number, qos: 1 | 2, name: string): void {
  if (session.inflight.get(packetId)?.qos === qos) {
    throw new ProtocolError(PROTOCOL_ERROR, `${name} for a delivery of QoS ${qos}`);
  }
}
