import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type postgres from "postgres";
import { hato } from "./brokers/hato.ts";
import { Generator } from "./generator.ts";
import { describeMachine, loadAverage } from "./machine.ts";

/**
 * `npm run bench:churn`: millions of messages into the queues of clients that are away and out again, in rounds, and what
 * the tables weigh meanwhile. Nine rounds of ten are messages for one client each, which stand in the queue's row; the
 * tenth is messages for all clients, which stand once and are named by the rows.
 *
 *   npm run bench:churn -- --messages 10000000
 */
const CLIENTS = 100;
const QUEUED = 2_000;
const PAYLOAD_BYTES = 64;
/** After the last round: until the broker has noticed that it is quiet, and given space back. */
const QUIET_SECONDS = 30;

const { values } = parseArgs({ options: { messages: { type: "string", default: "10000000" } } });
const rounds = Math.ceil(Number(values.messages) / (CLIENTS * QUEUED));

interface Sizes {
  readonly queuedRows: number;
  /** What the rows of `deliveries` and `messages` hold. */
  readonly live: number;
  readonly table: number;
  readonly indexes: number;
  readonly messages: number;
  readonly journal: number;
  readonly log: number;
}

async function sizesOf(sql: postgres.Sql): Promise<Sizes> {
  const [row] = await sql<[Record<keyof Sizes, string>]>`
    select (select count(*) from deliveries) as "queuedRows",
      (select coalesce(sum(pg_column_size(d)), 0) from deliveries d)
        + (select coalesce(sum(pg_column_size(m)), 0) from messages m) as live,
      pg_table_size('deliveries') as table, pg_indexes_size('deliveries') as indexes,
      pg_total_relation_size('messages') as messages, pg_total_relation_size('journal') as journal,
      (select sum(size) from pg_ls_waldir()) as log`;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as unknown as Sizes;
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1).padStart(9);
const weight = ({ table, indexes, messages, journal }: Sizes): number => table + indexes + messages + journal;

function line(done: number, when: string, sizes: Sizes): string {
  const { live, table, indexes, messages, journal, log } = sizes;
  const columns = [live, table, indexes, messages, journal, log].map(mebibytes).join("");
  return `${done.toLocaleString("en").padStart(12)} ${when.padEnd(8)}${sizes.queuedRows.toLocaleString("en").padStart(9)}${columns}`;
}

const machine = describeMachine();
console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; load ${loadAverage()}`);
console.log(`${rounds} rounds of ${CLIENTS} queues with ${QUEUED} messages of ${PAYLOAD_BYTES} bytes; sizes in MiB\n`);
console.log(`    messages          in queues     live    table  indexes messages  journal      log`);

const broker = await hato.start();
const { database } = broker;
if (database === undefined) throw new Error("the broker has no database");
const start = performance.now();
let [mostLive, mostWeight] = [0, 0];
try {
  await database.use(async (sql) => {
    for (let round = 1; round <= rounds; round++) {
      const topics = round % 10 === 0 ? "common" : "own";
      const shape = { clients: CLIENTS, queued: QUEUED, payloadBytes: PAYLOAD_BYTES, topics } as const;
      const load = new Generator({ kind: "drain", door: broker.door("tcp"), ...shape });
      const told = round <= 2 || round % 10 <= 1 || round === rounds;
      await load.next("started");
      const full = await sizesOf(sql);
      mostLive = Math.max(mostLive, full.live);
      mostWeight = Math.max(mostWeight, weight(full));
      if (told) console.log(line(round * CLIENTS * QUEUED, "full", full));
      await load.next("stopped");
      await load.kill();
      if (told) console.log(line(round * CLIENTS * QUEUED, "drained", await sizesOf(sql)));
    }
    const seconds = (performance.now() - start) / 1000;
    await sleep(QUIET_SECONDS * 1000);
    const end = await sizesOf(sql);
    console.log(line(rounds * CLIENTS * QUEUED, "at rest", end));
    console.log(`\n${seconds.toFixed(0)} s; load ${loadAverage()}`);
    console.log(
      `at most ${(mostWeight / mostLive).toFixed(1)} × the most live data; at rest ${mebibytes(weight(end)).trim()} MiB`,
    );
  });
} finally {
  await broker.stop();
  await hato.close();
}
