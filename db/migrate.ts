import { readFileSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import type postgres from "postgres";
import { connect } from "./connect.ts";

/** Any number that nothing else in this database locks: "hato" in ASCII. */
const MIGRATION_LOCK = 0x6861746f;
const FOLDER = join(import.meta.dirname, "..", "drizzle");

/** The database was migrated by a newer Hato than this one. */
export class NewerDatabaseError extends Error {
  override readonly name = "NewerDatabaseError";
}

/**
 * Brings the database to this code's schema. Several processes may start at once: one migrates, the others wait.
 * @throws NewerDatabaseError when the database knows migrations that this code does not
 */
export async function migrate(url: string): Promise<void> {
  // A connection of its own, because the lock belongs to the connection.
  const sql = connect(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await refuseNewer(sql);
    await runMigrations(drizzle(sql), { migrationsFolder: FOLDER });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function refuseNewer(sql: postgres.Sql): Promise<void> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (table?.name === null) return;
  const [last] = await sql<{ createdAt: string | null }[]>`
    select max(created_at) as "createdAt" from drizzle.__drizzle_migrations`;
  const journal = JSON.parse(readFileSync(join(FOLDER, "meta", "_journal.json"), "utf8")) as {
    entries: { when: number }[];
  };
  const known = journal.entries.at(-1)?.when ?? 0;
  if (Number(last?.createdAt ?? 0) > known) {
    throw new NewerDatabaseError("the database was made by a newer version of Hato: upgrade this one");
  }
}
