import { X509Certificate } from "node:crypto";
import { AUTHORITY_CHAIN_MAX } from "#core/certificate.ts";
import type { Orm } from "#db/client.ts";
import { findAuthoritiesBySubject } from "#db/queries/certificate-authorities.ts";
import { isRevoked } from "#db/queries/device-certificates.ts";
import { dateFault, deviceFault } from "#db/x509/judge-certificate.ts";
import { CertificateError, fingerprintOf, readCertificates } from "#db/x509/read-certificate.ts";
import { isSignedBy } from "#db/x509/verify-path.ts";
import { ApiError } from "../errors.ts";
import type { NewCertificate } from "./issue-for-device.ts";
import { reading } from "./refuse-fault.ts";

/**
 * Reads the certificate that a device has already. Its authority may follow in the text, as tools write it; who that is
 * is not asked, for the certificate itself is what is trusted.
 * @throws ApiError invalid_request at `certificate`
 */
export function readDeviceCertificate(pem: string, now: Date): X509Certificate {
  return reading("certificate", () => {
    const [certificate] = readCertificates(pem, AUTHORITY_CHAIN_MAX);
    if (certificate === undefined) throw new CertificateError("certificateEmpty");
    const fault = deviceFault(certificate) ?? dateFault(certificate, now);
    if (fault !== undefined && fault !== "certificateNotYetValid") throw new CertificateError(fault);
    return certificate;
  });
}

/**
 * A certificate of the device's own, which ends with the trust in its authority if that is one of the tenant's.
 * @throws ApiError conflict when it was revoked
 */
export async function registerForDevice(orm: Orm, tenantId: string, x509: X509Certificate): Promise<NewCertificate> {
  if (await isRevoked(orm, tenantId, fingerprintOf(x509))) {
    throw new ApiError("conflict", "This certificate was revoked, and stays so. The device needs a new one.", {
      issues: [{ path: ["certificate"], code: "revoked", message: "was revoked, and stays so" }],
    });
  }
  const candidates = await findAuthoritiesBySubject(orm, tenantId, [x509.issuer]);
  const authority = candidates.find(({ certificate }) => isSignedBy(x509, new X509Certificate(certificate)));
  return { x509, authorityId: authority?.id ?? null, pem: x509.toString(), privateKey: null };
}
