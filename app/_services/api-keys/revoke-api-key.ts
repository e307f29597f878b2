import { isId } from "#core/ids.ts";
import { revokeApiKey as revokeApiKeyRow } from "#db/queries/api-keys.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { withdrawInvitations } from "../members/withdrawn-invitations.ts";

/**
 * Ends an API key now, with what it has open and the invitations it made; its line stays in the list. Revoking again changes nothing.
 * @throws ApiError not_found
 */
export async function revokeApiKey(actor: Actor, id: string): Promise<void> {
  requirePermission(actor, "apiKeys.write");
  if (!isId("apiKey", id)) throw notFound("API key");
  const { tenantId } = actor;
  await services().database.asTenant(tenantId, async (orm) => {
    const key = await revokeApiKeyRow(orm, tenantId, id);
    if (key === undefined) throw notFound("API key");
    const withdrawn = await withdrawInvitations(orm, tenantId, id, undefined);
    await audit(orm, actor, {
      action: "apiKey.revoke",
      target: { kind: "apiKey", id, label: key.name },
      ...(withdrawn.withdrawnInvitations === undefined ? {} : { after: { ...withdrawn } }),
    });
    await notifyChange(orm, { tenantId, kind: "apiKey", id });
  });
}
