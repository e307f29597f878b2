import { policyAllows } from "#core/listener-policy.ts";
import { ADMINISTRATIVE_ACTION, NOT_AUTHORIZED } from "#core/mqtt/reason-codes.ts";
import type { SignInTerms } from "#db/queries/token-issuers.ts";
import type { Connection } from "./connection.ts";
import { stillStands } from "./identity/token/standing.ts";

/**
 * Ends the connection when these terms would not let it in any more: on a listener that no longer takes what it showed
 * (0x98), or by a token whose issuer is gone, turned off or judges otherwise now (0x87).
 */
export function applySignInTerms(connection: Connection, { listenerPolicy, issuers }: SignInTerms): void {
  const { identityKind, tokenStanding, credentialId = "" } = connection.admittedBy ?? {};
  if (identityKind === undefined) return;
  if (!policyAllows(listenerPolicy, identityKind, connection.transport.name)) {
    connection.close(ADMINISTRATIVE_ACTION, "this listener no longer takes this kind of sign-in");
  } else if (tokenStanding !== undefined && !stillStands(tokenStanding, issuers.get(credentialId))) {
    connection.close(NOT_AUTHORIZED, "tokens of this issuer are no longer taken so");
  }
}
