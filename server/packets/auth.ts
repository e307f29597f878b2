import { decodeAuth } from "#core/mqtt/decode.ts";
import { BAD_AUTHENTICATION_METHOD, PROTOCOL_ERROR, ProtocolError } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "../connection.ts";

/**
 * AUTH comes from a client whose CONNECT named an authentication method [MQTT-4.12.0-6], to go on with it or to
 * authenticate again. We speak no method (a CONNECT that names one was answered with 0x8C), so no AUTH is in order.
 */
export function onAuth(connection: Connection): void {
  const { reader, version } = connection;
  if (version !== 5) throw new ProtocolError(PROTOCOL_ERROR, "AUTH before MQTT 5.0");
  decodeAuth(reader.bytes, reader.bodyStart, reader.bodyEnd);
  // Not 0x8C: a DISCONNECT cannot say that. [MQTT-3.14.2-1] [MQTT-4.12.0-7]
  throw new ProtocolError(PROTOCOL_ERROR, "AUTH on a connection without an authentication method");
}

/** Refuses every method that we do not speak [MQTT-4.12.0-1]. */
export function checkAuthenticationMethod(method: string): void {
  throw new ProtocolError(BAD_AUTHENTICATION_METHOD, `authentication method ${JSON.stringify(method.slice(0, 64))}`);
}
