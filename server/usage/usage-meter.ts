import { RATE_COUNTS, USAGE_COUNTS, USAGE_RATES, type UsageCount, type UsageRate } from "#core/usage.ts";
import type { Database } from "#db/client.ts";
import { isDatabaseAway } from "#db/postgres-error.ts";
import { listRunningUsage, putUsage, type UsageOfTenant } from "#db/queries/usage.ts";
import type { Broker } from "../broker.ts";
import type { Counters } from "../counters.ts";
import type { Log } from "../log.ts";
import type { Tenant } from "../tenant.ts";
import { Stretch } from "./stretch.ts";
import { NO_RATES, usageNow } from "./usage-now.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Rows written with one statement. */
const BATCH = 500;
/** Rows that wait for a database that is away: an hour's of a thousand tenants. Then the oldest minutes are let go. */
const WAITING_MAX = 60_000;

/** What one tenant's counters said a second ago, and what has added up since. */
interface Metered {
  counts: Record<UsageCount, number>;
  dropped: Record<string, number>;
  minute: Stretch;
  hour: Stretch;
}

/**
 * Meters what each tenant uses, by the minute and by the hour of UTC, in Postgres: each second it looks what the counters
 * have become, each minute it writes the running rows as they are. Written again after a failure they say the same, and
 * a broker that starts goes on with the rows it finds: what a crash costs is what happened since the last writing, a
 * minute at most. The hot path only counts, as it does without.
 */
export class UsageMeter {
  readonly #sql: Database["sql"];
  readonly #broker: Broker;
  readonly #log: Log;
  readonly #metered = new Map<string, Metered>();
  /** Rows that were under way when the broker started, until their tenants are first seen. */
  readonly #begun = new Map<string, UsageOfTenant>();
  /** Rows whose time is over and that are not written yet. */
  #over: UsageOfTenant[] = [];
  #writtenAtMs: number;
  #writing: Promise<void> | undefined;
  #stop: () => void = () => {};

  constructor(sql: Database["sql"], broker: Broker, log: Log) {
    this.#sql = sql;
    this.#broker = broker;
    this.#log = log;
    this.#writtenAtMs = floor(broker.clock.now(), MINUTE_MS);
  }

