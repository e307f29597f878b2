import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectRefusal, ConnectRefusedEvent } from "#core/control.ts";
import { decodeConnect } from "#core/mqtt/decode.ts";
import type { ConnectPacket } from "#core/mqtt/packets.ts";
import {
  BANNED,
  CLIENT_IDENTIFIER_NOT_VALID,
  CONNECTION_RATE_EXCEEDED,
  NOT_AUTHORIZED,
  ProtocolError,
  QUOTA_EXCEEDED,
  SERVER_UNAVAILABLE,
  TOPIC_NAME_INVALID,
} from "#core/mqtt/reason-codes.ts";
import { validateTopicName } from "#core/topic.ts";
import type { Broker } from "../broker.ts";
import type { Connection } from "../connection.ts";
import { AUTHENTICATING } from "../connection-state.ts";
import type { EventOrigin } from "../events.ts";
import type { Admission, AuthRequest, AuthResult, Refusal } from "../identity.ts";
import { Rights } from "../rights.ts";
import type { Session } from "../session.ts";
import { sessionKey } from "../sessions.ts";
import { readPage } from "../store/read-page.ts";
import { isStalled } from "../store/sealed-connections.ts";
import type { Tenant } from "../tenant.ts";
import { makeWill, type Will } from "../will.ts";
import { beginAuthentication } from "./auth.ts";
import { connack, expirySecondsOf, settle } from "./connack.ts";
import { announcedVersion, answerAndEnd } from "./refuse-connect.ts";

/** Reads a CONNECT and asks whose it is: the one thing in the broker that waits. Reading pauses meanwhile. */
export function onConnect(connection: Connection): void {
  const { reader } = connection;
  connection.version = announcedVersion(reader.bytes, reader.bodyStart);
  const packet = decodeConnect(reader.bytes, reader.bodyStart, reader.bodyEnd);
  const { authenticationMethod, requestProblemInformation, maximumPacketSize } = packet.properties;
  connection.version = packet.protocolVersion;
  reader.protocolVersion = packet.protocolVersion;
  connection.clientId = packet.clientId;
  connection.problemInformation = requestProblemInformation !== 0;
  connection.maximumPacketSize = maximumPacketSize ?? Number.POSITIVE_INFINITY;
  checkClientId(connection, packet);
  checkWill(connection, packet);
  // While we wait, nothing is kept of what a stranger sent but what is needed, in few bytes.
  const will = packet.will === undefined ? undefined : makeWill(packet.will);
  packet.will = undefined;
  packet.properties.userProperties = undefined;
  const { transport } = connection;
  const request: AuthRequest = {
    username: packet.username,
    password: packet.password,
    transport: transport.name,
    address: transport.address,
    serverName: transport.serverName,
    certificate: transport.peerCertificate?.(),
    clientId: packet.clientId,
    protocolVersion: packet.protocolVersion,
  };
  if (authenticationMethod === undefined) {
    connection.state = AUTHENTICATING;
    void admit(connection, packet, will, request);
  } else {
    const settled = (result: AuthResult) => answer(connection, packet, will, result);
    beginAuthentication(connection, authenticationMethod, packet.properties.authenticationData, request, settled);
  }
}

async function admit(
  connection: Connection,
  packet: ConnectPacket,
  will: Will | undefined,
  request: AuthRequest,
): Promise<void> {
  try {
    const result = await connection.broker.authenticate(request);
    if (connection.state !== AUTHENTICATING) return; // gone meanwhile
    answer(connection, packet, will, result);
    connection.proceed();
  } catch (error) {
    connection.fail(error);
  }
}

