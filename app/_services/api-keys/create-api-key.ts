import { newId } from "#core/ids.ts";
import { API_KEY_SCOPE_PERMISSIONS } from "#core/permissions.ts";
import { insertApiKey } from "#db/queries/api-keys.ts";
import { hashSecret, newApiKey, secretPrefix } from "#db/secrets.ts";
import { type Actor, hasPermission, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import type { ApiKeyView, CreateApiKeyInput } from "./api-key.ts";
import { presentApiKey } from "./present-api-key.ts";

/**
 * Makes an API key. `secret` is the only copy of it.
 * @throws ApiError forbidden, also when a scope would grant more than the actor has
 */
export async function createApiKey(
  actor: Actor,
  input: CreateApiKeyInput,
): Promise<{ apiKey: ApiKeyView; secret: string }> {
  requirePermission(actor, "apiKeys.write");
  requireGrantable(actor, input.scopes);
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

/** Nobody hands on what they do not hold. */
function requireGrantable(actor: Actor, scopes: CreateApiKeyInput["scopes"]): void {
  for (const scope of scopes) {
    for (const permission of API_KEY_SCOPE_PERMISSIONS[scope]) {
      if (hasPermission(actor, permission)) continue;
      const message = `The scope ${scope} grants ${permission}, which you do not have yourself.`;
      throw new ApiError("forbidden", message, {
        issues: [{ path: ["scopes"], code: "not_grantable", message }],
      });
    }
  }
}
