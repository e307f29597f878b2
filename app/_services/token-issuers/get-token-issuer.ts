import { isId } from "#core/ids.ts";
import { findTokenIssuer } from "#db/queries/token-issuers.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { presentTokenIssuer } from "./present-token-issuer.ts";
import type { TokenIssuerView } from "./token-issuer.ts";

/** @throws ApiError not_found */
export async function getTokenIssuer(actor: Actor, id: string): Promise<TokenIssuerView> {
  requirePermission(actor, "settings.read");
  if (!isId("tokenIssuer", id)) throw notFound("token issuer");
  const { tenantId } = actor;
  const row = await services().database.asTenant(tenantId, (orm) => findTokenIssuer(orm, tenantId, id));
  if (row === undefined) throw notFound("token issuer");
  return presentTokenIssuer(row);
}
