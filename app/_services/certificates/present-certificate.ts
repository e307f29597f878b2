import type { CertificateRow } from "#db/queries/device-certificates.ts";
import type { CertificateAuthority } from "#db/schema/index.ts";
import type { AuthorityView, CertificateView } from "./certificate.ts";

/** Rows turned into what callers see. The sealed key is not among it. */

export function presentAuthority(
  authority: CertificateAuthority,
  certificates: number,
  now: Date = new Date(),
): AuthorityView {
  return {
    id: authority.id,
    name: authority.name,
    kind: authority.kind,
    mapping: authority.mapping,
    status: authority.endedAt !== null ? "untrusted" : dateStatus(authority, now),
    subject: onOneLine(authority.subject),
    fingerprint: authority.fingerprint.toString("hex"),
    pem: authority.certificate,
    certificates,
    notBefore: authority.notBefore.toISOString(),
    notAfter: authority.notAfter.toISOString(),
    createdAt: authority.createdAt.toISOString(),
    endedAt: authority.endedAt?.toISOString() ?? null,
  };
}

export function presentCertificate(
  { certificate, deviceName, untrusted }: CertificateRow,
  now: Date = new Date(),
): CertificateView {
  return {
    id: certificate.id,
    deviceId: certificate.deviceId,
    deviceName,
    authorityId: certificate.authorityId,
    origin: certificate.origin,
    status: certificate.revokedAt !== null ? "revoked" : untrusted ? "untrusted" : dateStatus(certificate, now),
    subject: onOneLine(certificate.subject),
    issuer: onOneLine(certificate.issuer),
    serialNumber: certificate.serialNumber,
    fingerprint: certificate.fingerprint.toString("hex"),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    createdAt: certificate.createdAt.toISOString(),
    revokedAt: certificate.revokedAt?.toISOString() ?? null,
    lastUsedAt: certificate.lastUsedAt?.toISOString() ?? null,
  };
}

function dateStatus(
  { notBefore, notAfter }: { readonly notBefore: Date; readonly notAfter: Date },
  now: Date,
): "active" | "notYetValid" | "expired" {
  if (notAfter <= now) return "expired";
  return notBefore > now ? "notYetValid" : "active";
}

/** OpenSSL puts each part of a name on a line of its own. */
function onOneLine(name: string): string {
  return name.replaceAll("\n", ", ");
}
