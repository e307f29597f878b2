// HOT: once per PUBLISH received.
import { Cursor } from "./cursor.ts";
import { decodeProperties } from "./decode-properties.ts";
import { type ProtocolVersion, PUBLISH, type PublishPacket, type PublishView, type QoS } from "./packets.ts";
import {
  CONTENT_TYPE,
  CORRELATION_DATA,
  MESSAGE_EXPIRY_INTERVAL,
  PAYLOAD_FORMAT_INDICATOR,
  RESPONSE_TOPIC,
  SUBSCRIPTION_IDENTIFIER,
  TOPIC_ALIAS,
  USER_PROPERTY,
} from "./properties.ts";
import {
  MALFORMED_PACKET,
  PROTOCOL_ERROR,
  ProtocolError,
  TOPIC_ALIAS_INVALID,
  TOPIC_NAME_INVALID,
} from "./reason-codes.ts";
import { TopicInterner } from "./topic-interner.ts";
import { checkUtf8, decodeUtf8 } from "./utf8.ts";

const EMPTY: Buffer = Buffer.alloc(0);
const PLUS = 0x2b;
const SLASH = 0x2f;
const HASH = 0x23;

const topics = new TopicInterner();

/**
 * Decodes a PUBLISH from a client into `view`. Allocates the topic string, and a buffer only for properties passed on.
 * @param flags low nibble of the fixed header
 * @throws ProtocolError 0x81 malformed, 0x82 against the protocol, 0x90 no topic name, 0x94 topic alias 0
 */
export function decodePublish(
  bytes: Buffer,
  flags: number,
  start: number,
  end: number,
  version: ProtocolVersion,
  view: PublishView,
): void {
  view.topicAlias = 0;
  view.messageExpiryInterval = undefined;
  view.payloadFormatIndicator = 0;
  view.passedProperties = EMPTY;
  let at = decodeHead(bytes, flags, start, end, view);
  if (version === 5) at = decodePublishProperties(bytes, at, end, view);
  if (view.topicStart === view.topicEnd && view.topicAlias === 0)
    throw new ProtocolError(version === 5 ? PROTOCOL_ERROR : TOPIC_NAME_INVALID, "empty topic name"); // [MQTT-4.7.3-1]
  view.payloadStart = at;
  view.payloadEnd = end;
}

/** Flags, topic name and packet identifier, the same in all versions; returns the offset behind them. */
function decodeHead(bytes: Buffer, flags: number, start: number, end: number, view: PublishView): number {
  const qos = (flags >> 1) & 3;
  if (qos === 3) throw new ProtocolError(MALFORMED_PACKET, "PUBLISH with QoS 3"); // [MQTT-3.3.1-4]
  const dup = flags >= 8;
  if (dup && qos === 0) throw new ProtocolError(MALFORMED_PACKET, "DUP on a PUBLISH of QoS 0"); // [MQTT-3.3.1-2]
  view.bytes = bytes;
  view.dup = dup;
  view.qos = qos as QoS;
  view.retain = (flags & 1) !== 0;
  if (end - start < 2) throw new ProtocolError(MALFORMED_PACKET, "packet ends inside its topic name");
  const topicStart = start + 2;
  const topicEnd = topicStart + (((bytes[start] as number) << 8) | (bytes[start + 1] as number));
  if (topicEnd > end) throw new ProtocolError(MALFORMED_PACKET, "packet ends inside its topic name");
  view.topicStart = topicStart;
  view.topicEnd = topicEnd;
  decodeTopic(bytes, topicStart, topicEnd, view); // [MQTT-3.3.2-1]
  if (qos === 0) {
    view.packetId = 0; // [MQTT-2.3.1-5] [MQTT-2.2.1-2]
    return topicEnd;
  }
  if (topicEnd + 2 > end) throw new ProtocolError(MALFORMED_PACKET, "packet ends inside its packet identifier");
  const packetId = ((bytes[topicEnd] as number) << 8) | (bytes[topicEnd + 1] as number);
  if (packetId === 0) throw new ProtocolError(PROTOCOL_ERROR, "packet identifier 0"); // [MQTT-2.3.1-1] [MQTT-2.2.1-3]
  view.packetId = packetId;
  return topicEnd + 2;
}

