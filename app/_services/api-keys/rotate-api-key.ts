import { isId, newId } from "#core/ids.ts";
import { endApiKey, findApiKey, insertApiKey } from "#db/queries/api-keys.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { hashSecret, newApiKey, secretPrefix } from "#db/secrets.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import type { ApiKeyView, RotateApiKeyInput } from "./api-key.ts";
import { presentApiKey, statusOf } from "./present-api-key.ts";

/**
 * Gives a program a new key for its old one. With overlap both work that long, so that the program can be changed over
 * in its own time.
 * @throws ApiError not_found; conflict when the key has ended already
 */
export async function rotateApiKey(
  actor: Actor,
  id: string,
  { overlapHours }: RotateApiKeyInput,
): Promise<{ apiKey: ApiKeyView; secret: string }> {
  requirePermission(actor, "apiKeys.write");
  if (!isId("apiKey", id)) throw notFound("API key");
  const { tenantId } = actor;
  const { database, keys } = services();
  const secret = newApiKey();
  return database.asTenant(tenantId, async (orm) => {
    const old = await findApiKey(orm, tenantId, id);
    if (old === undefined) throw notFound("API key");
    const now = new Date();
    // Ends it as one statement, so that of two rotations at once one finds it ended.
    const ended = statusOf(old, now) === "active" && (await endApiKey(orm, tenantId, id, overlapHours));
    if (!ended) throw new ApiError("conflict", "This key has ended or is being replaced already. Create a new one.");
    const row = await insertApiKey(orm, {
      tenantId,
      id: newId("apiKey"),
      name: old.name,
      keyHash: hashSecret(keys.apiKey, secret),
      keyPrefix: secretPrefix(secret),
      scopes: old.scopes,
      createdBy: actor.kind === "user" ? actor.id : null,
      expiresAt: old.expiresAt,
    });
    await audit(orm, actor, {
      action: "apiKey.rotate",
      target: { kind: "apiKey", id, label: old.name },
      before: { apiKeyId: id },
      after: { apiKeyId: row.id, overlapHours },
    });
    await notifyChange(orm, { tenantId, kind: "apiKey", id });
    return { apiKey: presentApiKey(row, now), secret };
  });
}
