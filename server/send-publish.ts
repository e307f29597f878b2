// HOT: once per delivery.

import type { DropReason } from "#core/control.ts";
import { deliveryProperties, encodeAck, publishFrameQos0, publishHead, publishTail } from "#core/mqtt/encode.ts";
import { PUBREL } from "#core/mqtt/packets.ts";
import type { Connection } from "./connection.ts";
import type { Delivery } from "./delivery.ts";
import { EMPTY } from "./empty.ts";
import type { Message } from "./message.ts";

/**
 * PUBLISH on its way out. Nearly every receiver shares its layout with the others of its version; a 5.0 client with
 * subscription identifiers or topic aliases gets a properties block of its own. A packet larger than the client takes
 * is not sent [MQTT-3.1.2-24], and introduces no alias either.
 */

/** Sends a QoS 0 message; returns why not, if not. A client that reads too slowly loses these first. */
export function sendQos0(
  connection: Connection,
  message: Message,
  retain: boolean,
  identifiers: number[] | undefined,
): DropReason | undefined {
  if (!connection.hasRoom) return connection.rateOut?.spent === true ? "messageRate" : "slowReceiver";
  let frame: Buffer;
  let introduced = 0;
  if (!hasOwnProperties(connection, identifiers)) {
    frame = message.frameQos0(connection.version, retain);
  } else {
    const known = knownAlias(connection, message.topic);
    introduced = known === 0 ? nextAlias(connection) : 0;
    const topicBytes = known === 0 ? message.topicBytes : EMPTY;
    const properties = ownProperties(message, identifiers, known + introduced);
    frame = publishFrameQos0(topicBytes, properties, message.payload, 5, retain);
  }
  if (frame.length > connection.maximumPacketSize) return "packetTooLarge";
  if (introduced !== 0) connection.outgoingAliases?.introduce(message.topic);
  count(connection, frame.length);
  connection.push(frame);
  message.trace?.sentOn(connection);
  return undefined;
}

/** Sends a PUBLISH of QoS 1 or 2. False: it is larger than the client takes. */
export function sendPublish(connection: Connection, delivery: Delivery): boolean {
  if (hasOwnProperties(connection, delivery.identifiers)) return sendOwnPublish(connection, delivery);
  const { message, qos, sent, retain, packetId } = delivery;
  const tail = message.tail(connection.version);
  // DUP marks a repetition, whatever the publisher's own flag was. [MQTT-3.3.1-1] [MQTT-3.3.1-3] [MQTT-4.3.2-2] [MQTT-4.3.3-2]
  const head = publishHead(message.topicBytes, qos, sent, retain, packetId, tail.length);
  if (head.length + tail.length > connection.maximumPacketSize) return false;
  count(connection, head.length + tail.length);
  connection.push(head);
  delivery.trace?.sentOn(connection);
  if (tail.length > 0) connection.push(tail);
  return true;
}

export function sendPubrel(connection: Connection, packetId: number, reasonCode: number): void {
  connection.reply(encodeAck(PUBREL, packetId, connection.version, reasonCode));
}

/** With a properties block of its own between its head and the payload that all share. */
function sendOwnPublish(connection: Connection, delivery: Delivery): boolean {
  const { message, qos, sent, retain, packetId, identifiers } = delivery;
  const known = knownAlias(connection, message.topic);
  const introduced = known === 0 ? nextAlias(connection) : 0;
  const topicBytes = known === 0 ? message.topicBytes : EMPTY;
  const block = publishTail(ownProperties(message, identifiers, known + introduced), EMPTY, 5);
  const tailLength = block.length + message.payload.length;
  const head = publishHead(topicBytes, qos, sent, retain, packetId, tailLength);
  if (head.length + tailLength > connection.maximumPacketSize) return false;
  if (introduced !== 0) connection.outgoingAliases?.introduce(message.topic);
  count(connection, head.length + tailLength);
  connection.push(head);
  connection.push(block);
  delivery.trace?.sentOn(connection);
  if (message.payload.length > 0) connection.push(message.payload);
  return true;
}

function count(connection: Connection, bytes: number): void {
  connection.messagesSent++;
  const { rateOut } = connection;
  if (rateOut === undefined) return;
  rateOut.countMessage();
  rateOut.countBytes(bytes);
}

/** Only 5.0 has properties, though the session may hold the identifiers of an earlier client that spoke it. */
function hasOwnProperties(connection: Connection, identifiers: number[] | undefined): boolean {
  return connection.version === 5 && (identifiers !== undefined || connection.outgoingAliases !== undefined);
}

function knownAlias(connection: Connection, topic: string): number {
  return connection.outgoingAliases === undefined ? 0 : connection.outgoingAliases.known(topic);
}

function nextAlias(connection: Connection): number {
  return connection.outgoingAliases === undefined ? 0 : connection.outgoingAliases.next();
}

function ownProperties(message: Message, identifiers: number[] | undefined, alias: number): Buffer {
  return deliveryProperties(message.passedProperties, message.secondsLeft, identifiers, alias);
}
