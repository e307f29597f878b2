import { decodeAuth } from "#core/mqtt/decode.ts";
import { encodeAuth } from "#core/mqtt/encode.ts";
import { AUTH, type AuthPacket, DISCONNECT } from "#core/mqtt/packets.ts";
import {
  BAD_AUTHENTICATION_METHOD,
  CONTINUE_AUTHENTICATION,
  NOT_AUTHORIZED,
  PROTOCOL_ERROR,
  ProtocolError,
  RE_AUTHENTICATE,
  SUCCESS,
} from "#core/mqtt/reason-codes.ts";
import { Authentication } from "../authentication.ts";
import type { Connection } from "../connection.ts";
import { AUTHENTICATING, CHALLENGED, CLOSED, CONNECTED } from "../connection-state.ts";
import type { Admission, AuthRequest, AuthResult } from "../identity.ts";
import { Rights } from "../rights.ts";
import type { Session } from "../session.ts";
import { remember } from "./connack.ts";

/**
 * A CONNECT that names an authentication method: the exchange begins; `settled` is told how it ended.
 * @throws ProtocolError 0x8C for a method that we do not speak [MQTT-4.12.0-1]
 */
export function beginAuthentication(
  connection: Connection,
  method: string,
  data: Buffer | undefined,
  request: AuthRequest,
  settled: (result: AuthResult) => void,
): void {
  const exchange = connection.broker.beginExchange(method, request);
  if (exchange === undefined) throw unknownMethod(method);
  const authentication = new Authentication(connection, method, request, settled);
  connection.authentication = authentication;
  authentication.begin(exchange);
  void goOn(connection, authentication, data);
}

/**
 * A packet between CONNECT and CONNACK: AUTH goes on with the exchange, DISCONNECT gives it up, and nothing else may
 * come [MQTT-3.1.2-30].
 */
export function onChallenged(connection: Connection): void {
  const { type } = connection.reader;
  const { authentication } = connection;
  if (type === DISCONNECT) {
    connection.end(NOT_AUTHORIZED);
    return;
  }
  if (type !== AUTH || authentication === undefined) {
    throw new ProtocolError(PROTOCOL_ERROR, `packet of type ${type} before the end of authentication`);
  }
  const packet = readAuth(connection, authentication);
  if (packet.reasonCode !== CONTINUE_AUTHENTICATION) throw outOfOrder(packet); // [MQTT-4.12.0-3]
  void goOn(connection, authentication, packet.properties.authenticationData);
}

/**
 * AUTH on an open connection: the client authenticates again (0x19), or goes on with that (0x18) [MQTT-4.12.1-1].
 * Everything else goes on meanwhile, with the former rights.
 */
export function onAuth(connection: Connection): void {
  const { reader, version, authentication, broker } = connection;
  if (version !== 5) throw new ProtocolError(PROTOCOL_ERROR, "AUTH before MQTT 5.0");
  if (authentication === undefined) {
    decodeAuth(reader.bytes, reader.bodyStart, reader.bodyEnd);
    // Not 0x8C: a DISCONNECT cannot say that. [MQTT-3.14.2-1] [MQTT-4.12.0-6] [MQTT-4.12.0-7]
    throw new ProtocolError(PROTOCOL_ERROR, "AUTH on a connection without an authentication method");
  }
  const packet = readAuth(connection, authentication);
  const begins = packet.reasonCode === RE_AUTHENTICATE;
  const wanted = begins ? authentication.exchange === undefined : authentication.exchange !== undefined;
  if (packet.reasonCode === SUCCESS || !wanted || authentication.busy) throw outOfOrder(packet);
  if (begins) {
    const exchange = broker.beginExchange(authentication.method, authentication.request);
    if (exchange === undefined) throw unknownMethod(authentication.method);
    authentication.begin(exchange);
  }
  void goOn(connection, authentication, packet.properties.authenticationData);
}

/** Gives the exchange what the client said, and the client what the exchange answers. */
async function goOn(connection: Connection, authentication: Authentication, data: Buffer | undefined): Promise<void> {
  const { exchange } = authentication;
  if (exchange === undefined) return;
  const first = connection.state !== CONNECTED;
  if (first) connection.state = AUTHENTICATING;
  authentication.busy = true;
  try {
    const answer = await exchange.next(data);
    authentication.busy = false;
    if (connection.state === CLOSED || authentication.exchange !== exchange) return; // gone meanwhile
    if (!answer.over) {
      if (first) connection.state = CHALLENGED;
      reply(connection, authentication, CONTINUE_AUTHENTICATION, answer.data); // [MQTT-4.12.0-2]
    } else {
      authentication.stop();
      authentication.finalData = answer.data;
      if (first)
        authentication.settled(answer.result); // [MQTT-4.12.0-4]
      else settleAgain(connection, authentication, answer.result);
    }
    if (first) connection.proceed();
  } catch (error) {
    authentication.busy = false;
    connection.fail(error);
  }
}

/** The end of a re-authentication: new rights and a new end for the same principal, or the end [MQTT-4.12.1-2]. */
function settleAgain(connection: Connection, authentication: Authentication, result: AuthResult): void {
  const { session } = connection;
  if (session === undefined) return;
  if (!result.ok || !isSame(session, result)) {
    const { transport, broker, clientId } = connection;
    const cause = result.ok ? "another principal" : result.refusal;
    broker.log("info", "re-authentication refused", {
      cause,
      tenant: session.tenant.slug,
      client: clientId,
      address: transport.address,
    });
    connection.close(NOT_AUTHORIZED, "re-authentication failed");
    return;
  }
  remember(connection, result);
  session.rights = new Rights(result.rules, { ...session.rights.identity, labels: result.labels ?? {} }, result.grant);
  session.tenant.cutDeniedSubscriptions(session);
  reply(connection, authentication, SUCCESS, authentication.finalData);
}

function isSame({ tenant, principalId }: Session, admission: Admission): boolean {
  return admission.tenantId === tenant.id && admission.principalId === principalId;
}

/** Every AUTH repeats the method [MQTT-4.12.0-5]. */
function reply(connection: Connection, { method }: Authentication, reasonCode: number, data: Buffer | undefined): void {
  const properties = { authenticationMethod: method, authenticationData: data };
  connection.reply(encodeAuth({ type: AUTH, reasonCode, properties }, 5, connection.maximumPacketSize));
}

/** @throws ProtocolError 0x82 when it names another method than CONNECT did [MQTT-4.12.0-5] [MQTT-4.12.1-1] */
function readAuth(connection: Connection, { method }: Authentication): AuthPacket {
  const { reader } = connection;
  const packet = decodeAuth(reader.bytes, reader.bodyStart, reader.bodyEnd);
  if (packet.properties.authenticationMethod !== method) {
    throw new ProtocolError(PROTOCOL_ERROR, "AUTH of another method than CONNECT's");
  }
  return packet;
}

function outOfOrder({ reasonCode }: AuthPacket): ProtocolError {
  return new ProtocolError(PROTOCOL_ERROR, `AUTH 0x${reasonCode.toString(16)} out of order`);
}

function unknownMethod(method: string): ProtocolError {
  return new ProtocolError(BAD_AUTHENTICATION_METHOD, `authentication method ${JSON.stringify(method.slice(0, 64))}`);
}
