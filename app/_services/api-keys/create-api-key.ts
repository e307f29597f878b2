import { newId } from "#core/ids.ts";
import { insertApiKey } from "#db/queries/api-keys.ts";
import { hashSecret, newApiKey, secretPrefix } from "#db/secrets.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import type { ApiKeyView, CreateApiKeyInput } from "./api-key.ts";
import { presentApiKey } from "./present-api-key.ts";

/**
 * Makes an API key. `secret` is the only copy of it. Any scope may be given: whoever may write API keys has every
 * permission that a scope can grant, so nobody hands on what they do not hold (test/api/permissions.test.ts keeps this).
 * @throws ApiError forbidden
 */
export async function createApiKey(
  actor: Actor,
  input: CreateApiKeyInput,
): Promise<{ apiKey: ApiKeyView; secret: string }> {
  requirePermission(actor, "apiKeys.write");
  const { tenantId } = actor;
  const { database, keys } = services();
  const secret = newApiKey();
  return database.asTenant(tenantId, async (orm) => {
    const row = await insertApiKey(orm, {
      tenantId,
      id: newId("apiKey"),
      name: input.name,
      keyHash: hashSecret(keys.apiKey, secret),
      keyPrefix: secretPrefix(secret),
      scopes: [...input.scopes],
      createdBy: actor.kind === "user" ? actor.id : null,
      expiresAt: input.expiresAt === null ? null : new Date(input.expiresAt),
    });
    await audit(orm, actor, {
      action: "apiKey.create",
      target: { kind: "apiKey", id: row.id, label: row.name },
      after: { scopes: row.scopes, expiresAt: row.expiresAt?.toISOString() ?? null },
    });
    return { apiKey: presentApiKey(row), secret };
  });
}
