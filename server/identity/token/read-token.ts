import { TOKEN_ALGORITHMS, TOKEN_BYTES_MAX, type TokenAlgorithm } from "#core/token.ts";
import { KID_CHARS_MAX } from "#core/token-key.ts";

/** What a token says of itself before anybody has checked it: only enough to find out whose keys to check it with. */
export interface UncheckedToken {
  readonly text: string;
  readonly issuer: string;
  /** As the header has it. */
  readonly alg: string;
  /** Undefined when the header names none that we speak. */
  readonly algorithm: TokenAlgorithm | undefined;
  readonly kid: string | undefined;
}

/** Three parts in base64url, the signature not empty. */
const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+$/;
const ISSUER_CHARS_MAX = 1_024;

/** True when a password is meant to be a token: the secrets we make hold no dot. */
export function looksLikeToken(password: Buffer | undefined): password is Buffer {
  return password?.includes(".") === true;
}

/**
 * Reads a JWT in its compact form. Undefined when it is none, is too long, says nobody issued it, or has extensions
 * (`crit`, RFC 7515 section 4.1.11) that we would have to understand. Where a header says where its key is to be had
 * (`jku`, `jwk`, `x5u`, `x5c`), nobody looks.
 */
export function readToken(token: Buffer): UncheckedToken | undefined {
  if (token.length > TOKEN_BYTES_MAX) return undefined;
  const text = token.toString("latin1");
  const [, headerText = "", claimsText = ""] = COMPACT.exec(text) ?? [];
  const header = readPart(headerText);
  const claims = readPart(claimsText);
  if (header === undefined || claims === undefined) return undefined;
  const { alg, kid, crit, b64 } = header;
  const { iss } = claims;
  if (crit !== undefined || b64 !== undefined || typeof alg !== "string") return undefined;
  if (kid !== undefined && (typeof kid !== "string" || kid.length > KID_CHARS_MAX)) return undefined;
  if (typeof iss !== "string" || iss === "" || iss.length > ISSUER_CHARS_MAX) return undefined;
  return { text, issuer: iss, alg, algorithm: spoken(alg), kid };
}

/** `Ed25519` is the name that RFC 9864 gives to what `EdDSA` means here. */
function spoken(alg: string): TokenAlgorithm | undefined {
  return alg === "Ed25519" ? "EdDSA" : TOKEN_ALGORITHMS.find((one) => one === alg);
}

function readPart(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
