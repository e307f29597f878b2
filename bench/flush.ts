import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type postgres from "postgres";

/** What one durable write costs on a disk: the yardstick for an acknowledgement that waits for one. */
export interface FlushCosts {
  /** 8 KiB appended to a file, then fdatasync: the file system's journal is written too. */
  readonly appendFlushMs: number;
  /** 8 KiB written over, then fdatasync: what PostgreSQL does with its log, whose files are made beforehand. */
  readonly overwriteFlushMs: number;
  /** A row of 64 bytes inserted, over the driver and the connection that the broker uses. */
  readonly insertMs: number;
}

/** The lower of each. */
export function lower(a: FlushCosts, b: FlushCosts): FlushCosts {
  return {
    appendFlushMs: Math.min(a.appendFlushMs, b.appendFlushMs),
    overwriteFlushMs: Math.min(a.overwriteFlushMs, b.overwriteFlushMs),
    insertMs: Math.min(a.insertMs, b.insertMs),
  };
}

const TIMES = 500;
const PAGE = Buffer.alloc(8192, 1);

export async function measureFlush(directory: string, sql: postgres.Sql): Promise<FlushCosts> {
  const file = join(directory, "flush");
  const descriptor = openSync(file, "w");
  const write = (position: number | null) => {
    writeSync(descriptor, PAGE, 0, PAGE.length, position);
    fdatasyncSync(descriptor);
  };
  try {
    const appendFlushMs = await medianMs(() => write(null));
    const overwriteFlushMs = await medianMs((i) => write(i * PAGE.length));
    await sql`create table flush (number integer, body text)`;
    const body = "x".repeat(64);
    const insertMs = await medianMs((i) => sql`insert into flush values (${i}, ${body})`);
    await sql`drop table flush`;
    return { appendFlushMs, overwriteFlushMs, insertMs };
  } finally {
    closeSync(descriptor);
    rmSync(file);
  }
}

async function medianMs(work: (number: number) => unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const start = performance.now();
    await work(i);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[TIMES >> 1] as number;
}
