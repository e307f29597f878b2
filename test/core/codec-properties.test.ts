import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodePacket, decodePublish } from "#core/mqtt/decode.ts";
import { encodePacket } from "#core/mqtt/encode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import { type Packet, type ProtocolVersion, PUBLISH, PublishView } from "#core/mqtt/packets.ts";
import { ProtocolError } from "#core/mqtt/reason-codes.ts";
import { REASON_TEXTS } from "#core/mqtt/reason-names.ts";
import { packetOf } from "./arbitrary-packets.ts";
import { mutate, mutationOf } from "./mutation.ts";
import { bytesOf, PACKET_TABLE } from "./packet-table.ts";
import { MAXIMUM_PACKET_SIZE_BYTES, readAll } from "./reading.ts";

const VERSIONS = [3, 4, 5] as const;

describe.each(VERSIONS)("version %d", (version) => {
  test("what was encoded decodes to itself, in any chunks", () => {
    fc.assert(
      fc.property(
        fc.array(packetOf(version), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(2_000), { maxLength: 5 }),
        (packets, cuts) => {
          const stream = Buffer.concat(packets.map((packet) => encodePacket(packet, version)));
          expect(readAll(chunksOf(stream, cuts), version)).toEqual(packets);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("bytes gone wrong end in a ProtocolError with a reason code, or in packets; never in anything else", () => {
    const seeds = PACKET_TABLE.filter((row) => row.version === version).map(bytesOf);
    const stream = fc.oneof(
      fc.constantFrom(...seeds),
      packetOf(version).map((packet) => encodePacket(packet, version)),
      fc.uint8Array({ maxLength: 300 }).map((any) => Buffer.from(any)),
    );
    fc.assert(
      fc.property(
        fc.array(stream, { minLength: 1, maxLength: 3 }),
        fc.array(mutationOf, { minLength: 1, maxLength: 6 }),
        fc.nat(500),
        (parts, mutations, cut) => {
          survives(mutate(Buffer.concat(parts), mutations), cut, version);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

/** Reads hostile bytes as the broker would, PUBLISH both ways, and holds the two readings against each other. */
function survives(bytes: Buffer, cut: number, version: ProtocolVersion): void {
  const reader = new FrameReader(MAXIMUM_PACKET_SIZE_BYTES);
  reader.protocolVersion = version;
  const view = new PublishView();
  try {
    for (const chunk of chunksOf(bytes, [cut])) {
      reader.push(chunk);
      while (reader.next()) {
        expect(reader.bodyStart).toBeGreaterThan(reader.frameStart);
        expect(reader.bodyEnd).toBeLessThanOrEqual(reader.bytes.length);
        const packet = decodePacket(reader, version);
        if (packet.type === PUBLISH) sameThroughTheView(reader, version, view, packet);
        else expectCanonical(packet, version);
      }
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    expect(REASON_TEXTS.has(error.reasonCode)).toBe(true);
    expect(error.message.length).toBeLessThan(120);
  }
}

function sameThroughTheView(
  reader: FrameReader,
  version: ProtocolVersion,
  view: PublishView,
  packet: Packet & { type: typeof PUBLISH },
): void {
  if (packet.properties.subscriptionIdentifiers !== undefined) return;
  decodePublish(reader.bytes, reader.flags, reader.bodyStart, reader.bodyEnd, version, view);
  expect(view.topic).toBe(packet.topic);
  expect(view.packetId).toBe(packet.packetId);
  expect(view.bytes.subarray(view.payloadStart, view.payloadEnd).equals(packet.payload)).toBe(true);
  expect(view.topicAlias).toBe(packet.properties.topicAlias ?? 0);
}

/** Whatever decodes can be said again, and means the same. */
function expectCanonical(packet: Packet, version: ProtocolVersion): void {
  const own = packet.type === 1 ? packet.protocolVersion : version;
  expect(readAll([encodePacket(packet, own)], own)).toEqual([packet]);
}

function chunksOf(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (stream.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => stream.subarray(from, places[i] ?? stream.length));
}
