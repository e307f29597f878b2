import { CERTIFICATES_PER_DEVICE_MAX } from "#core/certificate.ts";
import { isId, newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { notifyChange } from "#db/queries/changes.ts";
import {
  countLiveCertificatesOfDevice,
  deleteEndedCertificates,
  deleteSpentRevocations,
  insertCertificate,
} from "#db/queries/device-certificates.ts";
import { lockDevice } from "#db/queries/devices.ts";
import type { deviceCertificates } from "#db/schema/index.ts";
import { fingerprintOf } from "#db/x509/read-certificate.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound, taken } from "../errors.ts";
import type { AddCertificateInput, AddedCertificateView } from "./certificate.ts";
import { issueForDevice, readRequest } from "./issue-for-device.ts";
import { presentCertificate } from "./present-certificate.ts";
import { readDeviceCertificate, registerForDevice } from "./register-for-device.ts";

/** Ended certificates kept per device, so that a person sees what became of the last ones. */
const ENDED_KEPT_MAX = 20;

/**
 * Gives a device a certificate to connect by: one that Hato issues, for the key of a request or one that it makes for
 * this answer alone, or one that the device has already.
 * @throws ApiError not_found, invalid_request at the field, or conflict
 */
export async function addCertificate(
  actor: Actor,
  deviceId: string,
  input: AddCertificateInput,
): Promise<AddedCertificateView> {
  requirePermission(actor, "certificates.write");
  if (!isId("device", deviceId)) throw notFound("device");
  const { tenantId } = actor;
  // What is uploaded is read before a row is locked for it.
  const own = input.certificate === undefined ? undefined : readDeviceCertificate(input.certificate, new Date());
  const request = input.csr === undefined ? undefined : await readRequest(input.csr);
  return services().database.asTenant(tenantId, async (orm) => {
    const device = await lockDevice(orm, tenantId, deviceId);
    if (device === undefined) throw notFound("device");
    await requireRoom(orm, tenantId, deviceId);
    const added =
      own === undefined
        ? await issueForDevice(orm, actor, device, request, input)
        : await registerForDevice(orm, tenantId, own);
    const { x509, pem, privateKey } = added;
    const certificate = await insertCertificate(orm, {
      tenantId,
      id: newId("certificate"),
      deviceId,
      authorityId: added.authorityId,
      origin: own === undefined ? "issued" : "registered",
      subject: x509.subject,
      issuer: x509.issuer,
      serialNumber: x509.serialNumber.toLowerCase(),
      fingerprint: fingerprintOf(x509),
      notBefore: x509.validFromDate,
      notAfter: x509.validToDate,
    } satisfies typeof deviceCertificates.$inferInsert);
    if (certificate === undefined) throw taken(["certificate"], "This certificate is registered already.");
    const { id, origin, authorityId, fingerprint, notAfter } = certificate;
    await audit(orm, actor, {
      action: own === undefined ? "certificate.issue" : "certificate.register",
      target: { kind: "device", id: deviceId, label: device.name },
      after: {
        certificateId: id,
        origin,
        authorityId,
        fingerprint: fingerprint.toString("hex"),
        notAfter: notAfter.toISOString(),
      },
    });
    await notifyChange(orm, { tenantId, kind: "credential", id: deviceId });
    return {
      certificate: presentCertificate({ certificate, deviceName: device.name, untrusted: false }),
      pem,
      privateKey,
    };
  });
}

/** @throws ApiError conflict */
async function requireRoom(orm: Orm, tenantId: string, deviceId: string): Promise<void> {
  await deleteSpentRevocations(orm, tenantId);
  await deleteEndedCertificates(orm, tenantId, deviceId, ENDED_KEPT_MAX);
  if ((await countLiveCertificatesOfDevice(orm, tenantId, deviceId)) < CERTIFICATES_PER_DEVICE_MAX) return;
  throw new ApiError(
    "conflict",
    `The device has ${CERTIFICATES_PER_DEVICE_MAX} live certificates already. Revoke one first.`,
  );
}
