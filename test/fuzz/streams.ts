import fc from "fast-check";
import { encodePacket } from "#core/mqtt/encode.ts";
import type { ProtocolVersion } from "#core/mqtt/packets.ts";
import { packetOf } from "../core/arbitrary-packets.ts";
import { type Mutation, mutationOf } from "../core/mutation.ts";
import { bytesOf, PACKET_TABLE } from "../core/packet-table.ts";

/** Several packets, some of the table and some made up, and in which ways they go wrong and in which chunks they go out. */
export interface Stream {
  readonly parts: readonly Buffer[];
  readonly mutations: readonly Mutation[];
  readonly cuts: readonly number[];
}

/** Up to six packets that go wrong in up to eight ways, in up to four chunks. */
export function streamOf(version: ProtocolVersion): fc.Arbitrary<Stream> {
  const rows = PACKET_TABLE.filter((row) => row.version === version).map(bytesOf);
  const part = fc.oneof(
    fc.constantFrom(...rows),
    packetOf(version).map((packet) => encodePacket(packet, version)),
    fc.uint8Array({ maxLength: 400 }).map((any) => Buffer.from(any)),
  );
  return fc.record({
    parts: fc.array(part, { minLength: 1, maxLength: 6 }),
    mutations: fc.array(mutationOf, { maxLength: 8 }),
    cuts: fc.array(fc.nat(2_000), { maxLength: 3 }),
  });
}
