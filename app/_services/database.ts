import { type Config, parseConfig } from "#core/config.ts";
import { type Database, openDatabase } from "#db/client.ts";
import { deriveKeys, type Keys } from "#db/secrets.ts";

/** What the console process has one of. */
export interface Services {
  readonly config: Config;
  readonly database: Database;
  readonly keys: Keys;
}

// On globalThis: development reloads this module with every edit, and must not open a pool each time.
const shelf = globalThis as typeof globalThis & { hatoServices?: Services };

/**
 * Configuration, database and keys, made at the first request: the build imports this module in an environment that
 * has none of them.
 */
export function services(): Services {
  shelf.hatoServices ??= open(process.env);
  return shelf.hatoServices;
}

export async function closeServices(): Promise<void> {
  const open = shelf.hatoServices;
  delete shelf.hatoServices;
  await open?.database.close();
}

function open(env: NodeJS.ProcessEnv): Services {
  const config = parseConfig(env);
  if (config.databaseUrl === undefined || config.authSecret === undefined) {
    throw new Error("The console needs DATABASE_URL and AUTH_SECRET; `npm start` gives it both.");
  }
  return { config, database: openDatabase(config.databaseUrl), keys: deriveKeys(config.authSecret) };
}
