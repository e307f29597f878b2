import { createHash, createPublicKey, randomBytes, X509Certificate } from "node:crypto";
import { type IssuerKey, sealPlaceOf } from "#core/token.ts";
import {
  HMAC_SECRET_BYTES_MAX,
  HMAC_SECRET_BYTES_MIN,
  type KeyFault,
  type PublicKey,
  RSA_BITS_MAX,
  RSA_BITS_MIN,
  readPublicJwk,
} from "#core/token-key.ts";
import { seal } from "#db/seal.ts";
import { services } from "../database.ts";
import type { Issue } from "../errors.ts";
import type { KeyInput } from "./token-issuer.ts";

/** Keys as somebody gave them, made into what is kept; or what is wrong with them, each at its field. */
export function readKeys(
  issuerId: string,
  inputs: readonly KeyInput[],
  present: readonly IssuerKey[],
): { keys: IssuerKey[]; issues: Issue[] } {
  const keys: IssuerKey[] = [];
  const issues: Issue[] = [];
  for (const [index, input] of inputs.entries()) {
    const read = readKey(issuerId, input, present);
    if (typeof read === "string") {
      issues.push({ path: ["keys", index, FIELDS[input.type]], code: codeOf(read), message: MESSAGES[read] });
    } else if (keys.some(({ fingerprint }) => fingerprint === read.fingerprint)) {
      issues.push({ path: ["keys", index, FIELDS[input.type]], code: "taken", message: "is among the keys already" });
    } else keys.push(read);
  }
  return { keys, issues };
}

type Fault = KeyFault | "secretTooShort" | "secretTooLong" | "notEncodedSo" | "unknownKey";

const FIELDS = { pem: "pem", jwk: "jwk", secret: "secret", kept: "fingerprint" } as const;

const MESSAGES: Readonly<Record<Fault, string>> = {
  notAKey: "is not a public key that can be read",
  privateKey: "is a private key: give the public one, and take this one as known to others now",
  secretKey: "is a symmetric key: give it as a secret",
  otherType: "must be an RSA, P-256 or Ed25519 key",
  otherUse: "is meant for something else than signatures of RS256, ES256 or EdDSA",
  rsaTooShort: `must have at least ${RSA_BITS_MIN} bits`,
  rsaTooLong: `must have at most ${RSA_BITS_MAX} bits`,
  kidTooLong: "has a kid that is too long",
  secretTooShort: `must have at least ${HMAC_SECRET_BYTES_MIN} bytes (RFC 7518, section 3.2)`,
  secretTooLong: `must have at most ${HMAC_SECRET_BYTES_MAX} bytes`,
  notEncodedSo: "is not written in that encoding",
  unknownKey: "is no key of this issuer",
};

const codeOf = (fault: Fault): string => fault.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function readKey(issuerId: string, input: KeyInput, present: readonly IssuerKey[]): IssuerKey | Fault {
  switch (input.type) {
    case "kept":
      return present.find(({ fingerprint }) => fingerprint === input.fingerprint) ?? "unknownKey";
    case "secret":
      return readSecret(issuerId, input);
    case "pem":
    case "jwk": {
      const read = readPublicJwk(input.type === "jwk" ? input.jwk : pemToJwk(input.pem));
      if (typeof read === "string") return read;
      if (!isKey(read)) return "notAKey";
      const { algorithm, jwk } = read;
      return { fingerprint: thumbprint(jwk), kid: input.kid === undefined ? read.kid : input.kid, algorithm, jwk };
    }
  }
}

/** Undefined, which is no JWK, for what is no PEM. */
function pemToJwk(pem: string): unknown {
  if (pem.includes("PRIVATE KEY")) return { kty: "RSA", d: "" };
  try {
    const isCertificate = pem.includes("BEGIN CERTIFICATE");
    const key = isCertificate ? new X509Certificate(pem).publicKey : createPublicKey(pem.trim());
    return key.export({ format: "jwk" });
  } catch {
    return undefined;
  }
}

/** Members of the right shape may still make no key: a point that is not on its curve. */
function isKey({ jwk }: PublicKey): boolean {
  try {
    createPublicKey({ key: { ...jwk }, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

/** RFC 7638: the members in alphabetical order, hashed. */
function thumbprint(jwk: Readonly<Record<string, string>>): string {
  const sorted = Object.fromEntries(Object.entries(jwk).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("base64url");
}

function readSecret(
  issuerId: string,
  { secret, encoding, kid = null }: Extract<KeyInput, { type: "secret" }>,
): IssuerKey | Fault {
  const bytes = Buffer.from(secret, encoding);
  // Buffer leaves out what it cannot read.
  const bare = (text: string) => text.replace(/=+$/, "").toLowerCase();
  if (encoding !== "utf8" && bare(bytes.toString(encoding)) !== bare(secret.trim())) return "notEncodedSo";
  if (bytes.length < HMAC_SECRET_BYTES_MIN) return "secretTooShort";
  if (bytes.length > HMAC_SECRET_BYTES_MAX) return "secretTooLong";
  const sealed = seal(services().keys.seal, sealPlaceOf(issuerId), bytes).toString("base64");
  // Not of the secret: somebody's pass phrase could be guessed by a hash of it.
  return { fingerprint: `secret-${randomBytes(12).toString("base64url")}`, kid, algorithm: "HS256", sealed };
}
