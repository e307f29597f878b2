import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { afterAll, inject } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";

/** A migrated database of this test file's own, and how to reach it. */
export interface TestDatabase extends Database {
  readonly url: string;
}

/**
 * Clones the template; the clone is closed and dropped after the file's last test. Call it at the top of a test file
 * (`const db = await testDatabase()`) or in `beforeAll`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const serverUrl = inject("serverUrl");
  const name = `hato_test_${randomBytes(6).toString("hex")}`;
  await onServer(serverUrl, (sql) => sql`create database ${sql(name)} template ${sql(inject("templateDatabase"))}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = openDatabase(url.href, 5);
  afterAll(async () => {
    await database.close();
    await onServer(serverUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`);
  });
  return { ...database, url: url.href };
}

async function onServer(url: string, work: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
