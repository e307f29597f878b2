import { decodeConnect } from "#core/mqtt/decode.ts";
import { encodeConnack } from "#core/mqtt/encode.ts";
import { CONNACK, CONNECT, type ConnectPacket } from "#core/mqtt/packets.ts";
import {
  CLIENT_IDENTIFIER_NOT_VALID,
  PACKET_TOO_LARGE,
  ProtocolError,
  UNSPECIFIED_ERROR,
  UnsupportedProtocolError,
} from "#core/mqtt/reason-codes.ts";
import { toConnackReturnCode } from "#core/mqtt/return-codes.ts";
import type { Connection } from "../connection.ts";
import { AWAITING_CONNECT } from "../connection-state.ts";

/** What was thrown before the client was let in: the most precise CONNACK it understands, and the end. */
export function refuse(connection: Connection, error: unknown): void {
  const { reader, state } = connection;
  if (state === AWAITING_CONNECT && reader.type !== CONNECT) {
    connection.end(UNSPECIFIED_ERROR);
    return;
  }
  // Of a CONNECT that is not read for its size, the beginning is mostly there.
  if (state === AWAITING_CONNECT && error instanceof ProtocolError && error.reasonCode === PACKET_TOO_LARGE) {
    connection.version = announcedVersion(reader.bytes, reader.bodyStart);
  }
  if (error instanceof UnsupportedProtocolError) {
    // A protocol of another name is not answered in ours. [MQTT-3.1.2-1]
    if (error.protocolLevel === undefined) {
      connection.end(error.reasonCode);
      return;
    }
    connection.version = error.protocolLevel > 5 ? 5 : 4;
  }
  if (error instanceof ProtocolError) {
    tellBreach(connection, error);
    answerAndEnd(connection, error.reasonCode, error.message);
  } else answerAndEnd(connection, UNSPECIFIED_ERROR);
}

/** Has the owner of the tenant that the CONNECT names, if it can be read so far, see what was wrong with it. */
function tellBreach({ reader, state, broker, transport }: Connection, { reasonCode, message }: ProtocolError): void {
  if (state !== AWAITING_CONNECT || reasonCode === PACKET_TOO_LARGE) return;
  let packet: ConnectPacket;
  try {
    packet = decodeConnect(reader.bytes, reader.bodyStart, reader.bodyEnd);
  } catch {
    return;
  }
  const { username = "", clientId } = packet;
  const slash = username.indexOf("/");
  const tenant = slash < 0 ? undefined : broker.tenantBySlug(username.slice(0, slash));
  if (tenant === undefined) return;
  const { name, address } = transport;
  const origin = { deviceId: undefined, deviceName: username.slice(slash + 1), clientId, address, transport: name };
  const refusal = reasonCode === CLIENT_IDENTIFIER_NOT_VALID ? "clientIdInvalid" : "protocolError";
  tenant.counters.connectionsRefused++;
  tenant.events.emit(origin, { type: "connectRefused", refusal, reasonCode, detail: message });
}

/** CONNACK with a refusal, then the end: what came behind the CONNECT is not read [MQTT-3.2.2-5] [MQTT-3.2.2-7] [MQTT-3.1.4-6]. */
export function answerAndEnd(connection: Connection, reasonCode: number, reasonString?: string): void {
  const { version } = connection;
  const code = version === 5 ? reasonCode : toConnackReturnCode(reasonCode);
  if (code !== undefined) {
    const packet = { type: CONNACK, sessionPresent: false, reasonCode: code, properties: { reasonString } } as const;
    connection.reply(encodeConnack(packet, version, connection.maximumPacketSize));
  }
  connection.end(reasonCode);
}

/** The version that a CONNECT, well formed or not, is probably of: in which form its refusal is understood. */
export function announcedVersion(bytes: Buffer, bodyStart: number): 4 | 5 {
  const named = bytes[bodyStart + 1] === 4 && bytes.toString("latin1", bodyStart + 2, bodyStart + 6) === "MQTT";
  return named && bytes[bodyStart + 6] === 5 ? 5 : 4;
}
