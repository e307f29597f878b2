import type { TokenAlgorithm } from "./token.ts";

/**
 * Public keys that tokens are checked with, as JWK (RFC 7517): which are taken, and for which algorithm. A key serves
 * one algorithm only, which its type decides and no token: so nothing signed with a public key as an HMAC secret, or
 * with a key meant for something else, is ever taken.
 */

export interface PublicKey {
  readonly algorithm: Exclude<TokenAlgorithm, "HS256">;
  readonly kid: string | null;
  /** The members that make the key, and no others. */
  readonly jwk: Readonly<Record<string, string>>;
}

/** What is wrong with a key, in words that the console translates. */
export type KeyFault =
  | "notAKey"
  | "privateKey"
  | "secretKey"
  | "otherType"
  | "otherUse"
  | "rsaTooShort"
  | "rsaTooLong"
  | "kidTooLong";

export const RSA_BITS_MIN = 2_048;
/** Checking a signature takes the longer the larger the key is, and strangers choose how often we check. */
export const RSA_BITS_MAX = 4_096;
export const KID_CHARS_MAX = 256;
/** RFC 7518 section 3.2: as long as the hash at least. */
export const HMAC_SECRET_BYTES_MIN = 32;
export const HMAC_SECRET_BYTES_MAX = 512;

const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth"];
const BASE64URL = /^[A-Za-z0-9_-]+$/;
/** 32 bytes in base64url. */
const COORDINATE = /^[A-Za-z0-9_-]{43}$/;
/** Public exponents up to 32 bits: everybody's is 65 537. */
const EXPONENT = /^[A-Za-z0-9_-]{2,6}$/;

const ALGORITHM_NAMES: Readonly<Record<PublicKey["algorithm"], readonly string[]>> = {
  RS256: ["RS256"],
  ES256: ["ES256"],
  EdDSA: ["EdDSA", "Ed25519"],
};

/** Reads a JWK; of one that cannot be used, what is wrong with it. */
export function readPublicJwk(value: unknown): PublicKey | KeyFault {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "notAKey";
  const members = value as Readonly<Record<string, unknown>>;
  const { kid, alg, use, key_ops: operations } = members;
  if (members.kty === "oct") return "secretKey";
  if (PRIVATE_MEMBERS.some((member) => Object.hasOwn(members, member))) return "privateKey";
  const made = makeKey(members);
  if (typeof made === "string") return made;
  if (alg !== undefined && !(ALGORITHM_NAMES[made.algorithm] as readonly unknown[]).includes(alg)) return "otherUse";
  if (use !== undefined && use !== "sig") return "otherUse";
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes("verify"))) return "otherUse";
  if (kid === undefined) return { ...made, kid: null };
  if (typeof kid !== "string") return "notAKey";
  return kid.length > KID_CHARS_MAX ? "kidTooLong" : { ...made, kid };
}

function makeKey({ kty, crv, n, e, x, y }: Readonly<Record<string, unknown>>): Omit<PublicKey, "kid"> | KeyFault {
  switch (kty) {
    case "RSA": {
      if (!matches(n, BASE64URL) || !matches(e, EXPONENT)) return "notAKey";
      const bits = bitsOf(n);
      if (bits < RSA_BITS_MIN) return "rsaTooShort";
      return bits > RSA_BITS_MAX ? "rsaTooLong" : { algorithm: "RS256", jwk: { kty, n, e } };
    }
    case "EC":
      if (crv !== "P-256") return "otherType";
      if (!matches(x, COORDINATE) || !matches(y, COORDINATE)) return "notAKey";
      return { algorithm: "ES256", jwk: { kty, crv, x, y } };
    case "OKP":
      if (crv !== "Ed25519") return "otherType";
      return matches(x, COORDINATE) ? { algorithm: "EdDSA", jwk: { kty, crv, x } } : "notAKey";
    default:
      return typeof kty === "string" ? "otherType" : "notAKey";
  }
}

function matches(value: unknown, shape: RegExp): value is string {
  return typeof value === "string" && shape.test(value);
}

/** Bits of a number in base64url, to within the zeros that its first character begins with. */
function bitsOf(text: string): number {
  const digits = text.replace(/^A+/, "");
  return Math.floor((digits.length * 6) / 8) * 8;
}
