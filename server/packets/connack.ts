import type { Limits } from "#core/limits.ts";
import { encodeConnack } from "#core/mqtt/encode.ts";
import { CONNACK, type ConnectPacket, type Properties } from "#core/mqtt/packets.ts";
import { SUCCESS } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "../connection.ts";
import { CONNECTED } from "../connection-state.ts";
import { endWithCredential } from "../credential-end.ts";
import type { Admission } from "../identity.ts";
import { watchKeepAlive } from "../keep-alive.ts";
import { limitRates } from "../rates.ts";
import type { Session } from "../session.ts";
import { OutgoingAliases } from "../topic-aliases.ts";

/** The unsigned 16-bit ceiling of keep alive and Receive Maximum. */
const UINT16_MAX = 65_535;

/** Seconds the session may outlive its connection: as asked, as far as we grant. */
export function expirySecondsOf(packet: ConnectPacket, limits: Limits): number {
  // A 3.x session without Clean Session lasts "for ever": as long as we grant anyone.
  const asked = packet.protocolVersion === 5 ? (packet.properties.sessionExpiryInterval ?? 0) : NO_CLEAN_SESSION;
  if (packet.protocolVersion !== 5 && packet.cleanStart) return 0;
  return Math.min(asked, limits.sessionExpirySecondsMax);
}
const NO_CLEAN_SESSION = Number.POSITIVE_INFINITY;

/** Seconds of keep alive granted; 0 for none. */
export function keepAliveSecondsOf(packet: ConnectPacket, limits: Limits): number {
  const max = limits.keepAliveSecondsMax;
  if (packet.keepAlive === 0) return max < UINT16_MAX ? max : 0;
  return Math.min(packet.keepAlive, max);
}

/** Sets the connection to the terms of its CONNECT and gives it its session. */
export function settle(connection: Connection, packet: ConnectPacket, admission: Admission, session: Session): void {
  const { broker } = connection;
  const { limits } = session.tenant;
  const { receiveMaximum = UINT16_MAX, topicAliasMaximum = 0 } = packet.properties;
  connection.state = CONNECTED;
  connection.transport.welcomed();
  connection.session = session;
  connection.terms = limits;
  limitRates(connection, session);
  connection.reader.maximumPacketSizeBytes = limits.maximumPacketSizeBytes;
  connection.clientId = session.clientId;
  remember(connection, admission);
  connection.bridge = packet.bridge;
  connection.connectedAtMs = broker.clock.now();
  connection.receiveMaximum = Math.min(receiveMaximum, limits.inflightMax); // [MQTT-4.9.0-1] [MQTT-3.3.4-9]
  const aliasMaximum = Math.min(topicAliasMaximum, limits.topicAliasMaximum); // [MQTT-3.1.2-27]
  if (aliasMaximum > 0) connection.outgoingAliases = new OutgoingAliases(aliasMaximum);
  watchKeepAlive(connection, keepAliveSecondsOf(packet, limits)); // [MQTT-3.2.2-22]
}

/** Remembers what let the client in, and ends the connection when that expires. */
export function remember(connection: Connection, admission: Admission): void {
  const { credentialId, identityKind, tokenStanding, userSessionId, expiresAtMs } = admission;
  connection.admittedBy = { credentialId, identityKind, tokenStanding, userSessionId };
  endWithCredential(connection, expiresAtMs);
}

/** What a CONNACK tells of the session. */
type Granted = Pick<Session, "clientId" | "expirySeconds" | "origin" | "rights"> & {
  readonly tenant: { readonly limits: Limits };
};

/**
 * The CONNACK that lets the client in, and tells a 5.0 client what it gets other than it asked for.
 * @throws ProtocolError 0x95 when the client takes no packet of that size
 */
export function connack(connection: Connection, packet: ConnectPacket, session: Granted, present: boolean): Buffer {
  const { version } = connection;
  const properties = version === 5 ? grantedProperties(connection, packet, session) : {};
  const frame = { type: CONNACK, sessionPresent: present, reasonCode: SUCCESS, properties } as const; // [MQTT-3.1.4-4] [MQTT-3.1.4-5]
  return encodeConnack(frame, version, connection.maximumPacketSize); // [MQTT-3.2.2-2] [MQTT-3.2.2-3]
}

/**
 * QoS 2, retained messages, wildcards, subscription identifiers and shared subscriptions are all to be had, which is
 * what leaving their properties out says (3.2.2.3). [MQTT-3.2.2-9] [MQTT-3.2.2-10] [MQTT-3.2.2-12] [MQTT-3.2.2-13]
 */
function grantedProperties(connection: Connection, packet: ConnectPacket, session: Granted): Properties {
  const { limits } = session.tenant;
  const { sessionExpiryInterval = 0, requestResponseInformation } = packet.properties;
  const keepAlive = keepAliveSecondsOf(packet, limits);
  return {
    sessionExpiryInterval: session.expirySeconds === sessionExpiryInterval ? undefined : session.expirySeconds,
    receiveMaximum: limits.receiveMaximum,
    maximumPacketSize: limits.maximumPacketSizeBytes,
    topicAliasMaximum: limits.topicAliasMaximum,
    assignedClientIdentifier: packet.clientId === "" ? session.clientId : undefined, // [MQTT-3.2.2-16]
    serverKeepAlive: keepAlive === packet.keepAlive ? undefined : keepAlive, // [MQTT-3.2.2-21]
    responseInformation: requestResponseInformation === 1 ? responseTopic(session) : undefined, // [MQTT-3.1.2-28]
    authenticationMethod: connection.authentication?.method, // [MQTT-4.12.0-5]
    authenticationData: connection.authentication?.finalData,
  };
}

/** Where this client may have answers sent: below its device's name, if its rules let it listen there. */
function responseTopic(session: Granted): string | undefined {
  const topic = `${session.origin.deviceName}/response`;
  return session.rights.grantedQos(`${topic}/#`, 0) === undefined ? undefined : topic;
}
