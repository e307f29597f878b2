import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";

/** What the tests get of the one PostgreSQL of this run; test/database.ts makes databases of it. */
declare module "vitest" {
  export interface ProvidedContext {
    /** With the right to create databases. */
    serverUrl: string;
    /** Of the names of this run's databases; `<prefix>template` is migrated and connected to by nobody. */
    databasePrefix: string;
  }
}

/** vitest's global setup: TEST_DATABASE_URL, or else an embedded PostgreSQL that flushes nothing. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "hato-test-"));
  // Started by root, the database runs as another user, who must get in.
  chmodSync(dataDir, 0o711);
  const embedded =
    process.env.TEST_DATABASE_URL === undefined ? await startEmbedded({ dataDir, durable: false }) : undefined;
  const serverUrl = embedded?.url ?? process.env.TEST_DATABASE_URL ?? "";
  const databasePrefix = `hato_test_${randomBytes(4).toString("hex")}_`;
  const templateDatabase = `${databasePrefix}template`;

  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(templateDatabase)}`;
  const templateUrl = new URL(serverUrl);
  templateUrl.pathname = `/${templateDatabase}`;
  await migrate(templateUrl.href);

  project.provide("serverUrl", serverUrl);
  project.provide("databasePrefix", databasePrefix);
  return async () => {
    if (embedded === undefined) await dropAll(admin, databasePrefix);
    await admin.end();
    await embedded?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** Somebody else's server keeps nothing of ours. */
async function dropAll(admin: postgres.Sql, prefix: string): Promise<void> {
  for (const { name } of await admin<{ name: string }[]>`
    select datname as name from pg_database where starts_with(datname, ${prefix})`) {
    await admin`drop database ${admin(name)} with (force)`;
  }
}
