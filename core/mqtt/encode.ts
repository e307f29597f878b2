import { encodeProperties, isEmpty } from "./encode-properties.ts";
import { PacketWriter } from "./packet-writer.ts";
import {
  type AckPacket,
  AUTH,
  type AuthPacket,
  CONNACK,
  CONNECT,
  type ConnackPacket,
  type ConnectPacket,
  DISCONNECT,
  type DisconnectPacket,
  type Packet,
  PINGREQ,
  PINGRESP,
  type Properties,
  type ProtocolVersion,
  PUBLISH,
  PUBREL,
  type PublishPacket,
  SUBACK,
  SUBSCRIBE,
  type SubackPacket,
  type SubscribePacket,
  UNSUBACK,
  UNSUBSCRIBE,
  type UnsubackPacket,
  type UnsubscribePacket,
} from "./packets.ts";
import { WILL } from "./properties.ts";
import { PACKET_TOO_LARGE, ProtocolError } from "./reason-codes.ts";
import { toSubackReturnCode } from "./return-codes.ts";

/** Encoding. Cold packets here; what a delivered PUBLISH looks like is in encode-delivery.ts. */
export { deliveryProperties, publishFrameQos0, publishHead, publishTail } from "./encode-delivery.ts";

export const PINGREQ_FRAME: Buffer = Buffer.from([PINGREQ << 4, 0]);
export const PINGRESP_FRAME: Buffer = Buffer.from([PINGRESP << 4, 0]);

// Encoding never yields, so one writer serves every connection.
const writer = new PacketWriter();

/** Carries optional properties, which are left out when the packet would exceed what its receiver takes. */
interface WithProperties {
  readonly properties: Properties;
}

/**
 * Encodes within the receiver's Maximum Packet Size: user properties go first, then the reason string.
 * @throws ProtocolError 0x95 when it exceeds that size all the same: such a client cannot be served
 * [MQTT-3.2.2-19] [MQTT-3.2.2-20] [MQTT-3.4.2-2] [MQTT-3.4.2-3] [MQTT-3.5.2-2] [MQTT-3.5.2-3] [MQTT-3.6.2-2]
 * [MQTT-3.6.2-3] [MQTT-3.7.2-2] [MQTT-3.7.2-3] [MQTT-3.9.2-1] [MQTT-3.9.2-2] [MQTT-3.11.2-1] [MQTT-3.11.2-2]
 * [MQTT-3.14.2-3] [MQTT-3.14.2-4] [MQTT-3.15.2-2] [MQTT-3.15.2-3]
 */
function within<P extends WithProperties>(
  packet: P,
  version: ProtocolVersion,
  maximumPacketSize: number,
  encode: (packet: P, version: ProtocolVersion) => Buffer,
): Buffer {
  const whole = encode(packet, version);
  if (whole.length <= maximumPacketSize) return whole;
  const { userProperties: _, ...fewer } = packet.properties;
  const shorter = encode({ ...packet, properties: fewer }, version);
  if (shorter.length <= maximumPacketSize) return shorter;
  const { reasonString: __, ...fewest } = fewer;
  const shortest = encode({ ...packet, properties: fewest }, version);
  if (shortest.length <= maximumPacketSize) return shortest;
  throw new ProtocolError(
    PACKET_TOO_LARGE,
    `answer of ${shortest.length} bytes, the client takes ${maximumPacketSize}`,
  ); // [MQTT-3.1.2-24]
}

/** Optional last argument of the encoders whose reason string may be left out; bytes. */
const UNLIMITED = Number.POSITIVE_INFINITY;

export function encodeConnack(packet: ConnackPacket, version: ProtocolVersion, maximumPacketSize = UNLIMITED): Buffer {
  return within(packet, version, maximumPacketSize, writeConnack);
}

function writeConnack(packet: ConnackPacket, version: ProtocolVersion): Buffer {
  writer.begin();
  // Session present belongs to a success only, and 3.1 does not know it. [MQTT-3.2.2-4] [MQTT-3.2.2-6]
  writer.byte(packet.sessionPresent && packet.reasonCode === 0 && version !== 3 ? 1 : 0); // [MQTT-3.2.2-1]
  writer.byte(packet.reasonCode);
  if (version === 5) encodeProperties(writer, packet.properties, CONNACK);
  return writer.finish(CONNACK, 0);
}

