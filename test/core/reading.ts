import { decodePacket } from "#core/mqtt/decode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import type { Packet, ProtocolVersion } from "#core/mqtt/packets.ts";

export const MAXIMUM_PACKET_SIZE_BYTES = 1024 * 1024;

/** Reads all packets of a stream given in chunks, as a connection of `version` that is past its CONNECT. */
export function readAll(chunks: readonly Buffer[], version: ProtocolVersion): Packet[] {
  const reader = new FrameReader(MAXIMUM_PACKET_SIZE_BYTES);
  reader.protocolVersion = version;
  const packets: Packet[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    while (reader.next()) packets.push(decodePacket(reader, version));
  }
  return packets;
}
