import type { KeptEvent } from "#core/event-record.ts";
import { newId } from "#core/ids.ts";
import type { Limits } from "#core/limits.ts";
import type { Database } from "#db/client.ts";
import { isDatabaseAway } from "#db/postgres-error.ts";
import { insertEvents } from "#db/queries/events.ts";
import type { Log } from "./log.ts";

const FLUSH_MS = 1_000;
const BATCH = 1_000;
/** Events that wait to be written; of one tenant so many at most, lest it take the others' room. A row has 3 kB at most. */
const WAITING_MAX = 10_000;
const WAITING_PER_TENANT_MAX = 2_000;
/** What a tenant saves up of its rate: a fleet that reconnects is worth seeing whole. */
const BURST_SECONDS = 300;
/** Tenants whose rate is remembered; beyond them those that were quiet longest start with a full allowance. */
const TENANTS_MAX = 10_000;

/** How much a tenant may still have kept. */
interface Allowance {
  tokens: number;
  atMs: number;
  waiting: number;
  /** Since the last number was written down. */
  notKept: number;
}

type Share = Pick<Limits, "eventsKeptDays" | "eventsKeptPerSecondMax">;

/**
 * Keeps events in Postgres, some of a second late and many in one statement. Nothing waits for it: what the database
 * does not take while it is away waits in a bounded buffer, what does not fit there, or is more than the tenant may have
 * kept, is counted, and the count is kept in its place ("notKept").
 */
export class EventLog {
  readonly #sql: Database["sql"];
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  readonly #allowances = new Map<string, Allowance>();
  #waiting: KeptEvent[] = [];
  #flushing: Promise<void> | undefined;
  #away = false;

  constructor(sql: Database["sql"], log: Log) {
    this.#sql = sql;
    this.#log = log;
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.#timer.unref();
  }

  keep(event: KeptEvent, share: Share): void {
    if (share.eventsKeptDays === 0) return;
    const allowance = this.#allowanceOf(event.tenantId, share.eventsKeptPerSecondMax);
    const full = this.#waiting.length >= WAITING_MAX || allowance.waiting >= WAITING_PER_TENANT_MAX;
    if (full || allowance.tokens < 1) {
      allowance.notKept += event.count;
      return;
    }
    allowance.tokens--;
    allowance.waiting++;
    this.#waiting.push(event);
  }

  /** Writes what waits; one write at a time. */
  flush(): Promise<void> {
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  /** Writes the last of it. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flushing;
    await this.flush();
  }

  async #write(): Promise<void> {
    this.#noteMissing();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH);
      try {
        await insertEvents(this.#sql, batch);
        this.#away = false;
      } catch (error) {
        if (isDatabaseAway(error)) {
          if (!this.#away) this.#log("warn", "events wait for the database", { events: this.#waiting.length });
          this.#away = true;
          return;
        }
        this.#log("error", "could not keep events", { events: batch.length, error: String(error) });
        for (const { tenantId, count } of batch) this.#missed(tenantId, count);
      }
      this.#waiting = this.#waiting.slice(batch.length);
      for (const { tenantId } of batch) this.#release(tenantId);
    }
  }

  /** A row for each tenant of which something could not be kept; it needs no allowance. */
  #noteMissing(): void {
    const now = Date.now();
    for (const [tenantId, allowance] of this.#allowances) {
      if (allowance.notKept === 0 || this.#waiting.length >= WAITING_MAX + TENANTS_MAX) continue;
      this.#waiting.push({
        type: "notKept",
        id: newId("event", now),
        seq: 0,
        at: new Date(now).toISOString(),
        tenantId,
        deviceId: undefined,
        deviceName: "",
        clientId: "",
        address: "",
        transport: "tcp",
        count: allowance.notKept,
      });
      allowance.waiting++;
      allowance.notKept = 0;
    }
  }

  #missed(tenantId: string, count: number): void {
    const allowance = this.#allowances.get(tenantId);
    if (allowance !== undefined) allowance.notKept += count;
  }

  #release(tenantId: string): void {
    const allowance = this.#allowances.get(tenantId);
    if (allowance !== undefined) allowance.waiting--;
  }

  #allowanceOf(tenantId: string, perSecondMax: number): Allowance {
    const now = Date.now();
    const most = perSecondMax * BURST_SECONDS;
    let allowance = this.#allowances.get(tenantId);
    if (allowance === undefined) {
      allowance = { tokens: most, atMs: now, waiting: 0, notKept: 0 };
      this.#allowances.set(tenantId, allowance);
      this.#forgetQuiet();
    }
    const earned = (Math.max(0, now - allowance.atMs) / 1000) * perSecondMax;
    allowance.tokens = Math.min(most, allowance.tokens + earned);
    allowance.atMs = now;
    return allowance;
  }

  /** Map keeps the order in which tenants came: the first with nothing under way goes. */
  #forgetQuiet(): void {
    if (this.#allowances.size <= TENANTS_MAX) return;
    for (const [tenantId, { waiting, notKept }] of this.#allowances) {
      if (waiting > 0 || notKept > 0) continue;
      this.#allowances.delete(tenantId);
      return;
    }
  }
}
