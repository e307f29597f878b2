// HOT: once per delivery to a client that uses subscription identifiers or topic aliases.
import { deliveryProperties, publishFrameQos0, publishHead, publishTail } from "#core/mqtt/encode.ts";
import type { Connection } from "./connection.ts";
import type { Delivery } from "./delivery.ts";
import { EMPTY } from "./empty.ts";
import type { Message } from "./message.ts";

/**
 * PUBLISHes that only one 5.0 client gets: with its subscription identifiers, or with its topic alias in place of the
 * topic. False: the packet is larger than the client takes [MQTT-3.1.2-24]; then no alias was introduced either.
 */
export function sendOwnQos0(
  connection: Connection,
  message: Message,
  retain: boolean,
  identifiers: number[] | undefined,
): boolean {
  const known = connection.outgoingAliases?.known(message.topic) ?? 0;
  const introduced = known === 0 ? (connection.outgoingAliases?.next() ?? 0) : 0;
  const topicBytes = known === 0 ? message.topicBytes : EMPTY;
  const properties = ownProperties(message, identifiers, known + introduced);
  const frame = publishFrameQos0(topicBytes, properties, message.payload, 5, retain);
  if (frame.length > connection.maximumPacketSize) return false;
  if (introduced !== 0) connection.outgoingAliases?.introduce(message.topic);
  connection.push(frame);
  return true;
}

/** As above, for QoS 1 and 2: a head and a properties block of its own, before the payload that all share. */
export function sendOwnPublish(connection: Connection, delivery: Delivery): boolean {
  const { message, qos, sent, retain, packetId, identifiers } = delivery;
  const known = connection.outgoingAliases?.known(message.topic) ?? 0;
  const introduced = known === 0 ? (connection.outgoingAliases?.next() ?? 0) : 0;
  const topicBytes = known === 0 ? message.topicBytes : EMPTY;
  const block = publishTail(ownProperties(message, identifiers, known + introduced), EMPTY, 5);
  const tailLength = block.length + message.payload.length;
  const head = publishHead(topicBytes, qos, sent, retain, packetId, tailLength);
  if (head.length + tailLength > connection.maximumPacketSize) return false;
  if (introduced !== 0) connection.outgoingAliases?.introduce(message.topic);
  connection.push(head);
  connection.push(block);
  if (message.payload.length > 0) connection.push(message.payload);
  return true;
}

function ownProperties(message: Message, identifiers: number[] | undefined, alias: number): Buffer {
  return deliveryProperties(message.passedProperties, message.secondsLeft, identifiers, alias);
}
