import { policyAllows } from "#core/listener-policy.ts";
import * as reason from "#core/mqtt/reason-codes.ts";
import { findAnonymousIdentity } from "#db/queries/identities.ts";
import { ANONYMOUS_PRINCIPAL, type AuthRequest, type AuthResult } from "../identity.ts";
import type { IdentityOptions } from "./options.ts";
import { refuse } from "./refuse.ts";

/** A client without a username: enters the anonymous tenant, if there is one. */
export async function identifyAnonymous(
  { transport }: Pick<AuthRequest, "transport">,
  { sql, anonymousTenant }: IdentityOptions,
): Promise<AuthResult> {
  // Whoever names nobody may be told that somebody must be named.
  if (anonymousTenant === undefined) return { ...refuse("missingCredential"), reasonCode: reason.NOT_AUTHORIZED };
  const found = await findAnonymousIdentity(sql, anonymousTenant);
  if (found === undefined) return refuse("unknownTenant");
  const { listenerPolicy, ...who } = found;
  const deviceName = ANONYMOUS_PRINCIPAL;
  if (!policyAllows(listenerPolicy, "anonymous", transport))
    return refuse("listenerNotAllowed", { ...who, deviceName });
  const principalId = ANONYMOUS_PRINCIPAL;
  return { ok: true, ...who, identityKind: "anonymous", principalId, deviceId: undefined, deviceName };
}
