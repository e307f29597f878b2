import { decodeUnsubscribe } from "#core/mqtt/decode.ts";
import { encodeUnsuback } from "#core/mqtt/encode.ts";
import { UNSUBACK } from "#core/mqtt/packets.ts";
import { NO_SUBSCRIPTION_EXISTED, SUCCESS } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "../connection.ts";
import type { Session } from "../session.ts";

/** Removes each named subscription and answers each with a code of its own; returns what it cost of the turn. */
export function onUnsubscribe(connection: Connection, session: Session): number {
  const { reader, version } = connection;
  const { tenant } = session;
  const { filtersPerPacketMax } = tenant.limits;
  const packet = decodeUnsubscribe(reader.bytes, reader.bodyStart, reader.bodyEnd, version, filtersPerPacketMax);
  // [MQTT-3.10.4-6]
  const reasonCodes = packet.filters.map((name) =>
    tenant.unsubscribe(session, name) ? SUCCESS : NO_SUBSCRIPTION_EXISTED,
  );
  const unsuback = { type: UNSUBACK, packetId: packet.packetId, reasonCodes, properties: {} } as const;
  connection.reply(encodeUnsuback(unsuback, version, connection.maximumPacketSize)); // [MQTT-3.10.4-4] [MQTT-3.10.4-5]
  // Too late to say that it did not happen: what should have come meanwhile did not.
  if (session.journal !== undefined) session.journal.seal(connection).refusals.push(undefined);
  return packet.filters.length;
}
