import { createHash } from "node:crypto";
import type { IdentityIssuer } from "#db/queries/token-issuers.ts";
import type { TokenStanding } from "../../identity.ts";

/**
 * A digest of all that decides how the issuer's tokens are read. Its keys and algorithms are not among it: one more of
 * them ends nobody's connection, and which of them a token came by is known.
 */
export function rulingOf(issuer: IdentityIssuer): string {
  const { audience, jwksUrl, deviceClaim, deviceBy, rightsClaim, rightsMode } = issuer;
  const ruling = [issuer.issuer, audience, jwksUrl, deviceClaim, deviceBy, rightsClaim, rightsMode];
  return createHash("sha256").update(JSON.stringify(ruling)).digest("base64url");
}

/** Would the token that let a connection in still be taken? Its times are asked elsewhere. */
export function stillStands(standing: TokenStanding, issuer: IdentityIssuer | undefined): boolean {
  if (issuer === undefined || !issuer.enabled || rulingOf(issuer) !== standing.ruling) return false;
  if (!issuer.algorithms.includes(standing.algorithm)) return false;
  return standing.fingerprint === undefined || issuer.keys.some((key) => key.fingerprint === standing.fingerprint);
}