/** A topic seen before is known to be valid; a new one is checked, and its levels counted, in one pass if it is ASCII. */
function decodeTopic(bytes: Buffer, start: number, end: number, view: PublishView): void {
  if (topics.find(bytes, start, end)) {
    view.topic = topics.text;
    view.topicLevels = topics.levels;
    return;
  }
  let levels = 1;
  let union = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    union |= byte;
    if (byte === SLASH) levels++;
    else if (byte === PLUS || byte === HASH)
      throw new ProtocolError(TOPIC_NAME_INVALID, "topic name holds a wildcard"); // [MQTT-3.3.2-2] [MQTT-4.7.1-1] [MQTT-4.7.0-1]
    else if (byte === 0) throw new ProtocolError(MALFORMED_PACKET, "topic name holds U+0000"); // [MQTT-4.7.3-2]
  }
  const topic = union < 0x80 ? bytes.toString("latin1", start, end) : decodeUtf8(bytes, start, end, "topic name");
  topics.keep(bytes, start, end, topic, levels);
  view.topic = topic;
  view.topicLevels = levels;
}

/**
 * Walks the properties of a PUBLISH without making objects of them: every one is checked, two are read (topic alias,
 * message expiry), the others are passed on as the bytes they came in, user properties in their order.
 * [MQTT-3.3.2-4] [MQTT-3.3.2-15] [MQTT-3.3.2-16] [MQTT-3.3.2-17] [MQTT-3.3.2-18] [MQTT-3.3.2-20]
 */
function decodePublishProperties(bytes: Buffer, start: number, packetEnd: number, view: PublishView): number {
  let at = start;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    if (at >= packetEnd) throw new ProtocolError(MALFORMED_PACKET, "packet ends inside its property length");
    const byte = bytes[at++] as number;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      if (byte === 0 && shift > 0)
        throw new ProtocolError(MALFORMED_PACKET, "property length is not in its shortest form"); // [MQTT-1.5.5-1]
      break;
    }
    if (shift === 21) throw new ProtocolError(MALFORMED_PACKET, "property length is longer than four bytes");
  }
  if (length === 0) return at;
  const first = at;
  const end = at + length;
  if (end > packetEnd) throw new ProtocolError(MALFORMED_PACKET, "properties are longer than the packet");
  let seen = 0;
  let aliasAt = -1;
  let expiryAt = -1;
  while (at < end) {
    const propertyAt = at;
    const id = bytes[at++] as number;
    if (id !== USER_PROPERTY && id < 32) {
      if ((seen & (1 << id)) !== 0) throw new ProtocolError(PROTOCOL_ERROR, "a property appears twice");
      seen |= 1 << id;
    }
    switch (id) {
      case PAYLOAD_FORMAT_INDICATOR:
        view.payloadFormatIndicator = decodeFormat(bytes, at, end);
        at += 1;
        break;
      case MESSAGE_EXPIRY_INTERVAL:
        if (at + 4 > end) throw crosses();
        view.messageExpiryInterval = bytes.readUInt32BE(at);
        expiryAt = propertyAt;
        at += 4;
        break;
      case CONTENT_TYPE:
        at = checkString(bytes, at, end, "content type"); // [MQTT-3.3.2-19]
        break;
      case RESPONSE_TOPIC:
        at = checkResponseTopic(bytes, at, end);
        break;
      case CORRELATION_DATA:
        at = skipBinary(bytes, at, end);
        break;
      case TOPIC_ALIAS:
        if (aliasAt !== -1) throw new ProtocolError(PROTOCOL_ERROR, "a property appears twice");
        if (at + 2 > end) throw crosses();
        view.topicAlias = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
        if (view.topicAlias === 0) throw new ProtocolError(TOPIC_ALIAS_INVALID, "topic alias 0"); // [MQTT-3.3.2-8]
        aliasAt = propertyAt;
        at += 2;
        break;
      case USER_PROPERTY:
        at = checkString(bytes, at, end, "user property name"); // [MQTT-1.5.7-1]
        at = checkString(bytes, at, end, "user property value"); // [MQTT-1.5.7-1]
        break;
      case SUBSCRIPTION_IDENTIFIER:
        throw new ProtocolError(PROTOCOL_ERROR, "subscription identifier in a PUBLISH from a client"); // [MQTT-3.3.4-6]
      default:
        throw new ProtocolError(
          MALFORMED_PACKET,
          `property 0x${id.toString(16).padStart(2, "0")} does not belong here`,
        );
    }
  }
  view.passedProperties = withoutOwn(bytes, first, end, aliasAt, expiryAt);
  return end;
}

