import { policyAllows } from "#core/listener-policy.ts";
import { ADMINISTRATIVE_ACTION, NOT_AUTHORIZED } from "#core/mqtt/reason-codes.ts";
import type { SignInTerms } from "#db/queries/token-issuers.ts";
import { stillStands } from "./identity/token/standing.ts";
import type { Tenant } from "./tenant.ts";

/**
 * Ends the connections that these terms would not let in any more: on a listener that no longer takes what they showed
 * (0x98), or by a token (0x87) whose issuer is gone, turned off or judges otherwise now.
 */
export function applySignInTerms(tenant: Tenant, { listenerPolicy, issuers }: SignInTerms): void {
  for (const { connection } of tenant.sessions.values()) {
    if (connection?.admittedBy?.identityKind === undefined) continue;
    const { identityKind, tokenStanding, credentialId = "" } = connection.admittedBy;
    if (!policyAllows(listenerPolicy, identityKind, connection.transport.name)) {
      connection.close(ADMINISTRATIVE_ACTION, "this listener no longer takes this kind of sign-in");
    } else if (tokenStanding !== undefined && !stillStands(tokenStanding, issuers.get(credentialId))) {
      connection.close(NOT_AUTHORIZED, "tokens of this issuer are no longer taken so");
    }
  }
}
