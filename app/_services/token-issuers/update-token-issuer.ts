import { isId } from "#core/ids.ts";
import { violatedUniqueIndex } from "#db/postgres-error.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { lockTokenIssuer, updateTokenIssuer as updateTokenIssuerRow } from "#db/queries/token-issuers.ts";
import type { TokenIssuer } from "#db/schema/index.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound, taken } from "../errors.ts";
import { algorithmsOf, requireSoundIssuer } from "./check-token-issuer.ts";
import { describeTokenIssuer, presentTokenIssuer } from "./present-token-issuer.ts";
import { readKeys } from "./read-keys.ts";
import type { TokenIssuerView, UpdateTokenIssuerInput } from "./token-issuer.ts";

/**
 * Changes an issuer. Connections by tokens that it would no longer let in end at once.
 * @param expectedVersion the version the caller saw; undefined: whatever it is now
 * @throws ApiError not_found, invalid_request at the field, conflict, or precondition_failed
 */
export async function updateTokenIssuer(
  actor: Actor,
  id: string,
  { keys: keyInputs, ...change }: UpdateTokenIssuerInput,
  expectedVersion?: number,
): Promise<TokenIssuerView> {
  requirePermission(actor, "settings.write");
  if (!isId("tokenIssuer", id)) throw notFound("token issuer");
  const { tenantId } = actor;
  const work = services().database.asTenant(tenantId, async (orm) => {
    const before = await lockTokenIssuer(orm, tenantId, id);
    if (before === undefined) throw notFound("token issuer");
    if (expectedVersion !== undefined && expectedVersion !== before.version) {
      throw new ApiError("precondition_failed", "The token issuer was changed meanwhile. Read it again, then repeat.");
    }
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const wanted: TokenIssuer = { ...before, ...given };
    const { keys, issues } =
      keyInputs === undefined ? { keys: before.keys, issues: [] } : readKeys(id, keyInputs, before.keys);
    const isNew = change.algorithms === undefined && (keyInputs !== undefined || change.jwksUrl !== undefined);
    const algorithms = isNew ? algorithmsOf(keys, wanted.jwksUrl) : wanted.algorithms;
    requireSoundIssuer({ ...wanted, algorithms, keys }, issues);
    const version = before.version + 1;
    const after = await updateTokenIssuerRow(orm, tenantId, id, {
      ...given,
      algorithms,
      keys,
      version,
      updatedAt: new Date(),
    });
    await audit(orm, actor, {
      action: "tokenIssuer.update",
      target: { kind: "tokenIssuer", id, label: after.name },
      ...changed(before, after),
    });
    await notifyChange(orm, { tenantId, kind: "tokenIssuer", id });
    return presentTokenIssuer(after);
  });
  return work.catch((error: unknown) => {
    throw violatedUniqueIndex(error) === "token_issuers_issuer_key"
      ? taken(["issuer"], "is another token issuer's")
      : error;
  });
}

/** Only what is otherwise now. */
function changed(before: TokenIssuer, after: TokenIssuer) {
  const [was, is] = [describeTokenIssuer(before), describeTokenIssuer(after)];
  const differs = ([name]: [string, unknown]) =>
    JSON.stringify(was[name as keyof typeof was]) !== JSON.stringify(is[name as keyof typeof is]);
  return {
    before: Object.fromEntries(Object.entries(was).filter(differs)),
    after: Object.fromEntries(Object.entries(is).filter(differs)),
  };
}
