import { decodeDisconnect } from "#core/mqtt/decode.ts";
import { PROTOCOL_ERROR, ProtocolError } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "../connection.ts";
import type { Session } from "../session.ts";

/** The client leaves: without its will (0x00), or with it (0x04 and all others) [MQTT-3.14.4-3]. */
export function onDisconnect(connection: Connection, session: Session): void {
  const { reader, version } = connection;
  const packet = decodeDisconnect(reader.bytes, reader.bodyStart, reader.bodyEnd, version);
  const expiry = packet.properties.sessionExpiryInterval;
  if (expiry !== undefined) {
    if (session.expirySeconds === 0 && expiry > 0) {
      throw new ProtocolError(PROTOCOL_ERROR, "session expiry set at DISCONNECT, but not at CONNECT");
    }
    session.expirySeconds = Math.min(expiry, session.tenant.limits.sessionExpirySecondsMax);
  }
  connection.end(packet.reasonCode);
}
