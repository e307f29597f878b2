import { listTokenIssuers as listTokenIssuerRows } from "#db/queries/token-issuers.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, type Page } from "../page.ts";
import { presentTokenIssuer } from "./present-token-issuer.ts";
import type { ListTokenIssuersInput, TokenIssuerView } from "./token-issuer.ts";

/** One page of the tenant's token issuers, oldest first. */
export async function listTokenIssuers(
  actor: Actor,
  { cursor, limit }: ListTokenIssuersInput,
): Promise<Page<TokenIssuerView>> {
  requirePermission(actor, "settings.read");
  const { tenantId } = actor;
  const after = decodeCursor("id", cursor);
  const found = await services().database.asTenant(tenantId, (orm) =>
    listTokenIssuerRows(orm, tenantId, { after, limit: limit + 1 }),
  );
  const { rows, nextCursor } = cutPage(found, limit, "id", (issuer) => issuer.id);
  return { data: rows.map(presentTokenIssuer), nextCursor };
}
