import type postgres from "postgres";
import type { QoS } from "#core/mqtt/packets.ts";
import { connect } from "#db/connect.ts";
import type { Log } from "../log.ts";
import { retainedColumns } from "./retained-row.ts";
import { rowKey } from "./row-key.ts";

/** Rows and bytes of one page. */
const PAGE_ROWS = 512;
const PAGE_BYTES = 1024 * 1024;
const CONNECTIONS = 3;

/** A row of `deliveries` with its message, checked. */
export interface PageRow {
  readonly seq: number;
  readonly packetId: number;
  readonly released: boolean;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly messageQos: QoS;
  readonly expiresAtMs: number;
  readonly share: string | undefined;
  readonly identifiers: number[] | undefined;
  readonly topicBytes: number;
  readonly propertiesBytes: number;
  readonly body: Buffer;
}

export interface Page {
  readonly rows: PageRow[];
  /** All that were read, those set aside included. */
  readonly count: number;
  readonly bytes: number;
  /** Of the last row read. */
  readonly lastSeq: number;
  /** No more follow. */
  readonly last: boolean;
}

export interface PageRequest {
  readonly tenantId: string;
  readonly sessionId: number;
  readonly after: number;
  readonly upTo: number;
  /** To choose the page's size by. */
  readonly averageBytes: number;
}

/** Reads queues back from Postgres, some hundred messages at a time. */
export class Pages {
  /** Rows that made no sense; each was logged. */
  setAside = 0;
  readonly #sql: postgres.Sql;
  readonly #log: Log;

  constructor(url: string, log: Log) {
    this.#log = log;
    this.#sql = connect(url, {
      max: CONNECTIONS,
      fetch_types: false,
      connect_timeout: 5,
      onnotice: () => {},
      connection: {
        application_name: "hato queues",
        // Queues are read by primary key, whatever the statistics of a churning table say.
        plan_cache_mode: "force_generic_plan",
        enable_seqscan: "off",
        enable_bitmapscan: "off",
        enable_hashjoin: "off",
        enable_mergejoin: "off",
        enable_sort: "off",
      } as Record<string, string>,
    });
  }

  async read({ tenantId, sessionId, after, upTo, averageBytes }: PageRequest): Promise<Page> {
    const limit = Math.max(1, Math.min(PAGE_ROWS, Math.floor(PAGE_BYTES / Math.max(1, averageBytes))));
    const raw = await this.#sql`
      select q.seq, q.packet_id, q.released, q.qos, q.retain, q.message_qos, q.bytes, q.expires_at_ms, q.share,
        q.identifiers, q.topic_bytes, q.properties_bytes, coalesce(q.body, m.body) as body
      from deliveries q left join messages m on m.tenant_id = q.tenant_id and m.id = q.message_id
      where q.tenant_id = ${tenantId} and q.session_id = ${sessionId} and q.seq > ${after} and q.seq <= ${upTo}
      order by q.tenant_id, q.session_id, q.seq limit ${limit}`;
    const rows: PageRow[] = [];
    let bytes = 0;
    for (const row of raw) {
      bytes += Number(row.bytes);
      const checked = check(row);
      if (checked !== undefined) {
        rows.push(checked);
        continue;
      }
      this.setAside++;
      this.#log("error", "a queued message cannot be read and is left out", { tenantId, sessionId, seq: row.seq });
    }
    const last = raw.length < limit;
    return { rows, count: raw.length, bytes, lastSeq: last ? upTo : Number(raw.at(-1)?.seq), last };
  }

  /** The topic's row of `retained`. */
  async retained(tenantId: string, topic: string): Promise<postgres.Row | undefined> {
    const [row] = await this.#sql`
      select ${retainedColumns(this.#sql)} from retained r
      where r.tenant_id = ${tenantId} and r.topic_key = ${rowKey(topic)}`;
    return row;
  }

  close(): Promise<void> {
    return this.#sql.end({ timeout: 2 });
  }
}

function check(row: postgres.Row): PageRow | undefined {
  const body: unknown = row.body;
  const topicBytes = Number(row.topic_bytes);
  const propertiesBytes = Number(row.properties_bytes);
  if (!Buffer.isBuffer(body) || topicBytes < 1 || propertiesBytes < 0) return undefined;
  if (topicBytes + propertiesBytes > body.length || !isQos(row.qos) || !isQos(row.message_qos)) return undefined;
  const identifiers = row.identifiers === null ? undefined : String(row.identifiers).split(",").map(Number);
  if (identifiers?.some((identifier) => !Number.isInteger(identifier) || identifier < 1)) return undefined;
  return {
    seq: Number(row.seq),
    packetId: Number(row.packet_id),
    released: row.released === true,
    qos: row.qos,
    retain: row.retain === true,
    messageQos: row.message_qos,
    expiresAtMs: Number(row.expires_at_ms),
    share: row.share ?? undefined,
    identifiers,
    topicBytes,
    propertiesBytes,
    body,
  };
}

function isQos(value: unknown): value is QoS {
  return value === 0 || value === 1 || value === 2;
}
