import assert from "node:assert/strict";
import { decodePacket, decodePublish } from "#core/mqtt/decode.ts";
import { encodePacket } from "#core/mqtt/encode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import {
  CONNECT,
  type Packet,
  type ProtocolVersion,
  PUBLISH,
  type PublishPacket,
  PublishView,
} from "#core/mqtt/packets.ts";
import { ProtocolError } from "#core/mqtt/reason-codes.ts";
import { REASON_TEXTS } from "#core/mqtt/reason-names.ts";
import { MAXIMUM_PACKET_SIZE_BYTES, readAll } from "./reading.ts";

/**
 * Reads any bytes as a connection of `version` would, and asserts what must hold of every stream whatever: it ends in
 * a ProtocolError with a known reason code or in packets; both readings of a PUBLISH agree; what decodes can be said
 * again and means the same.
 * @param cuts where the stream is cut into chunks
 * @returns the packets read before the end
 */
export function survives(bytes: Buffer, cuts: readonly number[], version: ProtocolVersion): number {
  const reader = new FrameReader(MAXIMUM_PACKET_SIZE_BYTES);
  reader.protocolVersion = version;
  const view = new PublishView();
  let packets = 0;
  try {
    for (const chunk of chunksOf(bytes, cuts)) {
      reader.push(chunk);
      while (reader.next()) {
        assert(reader.frameStart < reader.bodyStart && reader.bodyStart <= reader.bodyEnd);
        assert(
          reader.bodyEnd <= reader.bytes.length && reader.bodyEnd - reader.frameStart <= MAXIMUM_PACKET_SIZE_BYTES,
        );
        const packet = decodePacket(reader, version);
        packets++;
        if (packet.type === PUBLISH) assertSameView(reader, version, view, packet);
        assertRepeatable(packet, version);
      }
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    assert(REASON_TEXTS.has(error.reasonCode) && error.reasonCode >= 0x80);
    assert(error.message.length < 120);
  }
  return packets;
}

/** Cuts a stream at each of these places, each taken modulo its length. */
export function chunksOf(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (stream.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => stream.subarray(from, places[i] ?? stream.length));
}

function assertSameView(reader: FrameReader, version: ProtocolVersion, view: PublishView, packet: PublishPacket): void {
  if (packet.properties.subscriptionIdentifiers !== undefined) return; // only a server sends them
  decodePublish(reader.bytes, reader.flags, reader.bodyStart, reader.bodyEnd, version, view);
  const { topic, qos, dup, retain, packetId, properties, payload } = packet;
  assert.deepEqual(
    [view.topic, view.qos, view.dup, view.retain, view.packetId, view.messageExpiryInterval, view.topicAlias],
    [topic, qos, dup, retain, packetId, properties.messageExpiryInterval, properties.topicAlias ?? 0],
  );
  assert(view.bytes.subarray(view.payloadStart, view.payloadEnd).equals(payload));
}

function assertRepeatable(packet: Packet, version: ProtocolVersion): void {
  const own = packet.type === CONNECT ? packet.protocolVersion : version;
  assert.deepEqual(readAll([encodePacket(packet, own)], own), [packet]);
}
