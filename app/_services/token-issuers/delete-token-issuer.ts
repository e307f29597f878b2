import { isId } from "#core/ids.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { deleteTokenIssuer as deleteTokenIssuerRow } from "#db/queries/token-issuers.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { describeTokenIssuer } from "./present-token-issuer.ts";

/**
 * Takes an issuer away; the broker ends the connections that came in by its tokens.
 * @throws ApiError not_found
 */
export async function deleteTokenIssuer(actor: Actor, id: string): Promise<void> {
  requirePermission(actor, "settings.write");
  if (!isId("tokenIssuer", id)) throw notFound("token issuer");
  const { tenantId } = actor;
  await services().database.asTenant(tenantId, async (orm) => {
    const row = await deleteTokenIssuerRow(orm, tenantId, id);
    if (row === undefined) throw notFound("token issuer");
    await audit(orm, actor, {
      action: "tokenIssuer.delete",
      target: { kind: "tokenIssuer", id, label: row.name },
      before: describeTokenIssuer(row),
    });
    await notifyChange(orm, { tenantId, kind: "tokenIssuer", id });
  });
}
