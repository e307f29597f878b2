import { Cursor } from "./cursor.ts";
import { decodeProperties } from "./decode-properties.ts";
import { AUTH, type AuthPacket, DISCONNECT, type DisconnectPacket, type ProtocolVersion } from "./packets.ts";
import { AUTH_REASON_CODES, checkReasonCode, DISCONNECT_REASON_CODES } from "./reason-code-sets.ts";
import { MALFORMED_PACKET, PROTOCOL_ERROR, ProtocolError } from "./reason-codes.ts";

/** Checks that a packet without fields (PINGREQ, PINGRESP, DISCONNECT of 3.x) has none. */
export function decodeEmpty(_bytes: Buffer, start: number, end: number): void {
  if (end !== start) throw new ProtocolError(MALFORMED_PACKET, "packet has a body where none belongs");
}

/** Decodes a DISCONNECT. */
export function decodeDisconnect(
  bytes: Buffer,
  start: number,
  end: number,
  version: ProtocolVersion,
): DisconnectPacket {
  if (version !== 5) {
    decodeEmpty(bytes, start, end);
    return { type: DISCONNECT, reasonCode: 0, properties: {} };
  }
  const cursor = new Cursor(bytes, start, end);
  const reasonCode = cursor.left > 0 ? cursor.byte("disconnect reason code") : 0;
  checkReasonCode(reasonCode, DISCONNECT_REASON_CODES, "DISCONNECT"); // [MQTT-3.14.2-1]
  const properties = cursor.left > 0 ? decodeProperties(cursor, DISCONNECT) : {};
  cursor.expectEnd("DISCONNECT");
  return { type: DISCONNECT, reasonCode, properties };
}

/** Decodes an AUTH, which only 5.0 has. */
export function decodeAuth(bytes: Buffer, start: number, end: number): AuthPacket {
  const cursor = new Cursor(bytes, start, end);
  const reasonCode = cursor.left > 0 ? cursor.byte("authenticate reason code") : 0;
  checkReasonCode(reasonCode, AUTH_REASON_CODES, "AUTH"); // [MQTT-3.15.2-1]
  const properties = cursor.left > 0 ? decodeProperties(cursor, AUTH) : {};
  cursor.expectEnd("AUTH");
  // Success may be sent bare; every other AUTH names the method it belongs to.
  if (reasonCode !== 0 && properties.authenticationMethod === undefined)
    throw new ProtocolError(PROTOCOL_ERROR, "AUTH without an authentication method"); // [MQTT-4.12.0-5]
  return { type: AUTH, reasonCode, properties };
}
