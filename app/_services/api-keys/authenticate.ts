import { findApiKeyByHash } from "#db/queries/api-keys.ts";
import { hashSecret, sameHash } from "#db/secrets.ts";
import type { ApiKeyActor } from "../actor.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { noteKeyUse } from "./key-usage.ts";
import { scopesOf, statusOf } from "./present-api-key.ts";

/** Far longer than any key, short enough to hash for a stranger. */
const KEY_CHARS_MAX = 512;

/**
 * Who holds this `Authorization` header. Wrong keys are not counted: a key has 192 random bits, so guessing is
 * hopeless, and refusing an address would only let one stranger shut out others behind the same one.
 * @throws ApiError unauthenticated: missing, unknown, revoked and expired are told apart only where the caller has
 * shown the key
 */
export async function authenticateApiKey(
  authorization: string | null,
  address: string | undefined,
): Promise<ApiKeyActor> {
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
  if (given === undefined || given.length > KEY_CHARS_MAX) {
    throw new ApiError("unauthenticated", "Give an API key: `Authorization: Bearer <key>`.");
  }
  const { database, keys } = services();
  const hash = hashSecret(keys.apiKey, given);
  const found = await findApiKeyByHash(database.orm, hash);
  // The index has compared already; this compares in constant time, should it ever be asked by a prefix.
  if (found === undefined || !sameHash(found.key.keyHash, hash)) {
    throw new ApiError("unauthenticated", "This API key is not valid.");
  }
  const { key, tenantSlug } = found;
  const status = statusOf(key);
  if (status !== "active") throw new ApiError("unauthenticated", `This API key is ${status}.`);
  noteKeyUse(key);
  return {
    kind: "apiKey",
    id: key.id,
    label: key.name,
    address,
    tenantId: key.tenantId,
    tenantSlug,
    scopes: scopesOf(key),
  };
}