function answer(connection: Connection, packet: ConnectPacket, will: Will | undefined, result: AuthResult): void {
  if (!result.ok) {
    turnAway(connection, packet, result);
    return;
  }
  const session = unreadSession(connection.broker, result, packet);
  if (session?.stored === undefined) {
    welcome(connection, packet, will, result);
    return;
  }
  // What was sent to this client before the broker was started must be known before the client can answer it.
  connection.state = AUTHENTICATING;
  const late = sleep(connection.broker.limits.storeWaitSecondsMax * 1000, undefined, { ref: false });
  Promise.race([readPage(session, session.stored), late])
    .then(() => {
      if (connection.state !== AUTHENTICATING) return; // gone meanwhile
      if (session.stored?.recovered === true && !session.ended)
        turnAway(connection, packet, { ...result, ...DATABASE_AWAY });
      else {
        welcome(connection, packet, will, result);
        connection.broker.onLateAdmission?.(result);
      }
      connection.proceed();
    })
    .catch((error: unknown) => connection.fail(error));
}

const DATABASE_AWAY = { ok: false, refusal: "databaseAway", reasonCode: SERVER_UNAVAILABLE } as const;

/** The CONNACK must wait for the database: the session is kept there, or is to be. */
function mustBeStored(tenant: Tenant, principalId: string, packet: ConnectPacket): boolean {
  if (expirySecondsOf(packet, tenant.limits) > 0) return true;
  return !packet.cleanStart && tenant.sessions.find(sessionKey(principalId, packet.clientId))?.journal !== undefined;
}

/** The session that this client comes back to for the first time since the broker was started. */
function unreadSession(
  broker: Broker,
  { tenantId, principalId }: Admission,
  packet: ConnectPacket,
): Session | undefined {
  const session = broker.tenant(tenantId)?.sessions.find(sessionKey(principalId, packet.clientId));
  return session?.stored?.recovered === true && !packet.cleanStart ? session : undefined;
}

type RefusalCause = Pick<ConnectRefusedEvent, "will" | "limit">;

/** Lets the client in, unless its will, a quota or our own end forbids it. */
function welcome(connection: Connection, packet: ConnectPacket, will: Will | undefined, admission: Admission): void {
  const { broker, transport } = connection;
  const tenant = broker.ensureTenant(admission.tenantId, admission.tenantSlug);
  const { deviceId, deviceName, principalId } = admission;
  const clientId = packet.clientId === "" ? `auto-${randomUUID()}` : packet.clientId; // [MQTT-3.1.3-6] [MQTT-3.1.3-7]
  const origin: EventOrigin = { deviceId, deviceName, clientId, address: transport.address, transport: transport.name };
  // `${username}` is the name without its tenant: with the slash it could not stand in a level.
  const given = admission.username ?? packet.username;
  const username = given?.slice(given.indexOf("/") + 1);
  const identity = { device: deviceName, clientId, username, labels: admission.labels ?? {} };
  const rights = new Rights(admission.rules, identity, admission.grant);
  const turnAwayWith = (refusal: ConnectRefusal, reasonCode: number, cause: RefusalCause): void => {
    tenant.counters.connectionsRefused++;
    tenant.events.emit(origin, { type: "connectRefused", refusal, reasonCode, ...cause });
    answerAndEnd(connection, reasonCode);
  };
  if (broker.draining) {
    answerAndEnd(connection, SERVER_UNAVAILABLE);
    return;
  }
  // Whom the door could not know by name: certificates, tokens that name the device, and who was banned meanwhile.
  if (broker.bans.find(tenant.id, origin, broker.clock.now()) !== undefined) {
    turnAwayWith("banned", BANNED, {});
    return;
  }
  // The tenant's own bounds of a topic may be narrower than those it was read by.
  if (will !== undefined && validateTopicName(will.topic, tenant.limits) !== undefined) {
    const { topic, qos, retain } = will;
    turnAwayWith("willDenied", TOPIC_NAME_INVALID, { will: { topic, qos, retain, rule: undefined } });
    return;
  }
  if (will !== undefined && !rights.mayPublish(will.topic, will.qos, will.retain)) {
    const { topic, qos, retain } = will;
    const rule = rights.denyingRule("publish", topic, qos, retain);
    turnAwayWith("willDenied", NOT_AUTHORIZED, { will: { topic, qos, retain, rule } });
    return;
  }
  const limit = tenant.sessions.limitReached(principalId, clientId, admission.limits);
  if (limit !== undefined) {
    turnAwayWith("quotaExceeded", QUOTA_EXCEEDED, { limit });
    return;
  }
  const { connects } = tenant;
  if (connects?.spent(broker.wheel.tick) === true) {
    const { limit, used, perSecondMax: max } = connects;
    turnAwayWith("connectRate", CONNECTION_RATE_EXCEEDED, { limit: { limit, used, max } });
    return;
  }
  connects?.take(broker.wheel.tick, 1);
  const { cleanStart } = packet;
  if (mustBeStored(tenant, principalId, packet) && isStalled(broker)) {
    turnAwayWith("databaseAway", SERVER_UNAVAILABLE, {});
    return;
  }
  const request = {
    principalId,
    clientId,
    cleanStart,
    expirySeconds: expirySecondsOf(packet, tenant.limits),
    rights,
    origin,
    deviceLimits: admission.limits,
  };
  // A client too small for its CONNACK is refused here, before a session is opened for it. [MQTT-3.1.2-24]
  if (connection.maximumPacketSize !== Number.POSITIVE_INFINITY)
    connack(connection, packet, { ...request, tenant }, false);
  const takeover = tenant.sessions.find(sessionKey(principalId, clientId))?.connection !== undefined;
  const { session, present } = tenant.sessions.open(request);
  session.will = will;
  if (session.journal !== undefined) {
    session.protocolVersion = connection.version;
    session.journal.session(session);
    session.journal.seal(connection).greeting = present ? "resumed" : "new";
  }
  tenant.counters.connectionsAccepted++;
  settle(connection, packet, admission, session);
  connection.reply(connack(connection, packet, session, present)); // [MQTT-3.2.0-1] the first packet the client gets
  tenant.events.emit(origin, {
    type: "connected",
    protocolVersion: packet.protocolVersion,
    sessionPresent: present,
  });
  session.attach(connection);
  tenant.watchFlapping(session, takeover);
}

