import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "#db/client.ts";
import { keepInstallationValue } from "#db/queries/installation.ts";
import type { Keys } from "#db/secrets.ts";
import { StartError } from "./start-error.ts";

const FILE = "auth.secret";

/** AUTH_SECRET, or else the one kept in the data directory, made at the first start. */
export function keepAuthSecret(configured: string | undefined, dataDir: string): string {
  if (configured !== undefined) return configured;
  const file = join(dataDir, FILE);
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  const secret = randomBytes(32).toString("base64url");
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}

/**
 * Refuses a secret that is not the one this database was made with: under another, every device secret and every API
 * key would be wrong.
 */
export async function checkAuthSecret(database: Database, keys: Keys): Promise<void> {
  const kept = await keepInstallationValue(database.orm, "auth_secret_fingerprint", keys.fingerprint);
  if (kept === keys.fingerprint) return;
  throw new StartError(
    `AUTH_SECRET is not the one this database was made with, so no device secret or API key would fit: set the former one (it may be in the former DATA_DIR, ${FILE})`,
  );
}
