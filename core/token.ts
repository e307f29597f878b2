/** The words of tokens (JWT, RFC 7519) that devices give as their password: the broker, the API and the console share them. */

/** How a token may be signed. Each fits one type of key and no other. */
export const TOKEN_ALGORITHMS = ["HS256", "RS256", "ES256", "EdDSA"] as const;
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

/** A key that an issuer was given by hand. */
export type IssuerKey = {
  /** RFC 7638 thumbprint in base64url; of a secret the beginning of its hash. What people tell keys apart by. */
  readonly fingerprint: string;
  /** The `kid` that tokens must name; null: none is asked. */
  readonly kid: string | null;
  readonly algorithm: TokenAlgorithm;
} & (
  | {
      /** The public members of a JWK, and no others. */
      readonly jwk: Readonly<Record<string, string>>;
    }
  | {
      /** A secret for HS256, sealed, in base64. */
      readonly sealed: string;
    }
);

/** What is wrong with a token, in words that the console translates. */
export const TOKEN_FAULTS = [
  "tokenInvalid",
  "tokenIssuerUnknown",
  "tokenIssuerDisabled",
  "tokenAlgorithm",
  "tokenKeyUnknown",
  "tokenKeysUnavailable",
  "tokenSignature",
  "tokenExpired",
  "tokenNotYetValid",
  "tokenAudience",
  "tokenDevice",
  "tokenRights",
] as const;
export type TokenFault = (typeof TOKEN_FAULTS)[number];

/** What the secrets of an issuer are sealed for (db/seal.ts). */
export const sealPlaceOf = (issuerId: string): string => `token-issuer/${issuerId}`;

/** Longer ones are not looked at. */
export const TOKEN_BYTES_MAX = 8 * 1024;
export const TOKEN_ISSUERS_PER_TENANT_MAX = 20;
export const KEYS_PER_ISSUER_MAX = 10;
export const CLOCK_SKEW_SECONDS_MAX = 300;
export const CLOCK_SKEW_SECONDS_DEFAULT = 30;
/** Rules in one token. */
export const RULES_PER_TOKEN_MAX = 64;
