import { type Database, openDatabase } from "#db/client.ts";
import { startEmbedded } from "#db/embedded.ts";
import { migrate, NewerDatabaseError } from "#db/migrate.ts";
import { isDatabaseAway, postgresError } from "#db/postgres-error.ts";
import type { Log } from "./log.ts";
import { StartError } from "./start-error.ts";

export interface StartedDatabase {
  readonly kind: "embedded" | "external";
  readonly url: string;
  readonly database: Database;
}

/**
 * Opens the database that DATABASE_URL names, or one of our own in the data directory, and brings it to this code's
 * schema.
 * @param stack takes on what is to be ended again, in the reverse order
 * @throws StartError when it cannot be reached or used
 */
export async function startDatabase(
  { databaseUrl, dataDir, log }: { databaseUrl: string | undefined; dataDir: string; log: Log },
  stack: AsyncDisposableStack,
): Promise<StartedDatabase> {
  let url = databaseUrl;
  if (url === undefined) {
    const embedded = await startEmbedded({
      dataDir,
      onRestart: (reason) => log("error", "the database is started again", { reason }),
    }).catch((cause: Error) => {
      throw new StartError(`the embedded database: ${cause.message}`, { cause });
    });
    stack.defer(() => embedded.stop());
    url = embedded.nearestUrl;
  }
  try {
    await migrate(url);
  } catch (cause) {
    throw databaseError(url, databaseUrl !== undefined, cause);
  }
  const database = openDatabase(url);
  stack.defer(() => database.close());
  return { kind: databaseUrl === undefined ? "embedded" : "external", url, database };
}

function databaseError(url: string, external: boolean, cause: unknown): unknown {
  if (cause instanceof NewerDatabaseError) return new StartError(cause.message, { cause });
  if (!external) return cause;
  const { hostname, port, pathname } = new URL(url);
  const where = `${hostname}:${port || 5432}${pathname}`;
  const said = postgresError(cause)?.message;
  if (isDatabaseAway(cause)) {
    const reason = said ?? (cause as NodeJS.ErrnoException).code ?? String(cause);
    return new StartError(
      `DATABASE_URL: cannot reach PostgreSQL at ${where} (${reason}): start it, or unset DATABASE_URL to use the embedded one`,
      { cause },
    );
  }
  return said === undefined
    ? cause
    : new StartError(`DATABASE_URL: PostgreSQL at ${where} refuses: ${said}`, { cause });
}