/** `reasonCodes` are those of 5.0; for 3.1.1 every failure becomes 0x80, and 3.1 has no word for one. */
export function encodeSuback(packet: SubackPacket, version: ProtocolVersion, maximumPacketSize = UNLIMITED): Buffer {
  return within(packet, version, maximumPacketSize, writeSuback);
}

function writeSuback(packet: SubackPacket, version: ProtocolVersion): Buffer {
  writer.begin();
  writer.twoByteInteger(packet.packetId); // [MQTT-2.3.1-7] [MQTT-2.2.1-6] [MQTT-3.8.4-2]
  if (version === 5) encodeProperties(writer, packet.properties, SUBACK);
  for (const code of packet.reasonCodes) writer.byte(version === 5 ? code : toSubackReturnCode(code, version)); // [MQTT-3.9.3-1] [MQTT-3.9.3-2]
  return writer.finish(SUBACK, 0);
}

export function encodeUnsuback(
  packet: UnsubackPacket,
  version: ProtocolVersion,
  maximumPacketSize = UNLIMITED,
): Buffer {
  return within(packet, version, maximumPacketSize, writeUnsuback);
}

function writeUnsuback(packet: UnsubackPacket, version: ProtocolVersion): Buffer {
  writer.begin();
  writer.twoByteInteger(packet.packetId); // [MQTT-2.3.1-7] [MQTT-2.2.1-6] [MQTT-3.10.4-4]
  if (version === 5) {
    encodeProperties(writer, packet.properties, UNSUBACK);
    for (const code of packet.reasonCodes) writer.byte(code); // [MQTT-3.11.3-1]
  }
  return writer.finish(UNSUBACK, 0);
}

/** In 3.x a DISCONNECT is two bytes and says nothing; only clients send it there. */
export function encodeDisconnect(
  packet: DisconnectPacket,
  version: ProtocolVersion,
  maximumPacketSize = UNLIMITED,
): Buffer {
  return within(packet, version, maximumPacketSize, writeDisconnect);
}

function writeDisconnect(packet: DisconnectPacket, version: ProtocolVersion): Buffer {
  writer.begin();
  if (version === 5) writeReason(packet, DISCONNECT);
  return writer.finish(DISCONNECT, 0);
}

export function encodeAuth(packet: AuthPacket, version: ProtocolVersion = 5, maximumPacketSize = UNLIMITED): Buffer {
  return within(packet, version, maximumPacketSize, writeAuth);
}

function writeAuth(packet: AuthPacket): Buffer {
  writer.begin();
  writeReason(packet, AUTH);
  return writer.finish(AUTH, 0);
}

/** Reason code and properties, each left out when it and all behind it say nothing. */
function writeReason(packet: { reasonCode: number; properties: Properties }, holder: number): void {
  const bare = isEmpty(packet.properties);
  if (bare && packet.reasonCode === 0) return;
  writer.byte(packet.reasonCode);
  if (!bare) encodeProperties(writer, packet.properties, holder);
}

/**
 * HOT: encodes a PUBACK, PUBREC, PUBREL or PUBCOMP. In 3.x the reason code cannot be said.
 * @param reasonString only when the client wants problem information
 */
export function encodeAck(
  type: AckPacket["type"],
  packetId: number,
  version: ProtocolVersion,
  reasonCode: number,
  reasonString?: string,
  maximumPacketSize: number = UNLIMITED,
): Buffer {
  if (version !== 5 || (reasonCode === 0 && reasonString === undefined)) {
    const frame = Buffer.allocUnsafe(4);
    frame[0] = (type << 4) | (type === PUBREL ? 0b0010 : 0); // [MQTT-3.6.1-1]
    frame[1] = 2;
    frame[2] = packetId >> 8; // [MQTT-2.3.1-6] [MQTT-2.2.1-5]
    frame[3] = packetId;
    return frame;
  }
  return encodeAckPacket({ type, packetId, reasonCode, properties: { reasonString } }, version, maximumPacketSize);
}

/** Encodes an acknowledgement with any properties. */
export function encodeAckPacket(packet: AckPacket, version: ProtocolVersion, maximumPacketSize = UNLIMITED): Buffer {
  return within(packet, version, maximumPacketSize, writeAck);
}

