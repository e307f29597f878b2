import { API_KEY_SCOPES, type ApiKeyScope } from "#core/permissions.ts";
import type { ApiKey } from "#db/schema/index.ts";
import type { ApiKeyView } from "./api-key.ts";

export function presentApiKey(key: ApiKey, now: Date = new Date()): ApiKeyView {
  return {
    id: key.id,
    name: key.name,
    keyPrefix: key.keyPrefix,
    scopes: scopesOf(key),
    status: statusOf(key, now),
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  };
}

export function statusOf(key: ApiKey, now: Date = new Date()): ApiKeyView["status"] {
  if (key.revokedAt !== null) return "revoked";
  return key.expiresAt !== null && key.expiresAt <= now ? "expired" : "active";
}

/** A word in the row that names no scope grants nothing. */
export function scopesOf(key: ApiKey): ApiKeyScope[] {
  return API_KEY_SCOPES.filter((scope) => key.scopes.includes(scope));
}
