import { Cursor } from "./cursor.ts";
import { decodeProperties } from "./decode-properties.ts";
import {
  type AckPacket,
  type ProtocolVersion,
  PUBACK,
  PUBREC,
  SUBACK,
  type SubackPacket,
  UNSUBACK,
  type UnsubackPacket,
} from "./packets.ts";
import {
  checkReasonCode,
  PUBACK_REASON_CODES,
  PUBREL_REASON_CODES,
  SUBACK_REASON_CODES,
  UNSUBACK_REASON_CODES,
} from "./reason-code-sets.ts";
import { MALFORMED_PACKET, PROTOCOL_ERROR, ProtocolError } from "./reason-codes.ts";

/**
 * HOT: the packet identifier of an acknowledgement of exactly two bytes, which is nearly every one: all of 3.x, and
 * 5.0 when the reason is success.
 */
export function decodePacketId(bytes: Buffer, start: number, end: number): number {
  if (end - start !== 2) throw new ProtocolError(MALFORMED_PACKET, "acknowledgement is not two bytes long");
  const packetId = ((bytes[start] as number) << 8) | (bytes[start + 1] as number);
  if (packetId === 0) throw new ProtocolError(PROTOCOL_ERROR, "packet identifier 0"); // [MQTT-2.3.1-1] [MQTT-2.2.1-3]
  return packetId;
}

/** The packet identifier that begins a packet. */
export function decodeLeadingPacketId(cursor: Cursor): number {
  const packetId = cursor.twoByteInteger("packet identifier");
  if (packetId === 0) throw new ProtocolError(PROTOCOL_ERROR, "packet identifier 0"); // [MQTT-2.3.1-1] [MQTT-2.2.1-3]
  return packetId;
}

/** Decodes a PUBACK, PUBREC, PUBREL or PUBCOMP. */
export function decodeAck(
  type: AckPacket["type"],
  bytes: Buffer,
  start: number,
  end: number,
  version: ProtocolVersion,
): AckPacket {
  if (version !== 5 || end - start === 2)
    return { type, packetId: decodePacketId(bytes, start, end), reasonCode: 0, properties: {} };
  const cursor = new Cursor(bytes, start, end);
  const packetId = decodeLeadingPacketId(cursor);
  const reasonCode = cursor.byte("reason code");
  const allowed = type === PUBACK || type === PUBREC ? PUBACK_REASON_CODES : PUBREL_REASON_CODES;
  checkReasonCode(reasonCode, allowed, "acknowledgement"); // [MQTT-3.4.2-1] [MQTT-3.5.2-1] [MQTT-3.6.2-1] [MQTT-3.7.2-1]
  const properties = cursor.left > 0 ? decodeProperties(cursor, type) : {};
  cursor.expectEnd("acknowledgement");
  return { type, packetId, reasonCode, properties };
}

/** Decodes a SUBACK: for clients and tests. */
export function decodeSuback(bytes: Buffer, start: number, end: number, version: ProtocolVersion): SubackPacket {
  const cursor = new Cursor(bytes, start, end);
  const packetId = decodeLeadingPacketId(cursor);
  const properties = version === 5 ? decodeProperties(cursor, SUBACK) : {};
  const reasonCodes: number[] = [];
  while (cursor.left > 0) {
    const code = cursor.byte("reason code");
    if (version === 5)
      checkReasonCode(code, SUBACK_REASON_CODES, "SUBACK"); // [MQTT-3.9.3-2]
    else if (code > 2 && !(code === 0x80 && version === 4))
      throw new ProtocolError(PROTOCOL_ERROR, `SUBACK return code ${code}`); // [MQTT-3.9.3-2]
    reasonCodes.push(code);
  }
  if (reasonCodes.length === 0) throw new ProtocolError(PROTOCOL_ERROR, "SUBACK without a reason code");
  return { type: SUBACK, packetId, reasonCodes, properties };
}

/** Decodes an UNSUBACK: for clients and tests. */
export function decodeUnsuback(bytes: Buffer, start: number, end: number, version: ProtocolVersion): UnsubackPacket {
  const cursor = new Cursor(bytes, start, end);
  const packetId = decodeLeadingPacketId(cursor);
  const reasonCodes: number[] = [];
  const properties = version === 5 ? decodeProperties(cursor, UNSUBACK) : {};
  if (version === 5) {
    while (cursor.left > 0) {
      const code = cursor.byte("reason code");
      checkReasonCode(code, UNSUBACK_REASON_CODES, "UNSUBACK"); // [MQTT-3.11.3-2]
      reasonCodes.push(code);
    }
    if (reasonCodes.length === 0) throw new ProtocolError(PROTOCOL_ERROR, "UNSUBACK without a reason code");
  }
  cursor.expectEnd("UNSUBACK");
  return { type: UNSUBACK, packetId, reasonCodes, properties };
}