function writeAck(packet: AckPacket, version: ProtocolVersion): Buffer {
  writer.begin();
  writer.twoByteInteger(packet.packetId); // [MQTT-2.3.1-6] [MQTT-2.2.1-5]
  if (version === 5) writeReason(packet, packet.type);
  return writer.finish(packet.type, packet.type === PUBREL ? 0b0010 : 0); // [MQTT-3.6.1-1]
}

export function encodeConnect(packet: ConnectPacket): Buffer {
  writer.begin();
  const { protocolVersion: version, will } = packet;
  writer.utf8String(version === 3 ? "MQIsdp" : "MQTT"); // [MQTT-3.1.2-1]
  writer.byte(version | (packet.bridge ? 0x80 : 0));
  writer.byte(
    (packet.cleanStart ? 0b0000_0010 : 0) |
      (will === undefined ? 0 : 0b0000_0100 | (will.qos << 3) | (will.retain ? 0b0010_0000 : 0)) |
      (packet.password === undefined ? 0 : 0b0100_0000) |
      (packet.username === undefined ? 0 : 0b1000_0000),
  );
  writer.twoByteInteger(packet.keepAlive);
  if (version === 5) encodeProperties(writer, packet.properties, CONNECT);
  writer.utf8String(packet.clientId); // [MQTT-3.1.3-1]
  if (will !== undefined) {
    if (version === 5) encodeProperties(writer, will.properties, WILL);
    writer.utf8String(will.topic);
    writer.binaryData(will.payload);
  }
  if (packet.username !== undefined) writer.utf8String(packet.username);
  if (packet.password !== undefined) writer.binaryData(packet.password);
  return writer.finish(CONNECT, 0);
}

export function encodeSubscribe(packet: SubscribePacket, version: ProtocolVersion): Buffer {
  writer.begin();
  writer.twoByteInteger(packet.packetId);
  if (version === 5) encodeProperties(writer, packet.properties, SUBSCRIBE);
  for (const request of packet.requests) {
    writer.utf8String(request.filter);
    writer.byte(
      version === 5
        ? request.qos |
            (request.noLocal ? 0b0000_0100 : 0) |
            (request.retainAsPublished ? 0b0000_1000 : 0) |
            (request.retainHandling << 4)
        : request.qos,
    );
  }
  return writer.finish(SUBSCRIBE, 0b0010); // [MQTT-3.8.1-1]
}

export function encodeUnsubscribe(packet: UnsubscribePacket, version: ProtocolVersion): Buffer {
  writer.begin();
  writer.twoByteInteger(packet.packetId);
  if (version === 5) encodeProperties(writer, packet.properties, UNSUBSCRIBE);
  for (const filter of packet.filters) writer.utf8String(filter);
  return writer.finish(UNSUBSCRIBE, 0b0010); // [MQTT-3.10.1-1]
}

/** Encodes a PUBLISH from an object: for clients, tests and cold paths. */
export function encodePublish(packet: PublishPacket, version: ProtocolVersion): Buffer {
  writer.begin();
  writer.utf8String(packet.topic);
  if (packet.qos > 0) writer.twoByteInteger(packet.packetId); // [MQTT-2.3.1-5] [MQTT-2.2.1-2]
  if (version === 5) encodeProperties(writer, packet.properties, PUBLISH);
  writer.raw(packet.payload);
  return writer.finish(PUBLISH, (packet.dup ? 8 : 0) | (packet.qos << 1) | (packet.retain ? 1 : 0));
}

/** Encodes any packet: the inverse of decodePacket. */
export function encodePacket(packet: Packet, version: ProtocolVersion): Buffer {
  switch (packet.type) {
    case CONNECT:
      return encodeConnect(packet);
    case CONNACK:
      return encodeConnack(packet, version);
    case PUBLISH:
      return encodePublish(packet, version);
    case SUBSCRIBE:
      return encodeSubscribe(packet, version);
    case SUBACK:
      return encodeSuback(packet, version);
    case UNSUBSCRIBE:
      return encodeUnsubscribe(packet, version);
    case UNSUBACK:
      return encodeUnsuback(packet, version);
    case PINGREQ:
      return PINGREQ_FRAME;
    case PINGRESP:
      return PINGRESP_FRAME;
    case DISCONNECT:
      return encodeDisconnect(packet, version);
    case AUTH:
      return encodeAuth(packet, version);
    default:
      return encodeAckPacket(packet, version);
  }
}
