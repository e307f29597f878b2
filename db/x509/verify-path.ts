import type { X509Certificate } from "node:crypto";
import { INTERMEDIATES_MAX } from "#core/certificate.ts";
import { authorityFault, dateFault, deviceFault, isQuickToCheck, pathLengthOf } from "./judge-certificate.ts";
import type { CertificateFault } from "./read-certificate.ts";

/** A trusted authority that vouches for a certificate. */
export interface TrustPath<Authority> {
  readonly authority: Authority;
  /** The earliest end of all certificates on the way. */
  readonly notAfter: Date;
}

interface Trusted<Authority> {
  readonly authority: Authority;
  readonly certificate: X509Certificate;
}

/**
 * Looks for the way from a device's certificate up to one of these authorities, by way of the certificates that the
 * device sent along. Trust rests in the authorities as they are, whoever stands above them; every signature, name and
 * key usage is checked by OpenSSL (`checkIssued`, `verify`).
 *
 * Why not in the handshake: OpenSSL would have to hold the authorities of all tenants in one store, where two of the
 * same name stand in each other's way, and would tell every client all of their names
 * (docs/decisions/0014-certificates.md).
 * @param sent nearest first, or in any order; at most INTERMEDIATES_MAX are looked at
 * @returns the way; what is wrong with it; or undefined when no signature leads to an authority
 */
export function verifyPath<Authority>(
  device: X509Certificate,
  sent: readonly X509Certificate[],
  authorities: readonly Trusted<Authority>[],
  now: Date,
): TrustPath<Authority> | CertificateFault | undefined {
  // Whoever is trusted by nobody must not have us check signatures that he chose.
  if (authorities.length === 0) return undefined;
  const unused = new Set(sent.slice(0, INTERMEDIATES_MAX));
  const path = [device];
  for (let current: X509Certificate | undefined = device; current !== undefined; ) {
    const last: X509Certificate = current;
    const trusted = authorities.filter(({ certificate }) => isSignedBy(last, certificate));
    if (trusted.length > 0) return judgeAll(path, trusted, now);
    current = [...unused].find((certificate) => isSignedBy(last, certificate));
    if (current === undefined) break;
    unused.delete(current);
    path.push(current);
  }
  return undefined;
}

/** The name first, which costs little, then the signature. */
export function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && isQuickToCheck(issuer.publicKey) && certificate.verify(issuer.publicKey);
  } catch {
    return false; // a key that does not fit the signature's algorithm
  }
}

/** @param trusted those that signed the last of the path: of one authority's former and present certificate one may be good */
function judgeAll<Authority>(
  [device, ...intermediates]: readonly X509Certificate[],
  trusted: readonly Trusted<Authority>[],
  now: Date,
): TrustPath<Authority> | CertificateFault | undefined {
  if (device === undefined) return undefined;
  let fault = device.ca ? "certificateIsAuthority" : (deviceFault(device) ?? dateFault(device, now));
  for (const [below, certificate] of intermediates.entries()) fault ??= authorityFaultAt(certificate, below, now);
  if (fault !== undefined) return fault;
  for (const { authority, certificate } of trusted) {
    const found = authorityFaultAt(certificate, intermediates.length, now);
    fault ??= found;
    if (found !== undefined) continue;
    const ends = [device, ...intermediates, certificate].map(({ validToDate }) => validToDate.getTime());
    return { authority, notAfter: new Date(Math.min(...ends)) };
  }
  return fault;
}

/** @param below authorities between this one and the device */
function authorityFaultAt(certificate: X509Certificate, below: number, now: Date): CertificateFault | undefined {
  const most = pathLengthOf(certificate);
  const tooLong = most !== undefined && below > most;
  return authorityFault(certificate) ?? dateFault(certificate, now) ?? (tooLong ? "certificateChainBroken" : undefined);
}
