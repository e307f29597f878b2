import { X509Certificate } from "node:crypto";
import type { CertificateRefusal } from "#core/certificate.ts";
import { newId } from "#core/ids.ts";
import { policyAllows } from "#core/listener-policy.ts";
import { DEVICE_NAME, TENANT_SLUG } from "#core/names.ts";
import {
  type CertificateIdentity,
  findCertificateIdentity,
  findIssuedIdentity,
  keepMappedCertificate,
  type MappingAuthority,
} from "#db/queries/certificate-identities.ts";
import { findDeviceIdentity } from "#db/queries/find-device-identity.ts";
import type { DeviceIdentity, IdentityDevice } from "#db/queries/identities.ts";
import { namesIn } from "#db/x509/names.ts";
import { type CertificateFault, fingerprintOf } from "#db/x509/read-certificate.ts";
import { verifyPath } from "#db/x509/verify-path.ts";
import type { AuthRequest, AuthResult, Refusal } from "../identity.ts";
import type { PeerCertificate } from "../tls/client-certificate.ts";
import { admitDevice } from "./admit-device.ts";
import type { IdentityOptions } from "./options.ts";
import { refuse } from "./refuse.ts";

/** Of a distinguished name, as it is written down. */
const NAME_CHARS_MAX = 1_000;

/** Who the client says it is: by its username, or by the name it asked for in TLS. */
interface Named {
  readonly tenantSlug: string | undefined;
  /** Empty when it names none. */
  readonly deviceName: string;
}

/**
 * A device that showed a certificate. Which one it is decides the fingerprint, in the tenant that the client names; a
 * client that names none must have a certificate of Hato's own, for anybody may register what is somebody else's. A
 * certificate that the tenant does not know may be vouched for by an authority that it trusts.
 * @returns undefined when the tenant knows nothing of the certificate: the client may have meant it for others
 */
export async function identifyByCertificate(
  shown: PeerCertificate,
  named: Named,
  request: AuthRequest,
  options: IdentityOptions,
): Promise<AuthResult | undefined> {
  const { sql } = options;
  const { tenantSlug, deviceName } = named;
  const fingerprint = fingerprintOf(shown.certificate);
  if (tenantSlug === undefined && deviceName !== "") return undefined;
  if (tenantSlug !== undefined && !TENANT_SLUG.test(tenantSlug)) return undefined;
  const issuers = [shown.certificate, ...shown.sent].map(({ issuer }) => issuer);
  const found =
    tenantSlug === undefined
      ? await findIssuedIdentity(sql, fingerprint)
      : await findCertificateIdentity(sql, tenantSlug, fingerprint, issuers);
  if (found === undefined) return undefined;
  // Where the tenant takes no certificates, a device that has one may still have something else.
  if (request.password !== undefined && !policyAllows(found.listenerPolicy, "certificate", request.transport)) {
    return undefined;
  }
  const { tenantId, device, certificate } = found;
  const who = { tenantId, deviceId: device?.id, deviceName: device?.name ?? deviceName };
  if (found.revoked || certificate?.revoked === true) return refuse("certificateRevoked", who);
  // Of a mapped one another authority may have taken the place of the one that is gone.
  if (certificate === null || device === null || (certificate.untrusted && certificate.origin === "mapped")) {
    return identifyByAuthority(shown, found, deviceName, request, options);
  }
  if (certificate.untrusted) return refuse("unknownAuthority", who);
  if (certificate.notAfterMs <= Date.now()) return refuse("certificateExpired", who);
  if (certificate.notBeforeMs > Date.now()) return refuse("certificateNotYetValid", who);
  if (deviceName !== "" && deviceName !== device.name) return refuse("certificateMismatch", { tenantId, deviceName });
  return admit(found, device, certificate.id, certificate.notAfterMs, request, options);
}

/** What becomes of a client that showed a certificate which says nothing to us, and nothing else. */
export async function refuseUnknown(
  { tenantSlug = "", deviceName }: Named,
  { sql }: Pick<IdentityOptions, "sql">,
): Promise<Refusal> {
  const found = TENANT_SLUG.test(tenantSlug)
    ? await findDeviceIdentity(sql, tenantSlug, DEVICE_NAME.test(deviceName) ? deviceName : "")
    : undefined;
  const { tenantId, device } = found ?? {};
  return refuse("unknownAuthority", { tenantId, deviceId: device?.id, deviceName });
}

/** A certificate that the tenant meets for the first time, or under an authority that took another's place. */
async function identifyByAuthority(
  shown: PeerCertificate,
  found: CertificateIdentity,
  deviceName: string,
  request: AuthRequest,
  options: IdentityOptions,
): Promise<AuthResult | undefined> {
  const { certificate } = shown;
  const { tenantId, tenantSlug } = found;
  const path = verifyPath(certificate, shown.sent, found.authorities.map(toTrusted), new Date());
  if (path === undefined) return undefined;
  if (typeof path === "string") return refuse(refusalOf(path), { tenantId, deviceName });
  const names = namesIn(certificate, path.authority.mapping).filter((name) => DEVICE_NAME.test(name));
  const [name, another] = names;
  if (name === undefined) return refuse("certificateNamesNobody", { tenantId, deviceName });
  if (deviceName !== "" && !names.includes(deviceName)) return refuse("certificateMismatch", { tenantId, deviceName });
  if (deviceName === "" && another !== undefined) return refuse("certificateNamesNobody", { tenantId });
  const meant = deviceName === "" ? name : deviceName;
  const identity = await findDeviceIdentity(options.sql, tenantSlug, meant);
  if (identity === undefined) return undefined;
  const { device } = identity;
  if (device === null) return refuse("unknownDevice", { tenantId, deviceName: meant });
  const id = await keepMappedCertificate(options.sql, {
    tenantId,
    id: newId("certificate"),
    deviceId: device.id,
    authorityId: path.authority.id,
    subject: certificate.subject.slice(0, NAME_CHARS_MAX),
    issuer: certificate.issuer.slice(0, NAME_CHARS_MAX),
    serialNumber: certificate.serialNumber.toLowerCase(),
    fingerprint: fingerprintOf(certificate),
    notBefore: certificate.validFromDate,
    notAfter: path.notAfter,
  });
  if (id === undefined) return refuse("quotaExceeded", { tenantId, deviceId: device.id, deviceName: meant });
  return admit(identity, device, id, path.notAfter.getTime(), request, options);
}

function admit(
  found: DeviceIdentity,
  device: IdentityDevice,
  credentialId: string,
  expiresAtMs: number,
  request: AuthRequest,
  options: IdentityOptions,
): AuthResult {
  const proof = { identityKind: "certificate", credentialId, expiresAtMs } as const;
  const result = admitDevice(found, device, proof, request, options);
  return result.ok ? { ...result, username: `${found.tenantSlug}/${device.name}` } : result;
}

/** Authorities that were met lately, read: some milliseconds each, and ten thousand devices may come under one. */
const READ_MAX = 200;
const readAuthorities = new Map<string, X509Certificate>();

function toTrusted(authority: MappingAuthority) {
  const { certificate: pem } = authority;
  const certificate = readAuthorities.get(pem) ?? new X509Certificate(pem);
  if (readAuthorities.size >= READ_MAX) readAuthorities.clear();
  readAuthorities.set(pem, certificate);
  return { authority, certificate };
}

function refusalOf(fault: CertificateFault): CertificateRefusal {
  return fault === "certificateExpired" || fault === "certificateNotYetValid" ? fault : "certificateUnfit";
}
