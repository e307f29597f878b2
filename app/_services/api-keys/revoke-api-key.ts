import { isId } from "#core/ids.ts";
import { revokeApiKey as revokeApiKeyRow } from "#db/queries/api-keys.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";

/**
 * Ends an API key now; its line stays in the list. Revoking again changes nothing.
 * @throws ApiError not_found
 */
export async function revokeApiKey(actor: Actor, id: string): Promise<void> {
  requirePermission(actor, "apiKeys.write");
  if (!isId("apiKey", id)) throw notFound("API key");
  const { tenantId } = actor;
  await services().database.asTenant(tenantId, async (orm) => {
    const key = await revokeApiKeyRow(orm, tenantId, id);
    if (key === undefined) throw notFound("API key");
    await audit(orm, actor, { action: "apiKey.revoke", target: { kind: "apiKey", id, label: key.name } });
  });
}
