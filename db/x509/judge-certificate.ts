import type { KeyObject, X509Certificate } from "node:crypto";
import {
  BasicConstraintsExtension,
  type X509Certificate as CertificateParts,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
} from "./peculiar.ts";
import { type CertificateFault, partsOf } from "./read-certificate.ts";

/**
 * What each certificate on the way from a device to a trusted authority must be, signatures and names aside
 * (RFC 5280, 4.2 and 6.1): each is judged by itself here, and how one leads to the next in verify-path.ts.
 */

const RSA_BITS_MIN = 2048;
/** Longer keys take the broker too long to check. */
const RSA_BITS_MAX = 8192;
/** Everybody's is 65 537; one as long as the modulus takes a hundred times as long. */
const RSA_EXPONENT_MAX = 2n ** 33n;
const STRONG_CURVES: ReadonlySet<string | undefined> = new Set([
  "prime256v1",
  "secp384r1",
  "secp521r1",
  "brainpoolP256r1",
  "brainpoolP384r1",
  "brainpoolP512r1",
]);
const WEAK_HASH = /^(?:MD\d|SHA-?1)$/i;

const BASIC_CONSTRAINTS = "2.5.29.19";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const NAME_CONSTRAINTS = "2.5.29.30";
/** Those that are heeded here or by OpenSSL, or that bind nobody who has only leaves and intermediates to judge. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  BASIC_CONSTRAINTS,
  EXTENDED_KEY_USAGE,
  "2.5.29.15", // key usage
  "2.5.29.14", // subject key identifier
  "2.5.29.35", // authority key identifier
  "2.5.29.17", // subject alternative name
  "2.5.29.31", // CRL distribution points
  "2.5.29.32", // certificate policies
  "1.3.6.1.5.5.7.1.1", // authority information access
]);

/** What keeps this certificate from vouching for others. */
export function authorityFault(certificate: X509Certificate): CertificateFault | undefined {
  if (!certificate.ca) return "certificateNotAuthority";
  const parts = partsOf(certificate);
  return weakness(certificate, parts) ?? purposeFault(parts);
}

/** What keeps this certificate from being a device's. */
export function deviceFault(certificate: X509Certificate): CertificateFault | undefined {
  const parts = partsOf(certificate);
  return weakness(certificate, parts) ?? purposeFault(parts);
}

export function dateFault(certificate: X509Certificate, now: Date): CertificateFault | undefined {
  if (certificate.validToDate <= now) return "certificateExpired";
  return certificate.validFromDate > now ? "certificateNotYetValid" : undefined;
}

/** How many authorities may stand between this one and a device; undefined: any number. */
export function pathLengthOf(certificate: X509Certificate): number | undefined {
  return partsOf(certificate).getExtension(BasicConstraintsExtension)?.pathLength;
}

/** False of an RSA key so large, or of an exponent so long, that checking one signature takes tens of milliseconds. */
export function isQuickToCheck({ asymmetricKeyDetails = {} }: Pick<KeyObject, "asymmetricKeyDetails">): boolean {
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails;
  return modulusLength <= RSA_BITS_MAX && publicExponent <= RSA_EXPONENT_MAX;
}

/** Says of a key whether it is strong enough to be trusted, and small enough to be checked. */
export function isStrongKey({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = asymmetricKeyDetails;
  switch (asymmetricKeyType) {
    case "rsa":
    case "rsa-pss":
      return modulusLength >= RSA_BITS_MIN && publicExponent >= 3n && isQuickToCheck({ asymmetricKeyDetails });
    case "ec":
      return STRONG_CURVES.has(namedCurve);
    default:
      return asymmetricKeyType === "ed25519" || asymmetricKeyType === "ed448";
  }
}

function weakness(certificate: X509Certificate, parts: CertificateParts): CertificateFault | undefined {
  const hash = (parts.signatureAlgorithm as { readonly hash?: { readonly name: string } }).hash?.name ?? "";
  if (WEAK_HASH.test(hash)) return "certificateWeakSignature";
  try {
    return isStrongKey(certificate.publicKey) ? undefined : "certificateWeakKey";
  } catch {
    return "certificateWeakKey"; // of a kind that OpenSSL does not know
  }
}

function purposeFault(parts: CertificateParts): CertificateFault | undefined {
  for (const { type, critical } of parts.extensions) {
    if (type === NAME_CONSTRAINTS || (critical && !UNDERSTOOD.has(type))) return "certificateConstrained";
  }
  const usages = parts.getExtension(ExtendedKeyUsageExtension)?.usages;
  if (usages === undefined || usages.includes(ExtendedKeyUsage.clientAuth) || usages.includes(ANY_USAGE)) {
    return undefined;
  }
  return "certificateNotForClients";
}

const ANY_USAGE = "2.5.29.37.0";
