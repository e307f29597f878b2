import { newId } from "#core/ids.ts";
import { TOKEN_ISSUERS_PER_TENANT_MAX } from "#core/token.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { lockTenant } from "#db/queries/tenants.ts";
import { countTokenIssuers, insertTokenIssuer } from "#db/queries/token-issuers.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, taken } from "../errors.ts";
import { algorithmsOf, requireSoundIssuer } from "./check-token-issuer.ts";
import { describeTokenIssuer, presentTokenIssuer } from "./present-token-issuer.ts";
import { readKeys } from "./read-keys.ts";
import type { CreateTokenIssuerInput, TokenIssuerView } from "./token-issuer.ts";

/**
 * Enters somebody whose tokens the tenant's devices may show.
 * @throws ApiError invalid_request at the field, or conflict when the `iss` is entered already or there are too many
 */
export async function createTokenIssuer(actor: Actor, input: CreateTokenIssuerInput): Promise<TokenIssuerView> {
  requirePermission(actor, "settings.write");
  const { tenantId } = actor;
  const id = newId("tokenIssuer");
  const { keys, issues } = readKeys(id, input.keys, []);
  const algorithms = input.algorithms ?? algorithmsOf(keys, input.jwksUrl);
  requireSoundIssuer({ ...input, algorithms, keys }, issues);
  return services().database.asTenant(tenantId, async (orm) => {
    // Locked, so that two at once are not one too many.
    await lockTenant(orm, tenantId);
    if ((await countTokenIssuers(orm, tenantId)) >= TOKEN_ISSUERS_PER_TENANT_MAX) {
      throw new ApiError(
        "conflict",
        `There are ${TOKEN_ISSUERS_PER_TENANT_MAX} token issuers already. Delete one first.`,
      );
    }
    const row = await insertTokenIssuer(orm, { ...input, tenantId, id, algorithms, keys });
    if (row === undefined) throw taken(["issuer"], "is another token issuer's");
    await audit(orm, actor, {
      action: "tokenIssuer.create",
      target: { kind: "tokenIssuer", id, label: row.name },
      after: describeTokenIssuer(row),
    });
    await notifyChange(orm, { tenantId, kind: "tokenIssuer", id });
    return presentTokenIssuer(row);
  });
}
