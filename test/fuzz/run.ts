import { parseArgs } from "node:util";
import fc from "fast-check";
import { encodePacket } from "#core/mqtt/encode.ts";
import type { ProtocolVersion } from "#core/mqtt/packets.ts";
import { packetOf } from "../core/arbitrary-packets.ts";
import { mutate, mutationOf } from "../core/mutation.ts";
import { bytesOf, PACKET_TABLE } from "../core/packet-table.ts";
import { survives } from "../core/survival.ts";

/**
 * `npm run fuzz -- --minutes 10 [--seed n]`: mutates packets and streams against the codec until the time is over or
 * something is found. Then it prints the seed and the smallest failing case, and exits 1.
 */

const USAGE = "usage: npm run fuzz -- [--minutes n] [--seed n]";
const RUNS_PER_BATCH = 2_000;
/** What the process may grow to; the corpus and fast-check take some 150 MiB. */
const RSS_MIB_MAX = 600;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const minutes = Number(values.minutes);
const firstSeed = Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(firstSeed)) {
  console.error(USAGE);
  process.exit(2);
}

/** Several packets, some of the table and some made up, gone wrong in up to eight ways, in up to four chunks. */
function streams(version: ProtocolVersion) {
  const rows = PACKET_TABLE.filter((row) => row.version === version).map(bytesOf);
  const part = fc.oneof(
    fc.constantFrom(...rows),
    packetOf(version).map((packet) => encodePacket(packet, version)),
    fc.uint8Array({ maxLength: 400 }).map((any) => Buffer.from(any)),
  );
  return fc.tuple(
    fc.array(part, { minLength: 1, maxLength: 6 }),
    fc.array(mutationOf, { maxLength: 8 }),
    fc.array(fc.nat(2_000), { maxLength: 3 }),
  );
}

const until = Date.now() + minutes * 60_000;
let seed = firstSeed;
let cases = 0;
let packets = 0;
console.log(`fuzzing the codec for ${minutes} minutes from seed ${firstSeed}`);
while (Date.now() < until) {
  for (const version of [3, 4, 5] as const) {
    const property = fc.property(streams(version), ([parts, mutations, cuts]) => {
      packets += survives(mutate(Buffer.concat(parts), mutations), cuts, version);
    });
    const result = fc.check(property, { numRuns: RUNS_PER_BATCH, seed });
    cases += result.numRuns;
    if (result.failed) {
      console.error(`version ${version}, seed ${seed}: ${fc.defaultReportMessage(result) ?? "failed"}`);
      process.exit(1);
    }
  }
  const rssMib = process.memoryUsage.rss() / 2 ** 20;
  if (rssMib > RSS_MIB_MAX) {
    console.error(`seed ${seed}: the process has grown to ${rssMib.toFixed(0)} MiB`);
    process.exit(1);
  }
  seed++;
}
console.log(
  `${cases} streams, ${packets} packets decoded, nothing found; ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB`,
);
