import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { afterAll, inject } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";

/** A migrated database of this test file's own, and how to reach it. */
export interface TestDatabase extends Database {
  readonly url: string;
}

/**
 * A clone of the template, closed after the file's last test and dropped after the run. Call it at the top of a test
 * file (`const db = await testDatabase()`) or in `beforeAll`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const url = await ownTestDatabaseUrl();
  const database = openDatabase(url, 5);
  afterAll(() => database.close());
  return { ...database, url };
}

/** The same for a process that opens it itself. */
export async function ownTestDatabaseUrl(): Promise<string> {
  const serverUrl = inject("serverUrl");
  const prefix = inject("databasePrefix");
  const name = `${prefix}${randomBytes(6).toString("hex")}`;
  const sql = postgres(serverUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`create database ${sql(name)} template ${sql(`${prefix}template`)}`;
  } finally {
    await sql.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
