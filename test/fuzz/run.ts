import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openDatabase } from "#db/client.ts";
import { startEmbedded } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { BrokerFuzz } from "./broker.ts";
import { fuzzCodec } from "./codec.ts";
import type { Finding } from "./finding.ts";

/**
 * `npm run fuzz -- --minutes 10 [--seed n] [--only codec|broker]`: mutates packets and streams, against the codec and
 * against a broker with real sockets in turns, until the time is over or something is found. Then it prints the seed and
 * the smallest failing case, and exits 1.
 */

const USAGE = "usage: npm run fuzz -- [--minutes n] [--seed n] [--only codec|broker]";
/** What the process may grow to; the corpus and fast-check take some 150 MiB. */
const RSS_MIB_MAX = 700;
/** What may stay in use after a collection: broker, sessions, retained messages and the corpus. */
const HEAP_MIB_MAX = 150;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    only: { type: "string" },
  },
});
const minutes = Number(values.minutes);
const firstSeed = Number(values.seed);
const { only } = values;
if (!(minutes > 0) || !Number.isInteger(firstSeed) || (only !== undefined && only !== "codec" && only !== "broker")) {
  console.error(USAGE);
  process.exit(2);
}
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

process.on(
  "uncaughtException",
  (error) => void fail({ where: "the process", seed, report: error.stack ?? String(error) }),
);
process.on("unhandledRejection", (error) => void fail({ where: "the process", seed, report: String(error) }));

const until = Date.now() + minutes * 60_000;
const tried = { codec: 0, broker: 0 };
let seed = firstSeed;
console.log(`fuzzing ${only ?? "codec and broker"} for ${minutes} minutes from seed ${firstSeed}`);
const dataDir = mkdtempSync(join(tmpdir(), "hato-fuzz-"));
chmodSync(dataDir, 0o711);
const postgres = only === "codec" ? undefined : await startEmbedded({ dataDir, durable: false });
if (postgres !== undefined) await migrate(postgres.url);
const database = postgres && { ...openDatabase(postgres.url), url: postgres.url };
process.on("exit", () => rmSync(dataDir, { recursive: true, force: true }));
// One with its sessions in memory, one with them in Postgres.
const brokers = database === undefined ? [] : [await BrokerFuzz.start(), await BrokerFuzz.start(database)];
for (; Date.now() < until; seed++) {
  if (only !== "broker") {
    const outcome = fuzzCodec(seed);
    tried.codec += outcome.tried;
    if (outcome.finding !== undefined) await fail(outcome.finding);
  }
  for (const broker of brokers) {
    // The codec's turn is short of waiting; the broker's is not.
    for (const end = Date.now() + 5_000; Date.now() < end; seed++) {
      const outcome = await broker.fuzz(seed);
      tried.broker += outcome.tried;
      if (outcome.finding !== undefined) await fail(outcome.finding);
    }
    await broker.restart();
  }
  collectGarbage();
  const { rss, heapUsed } = process.memoryUsage();
  if (rss > RSS_MIB_MAX * 2 ** 20 || heapUsed > HEAP_MIB_MAX * 2 ** 20) {
    await fail({ where: "memory", seed, report: `rss ${mib(rss)}, heap in use ${mib(heapUsed)}` });
  }
}
for (const broker of brokers) await broker.stop();
await database?.close();
await postgres?.stop();
const { rss, heapUsed } = process.memoryUsage();
console.log(
  `${tried.codec} streams for the codec, ${tried.broker} rounds of attacks on the broker, nothing found; ${mib(rss)}, heap in use ${mib(heapUsed)}`,
);

async function fail({ where, seed, report }: Finding): Promise<never> {
  console.error(`${where}, seed ${seed}: ${report}`);
  await postgres?.stop();
  process.exit(1);
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
