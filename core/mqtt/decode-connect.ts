import { Cursor } from "./cursor.ts";
import { decodeProperties } from "./decode-properties.ts";
import {
  CONNACK,
  CONNECT,
  type ConnackPacket,
  type ConnectPacket,
  type Properties,
  type ProtocolVersion,
  type QoS,
  type Will,
} from "./packets.ts";
import { WILL } from "./properties.ts";
import { CONNACK_REASON_CODES, checkReasonCode } from "./reason-code-sets.ts";
import {
  MALFORMED_PACKET,
  PROTOCOL_ERROR,
  ProtocolError,
  TOPIC_NAME_INVALID,
  UnsupportedProtocolError,
} from "./reason-codes.ts";

const BRIDGE_BIT = 0x80;

/**
 * Decodes a CONNECT.
 * Whether an empty client identifier is acceptable is the server's answer to give, not the codec's: it has return
 * codes of its own.
 * @throws UnsupportedProtocolError (0x84) when neither MQTT 3.1, 3.1.1 nor 5.0 is asked for; ProtocolError otherwise
 */
export function decodeConnect(bytes: Buffer, start: number, end: number): ConnectPacket {
  const cursor = new Cursor(bytes, start, end);
  const level = decodeProtocolLevel(cursor);
  const protocolVersion = (level & ~BRIDGE_BIT) as ProtocolVersion;
  const flags = cursor.byte("connect flags");
  checkConnectFlags(flags, protocolVersion);
  const keepAlive = cursor.twoByteInteger("keep alive");
  const properties: Properties = protocolVersion === 5 ? decodeProperties(cursor, CONNECT) : {};
  // [MQTT-3.1.3-1] client identifier, will, user name, password: in this order
  const clientId = cursor.utf8String("client identifier"); // [MQTT-3.1.3-3] [MQTT-3.1.3-4] any characters [MQTT-3.1.3-5]
  const will = (flags & 0b0000_0100) !== 0 ? decodeWill(cursor, flags, protocolVersion) : undefined; // [MQTT-3.1.2-9]
  // MQTT 3.1: the flags may promise a user name and a password that the remaining length leaves out.
  const shortened = protocolVersion === 3 && cursor.left === 0;
  const username = (flags & 0b1000_0000) !== 0 && !shortened ? cursor.utf8String("user name") : undefined; // [MQTT-3.1.2-17] [MQTT-3.1.2-19] [MQTT-3.1.3-11] [MQTT-3.1.3-12]
  const passwordMissing = protocolVersion === 3 && cursor.left === 0;
  const password = (flags & 0b0100_0000) !== 0 && !passwordMissing ? cursor.binaryData("password") : undefined; // [MQTT-3.1.2-19] [MQTT-3.1.2-21]
  cursor.expectEnd("CONNECT"); // [MQTT-3.1.2-16] [MQTT-3.1.2-18] [MQTT-3.1.2-20] [MQTT-3.1.4-1]
  return {
    type: CONNECT,
    protocolVersion,
    bridge: (level & BRIDGE_BIT) !== 0,
    cleanStart: (flags & 0b0000_0010) !== 0,
    keepAlive,
    clientId,
    will,
    username,
    password,
    properties,
  };
}

function decodeProtocolLevel(cursor: Cursor): number {
  const length = cursor.twoByteInteger("protocol name");
  // Only two names exist; a longer one is refused before anything is made of it.
  if (length !== 4 && length !== 6)
    throw new UnsupportedProtocolError(undefined, "protocol name is neither MQTT nor MQIsdp"); // [MQTT-3.1.2-1]
  const name = cursor.copy(length, "protocol name").toString("latin1");
  if (name !== "MQTT" && name !== "MQIsdp")
    throw new UnsupportedProtocolError(undefined, "protocol name is neither MQTT nor MQIsdp"); // [MQTT-3.1.2-1]
  const level = cursor.byte("protocol level");
  const supported =
    name === "MQTT" ? level === 4 || level === 5 || level === (4 | BRIDGE_BIT) : (level & ~BRIDGE_BIT) === 3;
  if (!supported) throw new UnsupportedProtocolError(level, `protocol ${name} level ${level} is not supported`); // [MQTT-3.1.2-2]
  return level;
}

function checkConnectFlags(flags: number, version: ProtocolVersion): void {
  const will = (flags & 0b0000_0100) !== 0;
  const willQos = (flags >> 3) & 3;
  if (willQos === 3) throw new ProtocolError(MALFORMED_PACKET, "will QoS 3"); // [MQTT-3.1.2-12] [MQTT-3.1.2-14]
  if (version === 3) return; // 3.1 leaves the rest of the bits undefined
  if ((flags & 1) !== 0) throw new ProtocolError(MALFORMED_PACKET, "reserved connect flag is set"); // [MQTT-3.1.2-3]
  if (!will && willQos !== 0) throw new ProtocolError(MALFORMED_PACKET, "will QoS without a will"); // [MQTT-3.1.2-11] [MQTT-3.1.2-13]
  if (!will && (flags & 0b0010_0000) !== 0) throw new ProtocolError(MALFORMED_PACKET, "will retain without a will"); // [MQTT-3.1.2-13] [MQTT-3.1.2-15]
  if (version === 4 && (flags & 0b1100_0000) === 0b0100_0000)
    throw new ProtocolError(PROTOCOL_ERROR, "password without a user name"); // [MQTT-3.1.2-22]
}

function decodeWill(cursor: Cursor, flags: number, version: ProtocolVersion): Will {
  const properties: Properties = version === 5 ? decodeProperties(cursor, WILL) : {};
  const topic = cursor.utf8String("will topic"); // [MQTT-3.1.3-10] [MQTT-3.1.3-11]
  if (topic === "" || topic.includes("+") || topic.includes("#"))
    throw new ProtocolError(TOPIC_NAME_INVALID, "will topic is no topic name"); // [MQTT-4.7.1-1] [MQTT-4.7.0-1] [MQTT-4.7.3-1]
  const payload = cursor.binaryData("will payload");
  return { topic, payload, qos: ((flags >> 3) & 3) as QoS, retain: (flags & 0b0010_0000) !== 0, properties };
}

/** Decodes a CONNACK: for clients and tests. */
export function decodeConnack(bytes: Buffer, start: number, end: number, version: ProtocolVersion): ConnackPacket {
  const cursor = new Cursor(bytes, start, end);
  // 3.1 calls this byte unused.
  const flags = cursor.byte("connect acknowledge flags") & (version === 3 ? 0 : 0xff);
  if (flags > 1) throw new ProtocolError(MALFORMED_PACKET, "reserved connect acknowledge flags are set"); // [MQTT-3.2.2-1]
  const reasonCode = cursor.byte("connect reason code");
  if (version === 5)
    checkReasonCode(reasonCode, CONNACK_REASON_CODES, "CONNACK"); // [MQTT-3.2.2-8]
  else if (reasonCode > 5) throw new ProtocolError(PROTOCOL_ERROR, `connect return code ${reasonCode} is reserved`);
  if (flags === 1 && reasonCode !== 0) throw new ProtocolError(PROTOCOL_ERROR, "session present beside a refusal"); // [MQTT-3.2.2-4] [MQTT-3.2.2-6]
  const properties: Properties = version === 5 ? decodeProperties(cursor, CONNACK) : {};
  cursor.expectEnd("CONNACK");
  return { type: CONNACK, sessionPresent: flags === 1, reasonCode, properties };
}
