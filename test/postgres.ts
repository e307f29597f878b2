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
    /** Migrated, and connected to by nobody. */
    templateDatabase: string;
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
  const templateDatabase = `hato_template_${process.pid}`;

  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(templateDatabase)}`;
  const templateUrl = new URL(serverUrl);
  templateUrl.pathname = `/${templateDatabase}`;
  await migrate(templateUrl.href);

  project.provide("serverUrl", serverUrl);
  project.provide("templateDatabase", templateDatabase);
  return async () => {
    await admin`drop database if exists ${admin(templateDatabase)} with (force)`;
    await admin.end();
    await embedded?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
