// HOT: once per PUBLISH received.
import { isUtf8 } from "node:buffer";
import { decodePublish } from "#core/mqtt/decode.ts";
import { PUBACK, PUBREC, PublishView } from "#core/mqtt/packets.ts";
import {
  NO_MATCHING_SUBSCRIBERS,
  NOT_AUTHORIZED,
  PAYLOAD_FORMAT_INVALID,
  ProtocolError,
  QUOTA_EXCEEDED,
  RECEIVE_MAXIMUM_EXCEEDED,
  SUCCESS,
  TOPIC_NAME_INVALID,
} from "#core/mqtt/reason-codes.ts";
import type { Connection } from "../connection.ts";
import { Message } from "../message.ts";
import type { Session } from "../session.ts";
import { resolveIncomingAlias } from "../topic-aliases.ts";

/** Every PUBLISH of every connection is decoded into this one: handling never yields. */
const view = new PublishView();

/** Judges, routes and acknowledges a PUBLISH; returns the sessions that took it. */
export function onPublish(connection: Connection, session: Session): number {
  const { reader } = connection;
  decodePublish(reader.bytes, reader.flags, reader.bodyStart, reader.bodyEnd, connection.version, view);
  connection.messagesReceived++;
  connection.rate?.count();
  const topic = view.topicAlias === 0 ? view.topic : resolveIncomingAlias(connection, view.topic, view.topicAlias);
  const { topicLevelsMax, topicBytesMax } = session.tenant.limits;
  if (view.topicLevels > topicLevelsMax || view.topicEnd - view.topicStart > topicBytesMax) {
    throw new ProtocolError(TOPIC_NAME_INVALID, `topic of ${view.topicLevels} levels`);
  }
  const { qos, packetId } = view;
  if (qos === 0) return admitted(connection, session, topic) === SUCCESS ? publish(session, topic) : 0;
  if (qos === 2 && session.incomingQos2.has(packetId)) {
    acknowledge(connection, PUBREC, packetId, SUCCESS); // [MQTT-4.3.3-10] received before: not routed again
    return 0;
  }
  if (connection.version === 5) checkReceiveMaximum(connection, session);
  const refusal = admitted(connection, session, topic);
  const receivers = refusal === SUCCESS ? publish(session, topic) : 0;
  let reasonCode = refusal;
  if (refusal === SUCCESS && receivers === 0) reasonCode = NO_MATCHING_SUBSCRIBERS;
  if (qos === 1) {
    acknowledge(connection, PUBACK, packetId, reasonCode); // [MQTT-4.3.2-4]
    return receivers;
  }
  // A refused one is over with its PUBREC: its identifier is free again. 3.1.1 cannot tell and releases it.
  if (reasonCode < 0x80 || connection.version !== 5) {
    session.incomingQos2.add(packetId);
    connection.unreleased++;
  }
  acknowledge(connection, PUBREC, packetId, reasonCode); // [MQTT-4.3.3-8]
  return receivers;
}

function publish(session: Session, topic: string): number {
  return session.tenant.publish(Message.fromView(view, topic, session.tenant.broker.clock), session);
}

function acknowledge(connection: Connection, type: number, packetId: number, reasonCode: number): void {
  connection.acks.push(type, packetId, reasonCode);
  connection.touch();
}

/**
 * More than we said we take unacknowledged is a breach of the protocol [MQTT-3.3.4-7]. What an earlier connection of
 * the session left unreleased does not count: the client's quota starts anew with each [MQTT-4.9.0-1].
 */
function checkReceiveMaximum(connection: Connection, session: Session): void {
  const { receiveMaximum } = session.tenant.limits;
  if (connection.acks.pubacks + connection.unreleased >= receiveMaximum) {
    throw new ProtocolError(RECEIVE_MAXIMUM_EXCEEDED, `more than ${receiveMaximum} unacknowledged`);
  }
}

/** What the message will weigh, before there is one. */
function weight(topic: string, payloadBytes: number): number {
  return Buffer.byteLength(topic) + view.passedProperties.length + payloadBytes;
}

/**
 * SUCCESS, or why this PUBLISH is not to be routed.
 *
 * What a refused client is told: 5.0 gets the reason code in PUBACK or PUBREC. 3.1.1 offers a positive acknowledgement
 * or a closed connection [MQTT-3.3.5-2]; we acknowledge, since a client cut off for one topic only comes back and sends
 * it again. QoS 0 has no answer in any version. The owner sees an event each time.
 */
function admitted(connection: Connection, session: Session, topic: string): number {
  const { qos, retain } = view;
  const { tenant } = session;
  if (!session.rights.mayPublish(topic, qos, retain)) {
    tenant.denyPublish(session, topic, qos, retain);
    return NOT_AUTHORIZED;
  }
  if (view.payloadFormatIndicator === 1 && !isUtf8(view.bytes.subarray(view.payloadStart, view.payloadEnd))) {
    if (qos === 0) throw new ProtocolError(PAYLOAD_FORMAT_INVALID, "payload is not the UTF-8 it is said to be");
    return PAYLOAD_FORMAT_INVALID;
  }
  const payloadBytes = view.payloadEnd - view.payloadStart;
  // An empty payload deletes, and always may.
  if (retain && payloadBytes > 0 && !tenant.retained.hasRoom(topic, weight(topic, payloadBytes))) {
    session.dropped("retainedQuota", topic);
    if (qos > 0 && connection.version === 5) return QUOTA_EXCEEDED;
  }
  return SUCCESS;
}
