import { sql } from "drizzle-orm";
import type { Sql } from "postgres";
import { USAGE_COUNTS, USAGE_PEAKS, type Usage, type UsageCount, type UsageNow, type UsagePeak } from "#core/usage.ts";
import type { Orm } from "../client.ts";

/** Usage of one tenant in one minute or hour. */
export interface UsageOfTenant extends Usage {
  readonly tenantId: string;
  readonly bucket: "minute" | "hour";
  readonly startsAtMs: number;
}

/** What the console draws: the last hour by the minute, the last day by ten. */
const MINUTES_KEPT_HOURS = 26;
/** For bills, and to compare a year with the one before. */
const HOURS_KEPT_DAYS = 400;

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const COUNT_COLUMNS = USAGE_COUNTS.map((name) => [name, snake(name)] as const);
const PEAK_COLUMNS = USAGE_PEAKS.map((name) => [name, `${snake(name)}_peak`] as const);
const COLUMNS = [...COUNT_COLUMNS, ...PEAK_COLUMNS].map(([, column]) => column);

/**
 * Writes rows as they are now, in place of what they were: written twice they say the same. Of tenants that are gone
 * nothing is written.
 */
export async function putUsage(db: Sql, rows: readonly UsageOfTenant[]): Promise<void> {
  if (rows.length === 0) return;
  const records = rows.map(({ tenantId, bucket, startsAtMs, counts, peaks, dropped }) => ({
    tenant_id: tenantId,
    bucket,
    starts_at: new Date(startsAtMs),
    dropped,
    ...Object.fromEntries(COUNT_COLUMNS.map(([name, column]) => [column, counts[name]])),
    ...Object.fromEntries(PEAK_COLUMNS.map(([name, column]) => [column, peaks[name]])),
  }));
  const columns = ["tenant_id", "bucket", "starts_at", "dropped", ...COLUMNS].join(", ");
  const assignments = ["dropped", ...COLUMNS].map((column) => `${column} = excluded.${column}`).join(", ");
  // Names of our own; the values are a parameter.
  await db.unsafe(
    `insert into usage (${columns})
      select ${columns.replace(/\b(?=\w)/, "r.").replaceAll(", ", ", r.")}
      from json_populate_recordset(null::usage, $1::text::json) r join tenants t on t.id = r.tenant_id
    on conflict (tenant_id, bucket, starts_at) do update set ${assignments}`,
    [JSON.stringify(records)],
  );
}

interface Row extends Record<string, unknown> {
  readonly at: string | Date;
}

/** The rows that are still being written at this moment: where a broker that starts goes on. */
export async function listRunningUsage(db: Sql, minuteMs: number, hourMs: number): Promise<UsageOfTenant[]> {
  const rows = await db<(Row & { tenant_id: string; bucket: "minute" | "hour"; dropped: Record<string, number> })[]>`
    select *, starts_at as at from usage
    where (bucket = 'minute' and starts_at = ${new Date(minuteMs).toISOString()}::timestamptz)
      or (bucket = 'hour' and starts_at = ${new Date(hourMs).toISOString()}::timestamptz)`;
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    bucket: row.bucket,
    startsAtMs: row.bucket === "minute" ? minuteMs : hourMs,
    counts: pick<UsageCount>(row, COUNT_COLUMNS),
    peaks: pick<UsagePeak>(row, PEAK_COLUMNS),
    dropped: row.dropped,
  }));
}

export interface UsagePoint extends Usage {
  /** When the stretch begins. */
  readonly at: Date;
}

/**
 * Usage in equal stretches of time, oldest first; stretches without any are missing.
 * @param stepSeconds how long a stretch is; they begin at whole multiples of it, in UTC
 */
export async function listUsage(
  orm: Orm,
  tenantId: string,
  { bucket, stepSeconds, from, to }: { bucket: "minute" | "hour"; stepSeconds: number; from: Date; to: Date },
): Promise<UsagePoint[]> {
  const at = sql.raw(`date_bin('${stepSeconds} seconds', starts_at, 'epoch'::timestamptz)`);
  const where = sql`tenant_id = ${tenantId} and bucket = ${bucket}
    and starts_at >= ${from.toISOString()}::timestamptz and starts_at < ${to.toISOString()}::timestamptz`;
  const sums = COUNT_COLUMNS.map(([, column]) => `sum(${column})::float8 as ${column}`);
  const peaks = PEAK_COLUMNS.map(([, column]) => `max(${column})::float8 as ${column}`);
  const points = await orm.execute<Row>(
    sql`select ${at} as at, ${sql.raw([...sums, ...peaks].join(", "))} from usage where ${where} group by 1 order by 1`,
  );
  const drops = await orm.execute<{ at: string | Date; reason: string; count: number }>(
    sql`select ${at} as at, d.key as reason, sum(d.value::bigint)::float8 as count
      from usage, jsonb_each_text(dropped) d where ${where} group by 1, 2`,
  );
  const dropped = new Map<number, Record<string, number>>();
  for (const drop of drops) {
    const key = new Date(drop.at).getTime();
    dropped.set(key, { ...dropped.get(key), [drop.reason]: drop.count });
  }
  return [...points].map((row) => {
    const start = new Date(row.at);
    return {
      at: start,
      counts: pick<UsageCount>(row, COUNT_COLUMNS),
      peaks: pick<UsagePeak>(row, PEAK_COLUMNS),
      dropped: dropped.get(start.getTime()) ?? {},
    };
  });
}

/** Lets go of rows whose time is over; returns how many. As the owner of the table. */
export async function sweepUsage(orm: Orm, now: Date, limit: number): Promise<number> {
  const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
  const result: { count?: number } = await orm.execute(sql`
    delete from usage where ctid = any(array(
      select ctid from usage
      where (bucket = 'minute' and starts_at < ${before(MINUTES_KEPT_HOURS)}::timestamptz)
        or (bucket = 'hour' and starts_at < ${before(HOURS_KEPT_DAYS * 24)}::timestamptz)
      limit ${limit}))`);
  return result.count ?? 0;
}

function pick<Name extends string>(row: Row, columns: readonly (readonly [Name, string])[]): Record<Name, number> {
  return Object.fromEntries(columns.map(([name, column]) => [name, Number(row[column])])) as Record<Name, number>;
}

/** The most that there was since then; undefined when nothing was metered. */
export async function findUsagePeaks(orm: Orm, tenantId: string, since: Date): Promise<UsageNow | undefined> {
  const peaks = PEAK_COLUMNS.map(([, column]) => `max(${column})::float8 as ${column}`).join(", ");
  const [row] = await orm.execute<Row>(
    sql`select max(starts_at) as at, ${sql.raw(peaks)} from usage
      where tenant_id = ${tenantId} and bucket = 'hour' and starts_at >= ${since.toISOString()}::timestamptz`,
  );
  return row?.at == null ? undefined : pick<UsagePeak>(row, PEAK_COLUMNS);
}