/** The properties without alias (3 bytes) and expiry (5 bytes): a view where they stand at the edges, else a copy. */
function withoutOwn(bytes: Buffer, first: number, last: number, aliasAt: number, expiryAt: number): Buffer {
  let start = first;
  let end = last;
  let alias = aliasAt;
  let expiry = expiryAt;
  for (;;) {
    if (alias === start && alias !== -1) {
      start += 3;
      alias = -1;
    } else if (expiry === start && expiry !== -1) {
      start += 5;
      expiry = -1;
    } else if (alias !== -1 && alias + 3 === end) {
      end = alias;
      alias = -1;
    } else if (expiry !== -1 && expiry + 5 === end) {
      end = expiry;
      expiry = -1;
    } else break;
  }
  if (start === end) return EMPTY;
  if (alias === -1 && expiry === -1) return bytes.subarray(start, end);
  const kept: Buffer[] = [];
  let from = start;
  for (const [hole, size] of alias < expiry
    ? [[alias, 3] as const, [expiry, 5] as const]
    : [[expiry, 5] as const, [alias, 3] as const]) {
    if (hole === -1) continue;
    kept.push(bytes.subarray(from, hole));
    from = hole + size;
  }
  kept.push(bytes.subarray(from, end));
  return Buffer.concat(kept);
}

function crosses(): ProtocolError {
  return new ProtocolError(MALFORMED_PACKET, "a property crosses the end of the properties");
}

function decodeFormat(bytes: Buffer, at: number, end: number): 0 | 1 {
  if (at >= end) throw crosses();
  const format = bytes[at];
  if (format !== 0 && format !== 1)
    throw new ProtocolError(PROTOCOL_ERROR, "payload format indicator is neither 0 nor 1");
  return format;
}

function skipBinary(bytes: Buffer, at: number, end: number): number {
  if (at + 2 > end) throw crosses();
  const next = at + 2 + (((bytes[at] as number) << 8) | (bytes[at + 1] as number));
  if (next > end) throw crosses();
  return next;
}

function checkString(bytes: Buffer, at: number, end: number, field: string): number {
  const next = skipBinary(bytes, at, end);
  checkUtf8(bytes, at + 2, next, field);
  return next;
}

function checkResponseTopic(bytes: Buffer, at: number, end: number): number {
  const next = checkString(bytes, at, end, "response topic"); // [MQTT-3.3.2-13]
  if (next === at + 2) throw new ProtocolError(TOPIC_NAME_INVALID, "response topic is no topic name"); // [MQTT-4.7.3-1]
  for (let i = at + 2; i < next; i++)
    if (bytes[i] === PLUS || bytes[i] === HASH)
      throw new ProtocolError(TOPIC_NAME_INVALID, "response topic is no topic name"); // [MQTT-3.3.2-14]
  return next;
}

/** Decodes a PUBLISH as an object, subscription identifiers and all: for clients, tests and cold paths. */
export function decodePublishPacket(
  bytes: Buffer,
  flags: number,
  start: number,
  end: number,
  version: ProtocolVersion,
  view: PublishView,
): PublishPacket {
  const cursor = new Cursor(bytes, decodeHead(bytes, flags, start, end, view), end);
  const properties = version === 5 ? decodeProperties(cursor, PUBLISH) : {};
  if (view.topic === "" && properties.topicAlias === undefined)
    throw new ProtocolError(version === 5 ? PROTOCOL_ERROR : TOPIC_NAME_INVALID, "empty topic name"); // [MQTT-4.7.3-1]
  return {
    type: PUBLISH,
    dup: view.dup,
    qos: view.qos,
    retain: view.retain,
    topic: view.topic,
    packetId: view.packetId,
    payload: cursor.copy(cursor.left, "payload"),
    properties,
  };
}