function turnAway(connection: Connection, packet: ConnectPacket, refusal: Refusal): void {
  const { broker, transport } = connection;
  const { reasonCode, tenantId, deviceId } = refusal;
  const deviceName = refusal.deviceName ?? packet.username ?? "";
  // What the door refuses is refused again and again.
  const level = refusal.refusal === "banned" || refusal.refusal === "lockedOut" ? "debug" : "info";
  broker.log(level, "CONNECT refused", {
    cause: refusal.refusal,
    code: reasonCode,
    tenant: tenantId,
    device: deviceName,
    client: packet.clientId,
    address: transport.address,
  });
  if (tenantId !== undefined) {
    const tenant = broker.ensureTenant(tenantId);
    const { clientId } = packet;
    const origin = { deviceId, deviceName, clientId, address: transport.address, transport: transport.name };
    tenant.counters.connectionsRefused++;
    tenant.events.emit(origin, {
      type: "connectRefused",
      refusal: refusal.refusal,
      reasonCode,
      limit: refusal.limit,
    });
  }
  answerAndEnd(connection, reasonCode);
}

function checkClientId(connection: Connection, packet: ConnectPacket): void {
  const { clientId, protocolVersion, cleanStart } = packet;
  const { clientIdBytesMax } = connection.broker.limits;
  if (Buffer.byteLength(clientId) > clientIdBytesMax) {
    throw new ProtocolError(CLIENT_IDENTIFIER_NOT_VALID, `client id of more than ${clientIdBytesMax} bytes`);
  }
  // 3.1 knows no empty client id; 3.1.1 only with a session that ends with its connection. [MQTT-3.1.3-7] [MQTT-3.1.3-8]
  if (clientId === "" && (protocolVersion === 3 || (protocolVersion === 4 && !cleanStart))) {
    throw new ProtocolError(CLIENT_IDENTIFIER_NOT_VALID, "empty client id");
  }
}

function checkWill(connection: Connection, packet: ConnectPacket): void {
  if (packet.will === undefined) return;
  const fault = validateTopicName(packet.will.topic, connection.broker.limits);
  if (fault !== undefined) throw new ProtocolError(TOPIC_NAME_INVALID, `will topic: ${fault}`);
}
