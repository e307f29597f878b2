// HOT: once per PUBLISH received.
import { isUtf8 } from "node:buffer";
import type { DropReason } from "#core/control.ts";
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
import { refusingReceiver } from "../queue-limits.ts";
import type { Session } from "../session.ts";
import { Gate } from "../store/gate.ts";
import { resolveIncomingAlias } from "../topic-aliases.ts";

/** Every PUBLISH of every connection is decoded into this one: handling never yields. */
const view = new PublishView();

/** Judges, routes and acknowledges a PUBLISH as its QoS demands [MQTT-3.3.4-1]; returns the sessions that took it. */
export function onPublish(connection: Connection, session: Session): number {
  const { reader } = connection;
  decodePublish(reader.bytes, reader.flags, reader.bodyStart, reader.bodyEnd, connection.version, view);
  connection.messagesReceived++;
  connection.rateIn?.countMessage();
  const topic = view.topicAlias === 0 ? view.topic : resolveIncomingAlias(connection, view.topic, view.topicAlias);
  const { topicLevelsMax, topicBytesMax } = session.tenant.limits;
  if (view.topicLevels > topicLevelsMax || view.topicEnd - view.topicStart > topicBytesMax) {
    throw new ProtocolError(TOPIC_NAME_INVALID, `topic of ${view.topicLevels} levels`);
  }
  const { qos, packetId } = view;
  if (qos === 0) return admitted(connection, session, topic) === SUCCESS ? publish(session, topic) : 0;
  if (qos === 2 && session.incomingQos2.has(packetId)) {
    acknowledgeAgain(connection, session, packetId);
    return 0;
  }
  if (connection.version === 5) checkReceiveMaximum(connection);
  const refusal = admitted(connection, session, topic);
  if (refusal !== SUCCESS) {
    // A refused one is over with its PUBREC: its identifier is free again [MQTT-4.3.3-9]. 3.1.1 cannot tell and releases it.
    if (qos === 2 && connection.version !== 5) takeIncoming(connection, session, packetId);
    acknowledge(connection, qos === 1 ? PUBACK : PUBREC, packetId, refusal);
    return 0;
  }
  const message = Message.fromView(view, topic, session.tenant.broker.clock);
  message.elidable = qos === 1;
  const receivers = session.tenant.publish(message, session);
  const reasonCode = receivers === 0 ? NO_MATCHING_SUBSCRIBERS : SUCCESS;
  message.trace?.answered(message.gate?.refusal || reasonCode, message.gate !== undefined);
  if (qos === 2 && (message.gate?.refusal ?? 0) === 0) takeIncoming(connection, session, packetId);
  const type = qos === 1 ? PUBACK : PUBREC; // [MQTT-4.3.2-4] [MQTT-4.3.2-5] [MQTT-4.3.3-8]
  if (message.gate !== undefined || (qos === 2 && session.journal !== undefined)) {
    acknowledgeOnceStored(connection, session, message, type, packetId, reasonCode);
  } else acknowledge(connection, type, packetId, reasonCode);
  return receivers;
}

function publish(session: Session, topic: string): number {
  return session.tenant.publish(Message.fromView(view, topic, session.tenant.broker.clock), session);
}

function acknowledge(connection: Connection, type: number, packetId: number, reasonCode: number): void {
  connection.acks.push(type, packetId, reasonCode);
  connection.touch();
}

/** Received before: not routed again [MQTT-4.3.3-10]. Nor said to be stored before it is. */
function acknowledgeAgain(connection: Connection, session: Session, packetId: number): void {
  const { journal } = session;
  const gate = connection.acks.pubrecGate(packetId);
  if (gate !== undefined) connection.acks.pushAfter(gate, PUBREC, packetId, SUCCESS);
  else if (journal !== undefined) {
    journal.incoming(session, packetId);
    connection.acks.pushAfter(journal.gate(connection), PUBREC, packetId, SUCCESS);
  } else acknowledge(connection, PUBREC, packetId, SUCCESS);
}

function takeIncoming(connection: Connection, session: Session, packetId: number): void {
  session.incomingQos2.add(packetId);
  session.journal?.incoming(session, packetId);
  connection.unreleased++;
}

