import { Cursor } from "./cursor.ts";
import { decodeLeadingPacketId } from "./decode-acks.ts";
import { decodeProperties } from "./decode-properties.ts";
import {
  type ProtocolVersion,
  type QoS,
  SUBSCRIBE,
  type SubscribePacket,
  type SubscribeRequest,
  UNSUBSCRIBE,
  type UnsubscribePacket,
} from "./packets.ts";
import { MALFORMED_PACKET, PROTOCOL_ERROR, ProtocolError, QUOTA_EXCEEDED } from "./reason-codes.ts";

/**
 * Decodes a SUBSCRIBE. Filters are well-formed strings here; whether they are valid filters is topic.ts's question,
 * since 5.0 answers it filter by filter.
 * @param filtersMax more of them are refused (0x97) before they cost memory
 */
export function decodeSubscribe(
  bytes: Buffer,
  start: number,
  end: number,
  version: ProtocolVersion,
  filtersMax: number = Number.POSITIVE_INFINITY,
): SubscribePacket {
  const cursor = new Cursor(bytes, start, end);
  const packetId = decodeLeadingPacketId(cursor);
  const properties = version === 5 ? decodeProperties(cursor, SUBSCRIBE) : {};
  const requests: SubscribeRequest[] = [];
  while (cursor.left > 0) {
    if (requests.length >= filtersMax) throw tooMany(filtersMax);
    const filter = cursor.utf8String("topic filter"); // [MQTT-3.8.3-1]
    requests.push(decodeOptions(filter, cursor.byte("subscription options"), version));
  }
  if (requests.length === 0) throw new ProtocolError(PROTOCOL_ERROR, "SUBSCRIBE without a topic filter"); // [MQTT-3.8.3-2] [MQTT-3.8.3-3]
  return { type: SUBSCRIBE, packetId, requests, properties };
}

function decodeOptions(filter: string, options: number, version: ProtocolVersion): SubscribeRequest {
  const qos = options & 3;
  if (qos === 3) throw new ProtocolError(version === 5 ? PROTOCOL_ERROR : MALFORMED_PACKET, "subscription with QoS 3"); // [MQTT-3-8.3-4]
  if (version !== 5) {
    // 3.1 calls the other bits unused, 3.1.1 reserved.
    if (version === 4 && options > 2)
      throw new ProtocolError(MALFORMED_PACKET, "reserved subscription option bits are set"); // [MQTT-3-8.3-4]
    return { filter, qos: qos as QoS, noLocal: false, retainAsPublished: false, retainHandling: 0 };
  }
  if ((options & 0b1100_0000) !== 0)
    throw new ProtocolError(MALFORMED_PACKET, "reserved subscription option bits are set"); // [MQTT-3.8.3-5]
  const retainHandling = (options >> 4) & 3;
  if (retainHandling === 3) throw new ProtocolError(PROTOCOL_ERROR, "retain handling 3");
  const noLocal = (options & 0b0000_0100) !== 0;
  if (noLocal && filter.startsWith("$share/"))
    throw new ProtocolError(PROTOCOL_ERROR, "no local on a shared subscription"); // [MQTT-3.8.3-4]
  return {
    filter,
    qos: qos as QoS,
    noLocal,
    retainAsPublished: (options & 0b0000_1000) !== 0,
    retainHandling: retainHandling as 0 | 1 | 2,
  };
}

/** Decodes an UNSUBSCRIBE; `filtersMax` as for decodeSubscribe. */
export function decodeUnsubscribe(
  bytes: Buffer,
  start: number,
  end: number,
  version: ProtocolVersion,
  filtersMax: number = Number.POSITIVE_INFINITY,
): UnsubscribePacket {
  const cursor = new Cursor(bytes, start, end);
  const packetId = decodeLeadingPacketId(cursor);
  const properties = version === 5 ? decodeProperties(cursor, UNSUBSCRIBE) : {};
  const filters: string[] = [];
  while (cursor.left > 0) {
    if (filters.length >= filtersMax) throw tooMany(filtersMax);
    filters.push(cursor.utf8String("topic filter")); // [MQTT-3.10.3-1]
  }
  if (filters.length === 0) throw new ProtocolError(PROTOCOL_ERROR, "UNSUBSCRIBE without a topic filter"); // [MQTT-3.10.3-2]
  return { type: UNSUBSCRIBE, packetId, filters, properties };
}

function tooMany(filtersMax: number): ProtocolError {
  return new ProtocolError(QUOTA_EXCEEDED, `more than ${filtersMax} topic filters in one packet`);
}
