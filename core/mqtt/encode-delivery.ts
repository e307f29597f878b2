// HOT: once per message and layout, and for QoS 1 and 2 once per delivery.
import { variableByteIntegerLength, writeVariableByteInteger } from "./packet-writer.ts";
import { type ProtocolVersion, PUBLISH, type QoS } from "./packets.ts";
import { MESSAGE_EXPIRY_INTERVAL, SUBSCRIPTION_IDENTIFIER, TOPIC_ALIAS } from "./properties.ts";

/**
 * What a delivered PUBLISH looks like on the wire, made once per layout and shared by all who get it:
 *
 *   QoS 0     [ header, topic, properties, payload ]                       one frame for every receiver
 *   QoS 1, 2  [ header, topic, packet id ] [ properties, payload ]         a head of its own, a shared tail
 *
 * 3.1 and 3.1.1 have no properties block; that is all they differ by from 5.0. A shared buffer is never patched.
 */

const EMPTY: Buffer = Buffer.alloc(0);
const NO_IDENTIFIERS: readonly number[] = [];

/**
 * The properties of a delivery to a 5.0 receiver, without their length.
 * @param messageExpiryInterval what is left of it, in seconds [MQTT-3.3.2-6]
 * @param subscriptionIdentifiers of every matching subscription [MQTT-3.3.4-3] [MQTT-3.3.4-4]
 * @param topicAlias 0 for none
 * @param passed the publisher's other properties, as they came [MQTT-3.3.2-17] [MQTT-3.3.2-18]; returned as it is when
 *   it is all there is
 */
export function deliveryProperties(
  passed: Buffer = EMPTY,
  messageExpiryInterval: number | undefined = undefined,
  subscriptionIdentifiers: readonly number[] = NO_IDENTIFIERS,
  topicAlias = 0,
): Buffer {
  let length = passed.length;
  if (messageExpiryInterval !== undefined) length += 5;
  for (let i = 0; i < subscriptionIdentifiers.length; i++)
    length += 1 + variableByteIntegerLength(subscriptionIdentifiers[i] as number);
  if (topicAlias !== 0) length += 3;
  if (length === passed.length) return passed;
  const block = Buffer.allocUnsafe(length);
  let at = 0;
  if (messageExpiryInterval !== undefined) {
    block[at] = MESSAGE_EXPIRY_INTERVAL;
    at = block.writeUInt32BE(messageExpiryInterval, at + 1);
  }
  for (let i = 0; i < subscriptionIdentifiers.length; i++) {
    block[at] = SUBSCRIPTION_IDENTIFIER;
    at = writeVariableByteInteger(block, at + 1, subscriptionIdentifiers[i] as number);
  }
  if (topicAlias !== 0) {
    block[at] = TOPIC_ALIAS;
    at = block.writeUInt16BE(topicAlias, at + 1);
  }
  block.set(passed, at);
  return block;
}

/**
 * A whole PUBLISH of QoS 0.
 * @param topicBytes UTF-8; empty when a topic alias stands for it
 * @param properties from deliveryProperties; ignored before 5.0
 */
export function publishFrameQos0(
  topicBytes: Buffer,
  properties: Buffer,
  payload: Buffer,
  version: ProtocolVersion,
  retain: boolean,
): Buffer {
  const topicLength = topicBytes.length;
  const blockLength = version === 5 ? variableByteIntegerLength(properties.length) + properties.length : 0;
  const remaining = 2 + topicLength + blockLength + payload.length;
  const frame = Buffer.allocUnsafe(1 + variableByteIntegerLength(remaining) + remaining);
  frame[0] = (PUBLISH << 4) | (retain ? 1 : 0); // QoS 0, DUP 0 [MQTT-4.3.1-1] [MQTT-3.3.1-2]
  let at = writeVariableByteInteger(frame, 1, remaining);
  frame[at++] = topicLength >> 8;
  frame[at++] = topicLength;
  frame.set(topicBytes, at);
  at += topicLength;
  if (version === 5) {
    at = writeVariableByteInteger(frame, at, properties.length); // [MQTT-2.2.2-1]
    frame.set(properties, at);
    at += properties.length;
  }
  frame.set(payload, at);
  return frame;
}

/**
 * The head of a PUBLISH of QoS 1 or 2: all that differs from one receiver to the next.
 * @param tailLength bytes of the tail that follows it
 */
export function publishHead(
  topicBytes: Buffer,
  qos: QoS,
  dup: boolean,
  retain: boolean,
  packetId: number,
  tailLength: number,
): Buffer {
  const topicLength = topicBytes.length;
  const remaining = 4 + topicLength + tailLength;
  const head = Buffer.allocUnsafe(1 + variableByteIntegerLength(remaining) + 4 + topicLength);
  head[0] = (PUBLISH << 4) | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0); // [MQTT-3.3.1-1] [MQTT-3.3.1-3]
  let at = writeVariableByteInteger(head, 1, remaining);
  head[at++] = topicLength >> 8;
  head[at++] = topicLength;
  head.set(topicBytes, at);
  at += topicLength;
  head[at++] = packetId >> 8;
  head[at] = packetId;
  return head;
}

/** The tail that all receivers of one version share. Before 5.0 it is the payload itself, not a copy. */
export function publishTail(properties: Buffer, payload: Buffer, version: ProtocolVersion): Buffer {
  if (version !== 5) return payload;
  const lengthWidth = variableByteIntegerLength(properties.length);
  const tail = Buffer.allocUnsafe(lengthWidth + properties.length + payload.length);
  writeVariableByteInteger(tail, 0, properties.length); // [MQTT-2.2.2-1]
  tail.set(properties, lengthWidth);
  tail.set(payload, lengthWidth + properties.length);
  return tail;
}
