/** Rows deleted by a range of `seq`: all of the session from `low` to `high`, both included. */
interface Range {
  readonly tenant: number;
  readonly sessionId: number;
  readonly low: number;
  readonly high: number;
}

/**
 * One transaction of the journal, as one SQL statement: each kind of change is a part of a WITH, its rows come as arrays,
 * and the WITH belongs to the new deliveries, if there are any. One
 * statement is atomic by itself, so there is no BEGIN to lose a COMMIT for; it costs one round trip, and PostgreSQL
 * keeps its plan. Every part reads from `fence`, the update that moves the journal on: if this batch was written
 * before, or another broker has taken over, the fence is empty and nothing is written at all.
 *
 * The parts see the database as it was before the statement, and no row may be touched twice: what is gathered here is
 * the final state of each row, never its history.
 */
export class Batch {
  readonly #parts: string[] = [];
  #insertion = "";
  readonly #parameters: Parameter[] = [];
  readonly #tenants: string[] = [];
  readonly #tenantIndex = new Map<string, number>();
  #tenantsParameter = "";

  /** Anything to write besides the fence. */
  get empty(): boolean {
    return this.#parts.length === 0 && this.#insertion === "";
  }

  /** The number that stands for a tenant's id in this batch. */
  tenant(id: string): number {
    let index = this.#tenantIndex.get(id);
    if (index === undefined) {
      index = this.#tenants.push(id);
      this.#tenantIndex.set(id, index);
    }
    return index;
  }

  insertDeliveries(rows: DeliveryInserts): void {
    if (rows.count === 0) return;
    if (this.#insertion !== "") throw new Error("a batch has one insertion");
    const carriesBody = rows.bodies.length > 0;
    this.#insertion = rows.count === 1 && carriesBody ? this.#insertionOfOne(rows) : this.#insertionOfMany(rows);
  }

  /** Most batches of a quiet broker are one message for one session, and somebody waits for it: plain parameters. */
  #insertionOfOne(rows: DeliveryInserts): string {
    const p = ([value]: readonly (number | string)[], type: string) =>
      this.#parameter(value === undefined || value === NULL_TEXT ? null : String(value), type);
    const tenant = this.#tenants[(rows.tenants[0] as number) - 1] as string;
    return `insert into deliveries (${COLUMNS})
      select ${this.#parameter(tenant, "text")}, ${p(rows.sessionIds, "bigint")}, ${p(rows.seqs, "bigint")},
        ${p(rows.packetIds, "int")}, ${ofFlags(p(rows.flags, "int"))}, ${p(rows.bytes, "int")},
        ${p(rows.expiresAtMs, "bigint")}, ${p(rows.shares, "text")}, ${p(rows.identifiers, "text")}, null,
        ${p(rows.topicBytes, "int")}, ${p(rows.propertiesBytes, "int")},
        ${this.#parameter(Buffer.concat(rows.bodies), "bytea")}
      from fence`;
  }

