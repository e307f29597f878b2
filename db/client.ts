import { sql } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { connect } from "./connect.ts";
import * as schema from "./schema/index.ts";

/** Drizzle over either the pool or one transaction of it: what every query function takes. */
export type Orm = Pick<
  PostgresJsDatabase<typeof schema>,
  "select" | "selectDistinct" | "insert" | "update" | "delete" | "execute" | "query" | "$count"
>;

export interface Database {
  /**
   * The driver itself: LISTEN, COPY, hand-written statements. Drizzle has taken over its dates and its JSON parameters:
   * dates come and go as text here, JSON parameters as text with a cast.
   */
  readonly sql: postgres.Sql;
  /** As the owner of the tables, bound by no tenant: sign-in, the broker, migrations. */
  readonly orm: PostgresJsDatabase<typeof schema>;
  /** One transaction as the owner. */
  transaction<T>(work: (orm: Orm) => Promise<T>): Promise<T>;
  /**
   * One transaction in which only this tenant's rows exist (row-level security, role `hato_app`). Everything the
   * console and the API do for a tenant goes through here.
   */
  asTenant<T>(tenantId: string, work: (orm: Orm) => Promise<T>): Promise<T>;
  /** The same for the statements written by hand that the broker asks too. */
  asTenantSql<T>(tenantId: string, work: (sql: postgres.TransactionSql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens a pool. Nothing is connected until the first query.
 * @param poolMax connections at most
 * @param settings of PostgreSQL, for its connections
 */
export function openDatabase(
  url: string,
  poolMax: number = 10,
  settings: Readonly<Record<string, string>> = {},
): Database {
  const client = connect(url, {
    max: poolMax,
    onnotice: () => {},
    connection: { application_name: "hato", ...settings },
    connect_timeout: 10,
  });
  const orm = drizzle(client, { schema });
  return {
    sql: client,
    orm,
    transaction: (work) => orm.transaction((tx) => work(tx)),
    asTenant: (tenantId, work) =>
      orm.transaction(async (tx) => {
        await tx.execute(
          sql`select set_config('role', 'hato_app', true), set_config('hato.tenant_id', ${tenantId}, true)`,
        );
        return work(tx);
      }),
    asTenantSql: async (tenantId, work) => {
      const outcome = await client.begin(async (tx) => {
        await tx`select set_config('role', 'hato_app', true), set_config('hato.tenant_id', ${tenantId}, true)`;
        return { value: await work(tx) };
      });
      return outcome.value;
    },
    close: () => client.end({ timeout: 5 }),
  };
}
