import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodePacket } from "#core/mqtt/encode.ts";
import { packetOf } from "./arbitrary-packets.ts";
import { mutate, mutationOf } from "./mutation.ts";
import { bytesOf, PACKET_TABLE } from "./packet-table.ts";
import { readAll } from "./reading.ts";
import { chunksOf, survives } from "./survival.ts";

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
        fc.array(fc.nat(500), { maxLength: 3 }),
        (parts, mutations, cuts) => {
          survives(mutate(Buffer.concat(parts), mutations), cuts, version);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