  #insertionOfMany(rows: DeliveryInserts): string {
    const shares = rows.shares.length === 0 ? "null" : "d.share";
    const identifiers = rows.identifiers.length === 0 ? "null" : "d.identifiers";
    const bodies = this.#parameter(Buffer.concat(rows.bodies), "bytea");
    const columns: [name: string, parameter: string][] = [
      ["tenant", this.#array(rows.tenants, "int")],
      ["session", this.#array(rows.sessionIds, "bigint")],
      ["seq", this.#array(rows.seqs, "bigint")],
      ["packet", this.#array(rows.packetIds, "int")],
      ["flags", this.#array(rows.flags, "int")],
      ["bytes", this.#array(rows.bytes, "int")],
      ["expires", this.#array(rows.expiresAtMs, "bigint")],
      ["message", this.#array(rows.messageIds, "bigint")],
      ["topic", this.#array(rows.topicBytes, "int")],
      ["properties", this.#array(rows.propertiesBytes, "int")],
      ["start", this.#array(rows.starts, "int")],
    ];
    if (rows.shares.length > 0) columns.push(["share", this.#array(rows.shares, "text")]);
    if (rows.identifiers.length > 0) columns.push(["identifiers", this.#array(rows.identifiers, "text")]);
    return `insert into deliveries (${COLUMNS})
      select ${this.#tenantOf("d.tenant")}, d.session, d.seq, d.packet, ${ofFlags("d.flags")}, d.bytes, d.expires,
        ${shares}, ${identifiers}, d.message, d.topic, d.properties,
        case when d.message is null then substring(${bodies} from d.start for d.bytes) end
      from fence, ${table(columns)}`;
  }

  insertMessages(tenants: readonly number[], ids: readonly number[], bodies: readonly Buffer[]): void {
    if (ids.length === 0) return;
    const starts: number[] = [];
    let start = 1;
    for (const body of bodies) {
      starts.push(start);
      start += body.length;
    }
    const all = this.#parameter(Buffer.concat(bodies), "bytea");
    const lengths = bodies.map((body) => body.length);
    this.#parts.push(`messages_in as (
      insert into messages (tenant_id, id, body)
      select ${this.#tenantOf("d.tenant")}, d.id, substring(${all} from d.start for d.length)
      from fence, unnest(${this.#array(tenants, "int")}, ${this.#array(ids, "bigint")}, ${this.#array(starts, "int")},
        ${this.#array(lengths, "int")}) as d(tenant, id, start, length))`);
  }

  updateDeliveries(rows: {
    readonly tenants: readonly number[];
    readonly sessionIds: readonly number[];
    readonly seqs: readonly number[];
    readonly packetIds: readonly number[];
    readonly released: readonly number[];
  }): void {
    if (rows.seqs.length === 0) return;
    this.#parts.push(`deliveries_on as (
      update deliveries q set packet_id = d.packet, released = d.released <> 0
      from fence, unnest(${this.#array(rows.tenants, "int")}, ${this.#array(rows.sessionIds, "bigint")},
        ${this.#array(rows.seqs, "bigint")}, ${this.#array(rows.packetIds, "int")},
        ${this.#array(rows.released, "int")}) as d(tenant, session, seq, packet, released)
      where q.tenant_id = ${this.#tenantOf("d.tenant")} and q.session_id = d.session and q.seq = d.seq)`);
  }

  deleteDeliveries(ranges: readonly Range[]): void {
    if (ranges.length === 0) return;
    const p = (pick: (range: Range) => number, type: string) => this.#array(ranges.map(pick), type);
    this.#parts.push(`deliveries_out as (
      delete from deliveries q
      using fence, unnest(${p((range) => range.tenant, "int")}, ${p((range) => range.sessionId, "bigint")},
        ${p((range) => range.low, "bigint")}, ${p((range) => range.high, "bigint")}) as d(tenant, session, low, high)
      where q.tenant_id = ${this.#tenantOf("d.tenant")} and q.session_id = d.session
        and q.seq >= d.low and q.seq <= d.high)`);
  }

  /**
   * Any of the broker's rarer changes, as JSON rows. Not jsonb, which ends at 256 MiB; bytes are better not among them
   * but in `bytes`, of which a row names its part.
   */
  change(
    name: string,
    sql: (source: string, bytes: string) => string,
    columns: string,
    rows: readonly object[],
    bytes?: RowBytes,
  ): void {
    if (rows.length === 0) return;
    const parameter = this.#parameter(JSON.stringify(rows), "text");
    const all = bytes === undefined ? "" : this.#parameter(bytes.joined, "bytea");
    this.#parts.push(`${name} as (${sql(`json_to_recordset(${parameter}::json) as d(${columns})`, all)})`);
  }

  /** @returns what counts rows, written or read, if the fence lets it pass, and none if not */
  statement(fence: { epoch: number; batch: number; previous: number; seq: number }): Statement {
    if (this.#tenantsParameter !== "") {
      this.#parameters[Number(this.#tenantsParameter.slice(1)) - 1] = textArray(this.#tenants);
    }
    const numbers = [fence.batch, fence.seq, fence.epoch, fence.previous].map((value) =>
      this.#parameter(String(value), "bigint"),
    );
    const [batch, seq, epoch, previous] = numbers;
    const fenced = `fence as (
      update journal set batch = ${batch}, seq = ${seq}, alive_at = now()
      where epoch = ${epoch} and batch = ${previous} returning 1)`;
    const text = `with ${[fenced, ...this.#parts].join(",\n    ")}\n    ${this.#insertion || "select 1 from fence"}`;
    return { text, parameters: this.#parameters };
  }

  #tenantOf(index: string): string {
    if (this.#tenantsParameter === "") {
      this.#parameters.push("");
      this.#tenantsParameter = `$${this.#parameters.length}`;
    }
    return `(${this.#tenantsParameter}::text[])[${index}]`;
  }

  #array(values: readonly (number | string)[], type: string): string {
    const literal = type === "text" ? textArray(values as readonly string[]) : `{${values.join(",")}}`;
    return this.#parameter(literal, `${type}[]`);
  }

  #parameter(value: string | Buffer | null, type: string): string {
    this.#parameters.push(value);
    return `$${this.#parameters.length}::${type}`;
  }
}

/** Bytes that belong to the rows of a change, one after the other. */
export class RowBytes {
  readonly #parts: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get joined(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }

  /** Takes a row's bytes in; returns where `substring` finds them. */
  add(...parts: readonly Buffer[]): { start: number; length: number } {
    const start = this.#length + 1;
    for (const part of parts) {
      this.#parts.push(part);
      this.#length += part.length;
    }
    return { start, length: this.#length + 1 - start };
  }
}

/** New rows of `deliveries`, a column an array. */
export class DeliveryInserts {
  count = 0;
  readonly tenants: number[] = [];
  readonly sessionIds: number[] = [];
  readonly seqs: number[] = [];
  readonly packetIds: number[] = [];
  /** 1 released, 2 retain, QoS as delivered << 2, QoS as published << 4. */
  readonly flags: number[] = [];
  readonly bytes: number[] = [];
  readonly expiresAtMs: number[] = [];
  /** "NULL" where the message stands in the row. */
  readonly messageIds: (number | string)[] = [];
  readonly topicBytes: number[] = [];
  readonly propertiesBytes: number[] = [];
  /** Where in `bodies`, counted from 1. */
  readonly starts: number[] = [];
  readonly bodies: Buffer[] = [];
  /** Empty, or one for each row; "\0" stands for null. */
  readonly shares: string[] = [];
  /** As `shares`. */
  readonly identifiers: string[] = [];
}

const COLUMNS = `tenant_id, session_id, seq, packet_id, released, qos, retain, message_qos, bytes, expires_at_ms, share,
  identifiers, message_id, topic_bytes, properties_bytes, body`;

/** What `DeliveryInserts.flags` holds, as columns. */
function ofFlags(flags: string): string {
  return `${flags} & 1 <> 0, ${flags} >> 2 & 3, ${flags} & 2 <> 0, ${flags} >> 4 & 3`;
}

export interface Statement {
  readonly text: string;
  readonly parameters: readonly Parameter[];
}

type Parameter = string | Buffer | number | null;

type Columns = readonly [name: string, parameter: string][];

function table(columns: Columns): string {
  const [names, parameters] = [columns.map(([name]) => name), columns.map(([, parameter]) => parameter)];
  return `unnest(${parameters.join(", ")}) as d(${names.join(", ")})`;
}

/** MQTT strings never hold U+0000, so it can stand for NULL. */
export const NULL_TEXT = "\0";

function textArray(values: readonly string[]): string {
  const quoted = values.map((value) => (value === NULL_TEXT ? "NULL" : `"${value.replace(/["\\]/g, "\\$&")}"`));
  return `{${quoted.join(",")}}`;
}