/** The acknowledgement that says: every persistent session has this message, on disk or acknowledged. */
function acknowledgeOnceStored(
  connection: Connection,
  session: Session,
  message: Message,
  type: number,
  packetId: number,
  reasonCode: number,
): void {
  const { journal } = connection.broker;
  if (journal === undefined) return;
  const gate = message.gate ?? new Gate(journal);
  gate.waiter = connection;
  gate.publisher = session;
  gate.packetId = packetId;
  gate.qos = message.qos;
  // With the message goes the identifier that keeps it from being taken twice.
  if (message.qos === 2 && session.journal !== undefined) journal.after(gate, connection);
  else if (gate.batch !== 0) journal.wake(connection);
  connection.acks.pushAfter(gate, type, packetId, reasonCode);
  // Else whoever opens it does so.
  if (gate.open) connection.touch();
  if (journal.pressure.full && !journal.refusing) journal.pressure.holdBack(connection);
}

/**
 * More than we said we take unacknowledged is a breach of the protocol [MQTT-3.3.4-7]. What an earlier connection of
 * the session left unreleased does not count: the client's quota starts anew with each [MQTT-4.9.0-1].
 */
function checkReceiveMaximum(connection: Connection): void {
  const { receiveMaximum } = connection.terms;
  if (connection.acks.pubacks + connection.unreleased >= receiveMaximum) {
    throw new ProtocolError(RECEIVE_MAXIMUM_EXCEEDED, `more than ${receiveMaximum} unacknowledged`);
  }
}

/** What the message will weigh, before there is one. */
function weight(topic: string, payloadBytes: number): number {
  return Buffer.byteLength(topic) + view.passedProperties.length + payloadBytes;
}

/** Its acknowledgement would have to wait for Postgres. */
function wouldBeStored(session: Session, topic: string): boolean {
  if (view.retain || (view.qos === 2 && session.journal !== undefined)) return true;
  const isStored = (receiver: Session | undefined) => receiver?.journal !== undefined;
  return session.tenant.receivers
    .of(topic)
    .some(({ session: receiver, group }) => isStored(receiver) || group?.members.some((m) => isStored(m.session)));
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
  if (qos > 0 && tenant.broker.journal?.refusing === true && wouldBeStored(session, topic)) {
    refused(session, topic, "storeUnavailable");
    // Before 5.0 nothing says no but the end of the connection; the client comes back and sends it again. [MQTT-3.3.5-2]
    if (connection.version !== 5) throw new ProtocolError(QUOTA_EXCEEDED, "nothing can be stored at the moment");
    return QUOTA_EXCEEDED;
  }
  if (!session.rights.mayPublish(topic, qos, retain)) {
    tenant.denyPublish(session, topic, qos, retain, view.payloadEnd - view.payloadStart);
    return NOT_AUTHORIZED;
  }
  if (view.payloadFormatIndicator === 1 && !isUtf8(view.bytes.subarray(view.payloadStart, view.payloadEnd))) {
    refused(session, topic, "payloadFormatInvalid");
    if (qos === 0) throw new ProtocolError(PAYLOAD_FORMAT_INVALID, "payload is not the UTF-8 it is said to be");
    return PAYLOAD_FORMAT_INVALID;
  }
  const payloadBytes = view.payloadEnd - view.payloadStart;
  // Exactly once: whoever sends it again must not reach those twice who had room, so nobody gets it.
  const full = qos === 2 ? refusingReceiver(session, topic, weight(topic, payloadBytes)) : undefined;
  if (full !== undefined) {
    trace(session, topic, full.reason, full.session);
    if (connection.version !== 5) throw new ProtocolError(QUOTA_EXCEEDED, "the queue of a receiver is full");
    return QUOTA_EXCEEDED;
  }
  // An empty payload deletes, and always may.
  if (retain && payloadBytes > 0 && !tenant.retained.hasRoom(topic, weight(topic, payloadBytes))) {
    if (qos > 0 && connection.version === 5) {
      refused(session, topic, "retainedQuota");
      return QUOTA_EXCEEDED;
    }
    session.dropped("retainedQuota", topic);
    tenant.traces.wantNext(session);
  }
  return SUCCESS;
}

function refused(session: Session, topic: string, reason: DropReason): void {
  session.dropped(reason, topic);
  trace(session, topic, reason);
}

function trace(session: Session, topic: string, reason: DropReason, full?: Session): void {
  const { qos, retain, payloadStart, payloadEnd } = view;
  const publish = { source: "client", topic, qos, retain, payloadBytes: payloadEnd - payloadStart } as const;
  session.tenant.traces.refused(session, publish, reason, full);
}
