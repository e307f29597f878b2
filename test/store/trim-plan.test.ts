import postgres from "postgres";
import { expect, test } from "vitest";
import type { Session } from "#server/session.ts";
import { Batch } from "#server/store/batch.ts";
import { trimDeliveries } from "#server/store/rows/trims.ts";
import { WRITING } from "#server/store/writer.ts";
import { testDatabase } from "#test/database.ts";

interface PlanNode {
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Join Filter"?: number;
  readonly Plans?: PlanNode[];
}

/** Rows that the busiest step of a plan looked at. */
function mostRows(node: PlanNode): number {
  const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Join Filter"] ?? 0);
  const here = (node["Actual Rows"] + removed) * node["Actual Loops"];
  return Math.max(here, ...(node.Plans ?? []).map(mostRows));
}

test("dropping the oldest of a full queue costs what goes, not what stays, by a plan made while the table was empty", async () => {
  const database = await testDatabase();
  const sql = postgres(database.url, { max: 1, fetch_types: false, connection: WRITING });
  const session = { ended: false, tenant: { id: "acme" }, storeId: 1 } as Session;
  const batch = new Batch();
  trimDeliveries(batch, new Map([[session, 2]]));
  const { text, parameters } = batch.statement({ epoch: 0, batch: 1, previous: 0, seq: 1 });
  const values = parameters.map((value) => `'${String(value).replaceAll("'", "''")}'`).join(", ");
  try {
    await sql.unsafe(`prepare trim as ${text}`);
    await sql.unsafe(`explain execute trim(${values})`);
    await sql`
      insert into deliveries (tenant_id, session_id, seq, packet_id, released, qos, retain, message_qos, bytes,
        expires_at_ms, topic_bytes, properties_bytes, body)
      select 'acme', session, seq, 0, false, 1, false, 1, 3, 0, 1, 0, 'abc'
      from generate_series(1, 2) session, generate_series(1, 1000) seq`;
    const [row] = await sql.unsafe<{ "QUERY PLAN": [{ Plan: PlanNode }] }[]>(
      `explain (analyze, format json) execute trim(${values})`,
    );
    expect(row === undefined ? Number.NaN : mostRows(row["QUERY PLAN"][0].Plan)).toBeLessThan(10);
    expect(await sql`select seq from deliveries where session_id = 1 order by seq limit 1`).toEqual([{ seq: "3" }]);
  } finally {
    await sql.end();
  }
});
