import type { TokenAlgorithm } from "#core/token.ts";
import type { TokenIssuer } from "#db/schema/index.ts";
import type { TokenIssuerView } from "./token-issuer.ts";

/** What leaves of an issuer: of its keys only what tells them apart. */
export function presentTokenIssuer(issuer: TokenIssuer): TokenIssuerView {
  return {
    id: issuer.id,
    ...describeTokenIssuer(issuer),
    version: issuer.version,
    createdAt: issuer.createdAt.toISOString(),
    updatedAt: issuer.updatedAt.toISOString(),
    lastUsedAt: issuer.lastUsedAt?.toISOString() ?? null,
  };
}

/** What somebody may change of it, also for the audit log. */
export function describeTokenIssuer(issuer: TokenIssuer) {
  return {
    name: issuer.name,
    issuer: issuer.issuer,
    audience: issuer.audience,
    algorithms: issuer.algorithms as TokenAlgorithm[],
    jwksUrl: issuer.jwksUrl,
    keys: issuer.keys.map(({ fingerprint, kid, algorithm }) => ({ fingerprint, kid, algorithm })),
    clockSkewSeconds: issuer.clockSkewSeconds,
    deviceClaim: issuer.deviceClaim,
    deviceBy: issuer.deviceBy,
    rightsClaim: issuer.rightsClaim,
    rightsMode: issuer.rightsMode,
    enabled: issuer.enabled,
  };
}
