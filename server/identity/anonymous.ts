import * as reason from "#core/mqtt/reason-codes.ts";
import { findAnonymousIdentity } from "#db/queries/identities.ts";
import { ANONYMOUS_PRINCIPAL, type AuthResult } from "../identity.ts";
import type { IdentityOptions } from "./options.ts";
import { refuse } from "./refuse.ts";

/** A client without a username: enters the anonymous tenant, if there is one. */
export async function identifyAnonymous({ sql, anonymousTenant }: IdentityOptions): Promise<AuthResult> {
  // Whoever names nobody may be told that somebody must be named.
  if (anonymousTenant === undefined) return { ...refuse("missingCredential"), reasonCode: reason.NOT_AUTHORIZED };
  const found = await findAnonymousIdentity(sql, anonymousTenant);
  if (found === undefined) return refuse("unknownTenant");
  return { ok: true, ...found, principalId: ANONYMOUS_PRINCIPAL, deviceId: undefined, deviceName: ANONYMOUS_PRINCIPAL };
}
