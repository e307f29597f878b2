import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "#db/client.ts";
import { keepInstallationValue } from "#db/queries/installation.ts";
import type { Keys } from "#db/secrets.ts";
import { StartError } from "./start-error.ts";

const FILE = "auth.secret";
/** As for AUTH_SECRET. */
const SECRET_CHARS_MIN = 32;

/** AUTH_SECRET, or else the one kept in the data directory, made at the first start. */
export function keepAuthSecret(configured: string | undefined, dataDir: string): string {
  if (configured !== undefined) return configured;
  const file = join(dataDir, FILE);
  if (existsSync(file)) {
    const kept = readFileSync(file, "utf8").trim();
    if (kept.length >= SECRET_CHARS_MIN) return kept;
    throw new StartError(
      `${file} holds no secret: put it back from a backup, or remove it if this Hato has no data yet`,
    );
  }
  const secret = randomBytes(32).toString("base64url");
  // Whole or absent: keys derived from half a secret, or from none, could be guessed.
  writeFileSync(`${file}.new`, `${secret}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
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