  /** Goes on where the broker before stopped. */
  async start(): Promise<void> {
    const nowMs = this.#broker.clock.now();
    const running = await listRunningUsage(this.#sql, floor(nowMs, MINUTE_MS), floor(nowMs, HOUR_MS));
    for (const usage of running) this.#begun.set(`${usage.bucket} ${usage.tenantId}`, usage);
    this.#stop = this.#broker.clock.every(SECOND_MS, () => this.#look());
  }

  /** Writes what there is; one writing at a time. */
  write(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  /** Writes the last of it. */
  async close(): Promise<void> {
    this.#stop();
    this.#look();
    await this.#writing;
    await this.write();
  }

  #look(): void {
    const nowMs = this.#broker.clock.now();
    const minuteMs = floor(nowMs, MINUTE_MS);
    for (const tenant of this.#broker.tenants()) this.#meter(tenant, minuteMs);
    if (minuteMs === this.#writtenAtMs) return;
    this.#writtenAtMs = minuteMs;
    this.#begun.clear();
    for (const id of this.#metered.keys()) if (this.#broker.tenant(id) === undefined) this.#metered.delete(id);
    void this.write();
  }

  #meter(tenant: Tenant, minuteMs: number): void {
    let metered = this.#metered.get(tenant.id);
    if (metered === undefined) {
      metered = this.#begin(tenant.id, minuteMs);
      this.#metered.set(tenant.id, metered);
    }
    this.#turnOver(tenant.id, metered, minuteMs);
    const counts = countsOf(tenant.counters);
    const since = { ...counts };
    let any = false;
    for (const name of USAGE_COUNTS) {
      since[name] -= metered.counts[name];
      any ||= since[name] > 0;
    }
    tenant.lastSecond = any ? ratesOf(since) : NO_RATES;
    metered.counts = counts;
    const dropped = droppedSince(tenant.counters.dropped, metered);
    const now = usageNow(tenant);
    if (any || dropped !== NONE) {
      metered.minute.add(since, dropped, now);
      metered.hour.add(since, dropped, now);
    } else {
      metered.minute.hold(now);
      metered.hour.hold(now);
    }
  }

  #begin(tenantId: string, minuteMs: number): Metered {
    const begun = (bucket: "minute" | "hour") => this.#begun.get(`${bucket} ${tenantId}`);
    return {
      counts: countsOf(undefined),
      dropped: {},
      minute: new Stretch(minuteMs, begun("minute")),
      hour: new Stretch(floor(minuteMs, HOUR_MS), begun("hour")),
    };
  }

  /** Puts away what is over, and begins what follows. */
  #turnOver(tenantId: string, metered: Metered, minuteMs: number): void {
    if (metered.minute.startsAtMs === minuteMs) return;
    if (metered.minute.changed) this.#over.push(rowOf(tenantId, "minute", metered.minute));
    metered.minute = new Stretch(minuteMs);
    const hourMs = floor(minuteMs, HOUR_MS);
    if (metered.hour.startsAtMs === hourMs) return;
    if (metered.hour.changed) this.#over.push(rowOf(tenantId, "hour", metered.hour));
    metered.hour = new Stretch(hourMs);
  }

  async #write(): Promise<void> {
    const over = this.#over;
    this.#over = [];
    const running: UsageOfTenant[] = [];
    for (const [tenantId, { minute, hour }] of this.#metered) {
      if (minute.changed) running.push(rowOf(tenantId, "minute", minute));
      if (hour.changed) running.push(rowOf(tenantId, "hour", hour));
    }
    const rows = [...over, ...running];
    try {
      for (let i = 0; i < rows.length; i += BATCH) await putUsage(this.#sql, rows.slice(i, i + BATCH));
    } catch (error) {
      this.#over = [...over, ...this.#over].slice(-WAITING_MAX);
      if (!isDatabaseAway(error)) this.#log("warn", "could not write what tenants used", { error: String(error) });
    }
  }
}

const NONE: Readonly<Record<string, number>> = {};

function countsOf(counters: Counters | undefined): Record<UsageCount, number> {
  return {
    connects: counters?.connectionsAccepted ?? 0,
    connectsRefused: counters?.connectionsRefused ?? 0,
    messagesIn: counters?.messagesReceived ?? 0,
    messagesOut: counters?.messagesSent ?? 0,
    bytesIn: counters?.bytesReceived ?? 0,
    bytesOut: counters?.bytesSent ?? 0,
    publishesDenied: counters?.publishDenied ?? 0,
    subscribesDenied: counters?.subscribeDenied ?? 0,
  };
}

function ratesOf(since: Readonly<Record<UsageCount, number>>): Record<UsageRate, number> {
  const rates = { ...NO_RATES };
  for (const rate of USAGE_RATES) rates[rate] = since[RATE_COUNTS[rate]];
  return rates;
}

/** What was dropped since the last look, by reason; NONE for nothing. */
function droppedSince(dropped: Counters["dropped"], metered: Metered): Readonly<Record<string, number>> {
  let since: Record<string, number> | undefined;
  for (const [reason, count] of Object.entries(dropped)) {
    const more = count - (metered.dropped[reason] ?? 0);
    if (more === 0) continue;
    metered.dropped[reason] = count;
    since ??= {};
    since[reason] = more;
  }
  return since ?? NONE;
}

/** A copy: what is being written must not change meanwhile. */
function rowOf(tenantId: string, bucket: "minute" | "hour", stretch: Stretch): UsageOfTenant {
  const { startsAtMs, counts, peaks, dropped } = stretch;
  return { tenantId, bucket, startsAtMs, counts: { ...counts }, peaks: { ...peaks }, dropped: { ...dropped } };
}

function floor(ms: number, unitMs: number): number {
  return ms - (ms % unitMs);
}
