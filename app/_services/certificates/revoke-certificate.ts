import { isId } from "#core/ids.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { findCertificate, revokeCertificate as revokeCertificateRow } from "#db/queries/device-certificates.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";

/**
 * Ends a certificate now; the broker closes the connections that were opened with it. Revoking again changes nothing.
 * @throws ApiError not_found
 */
export async function revokeCertificate(actor: Actor, id: string): Promise<void> {
  requirePermission(actor, "certificates.write");
  if (!isId("certificate", id)) throw notFound("certificate");
  const { tenantId } = actor;
  await services().database.asTenant(tenantId, async (orm) => {
    const found = await findCertificate(orm, tenantId, id);
    const certificate = await revokeCertificateRow(orm, tenantId, id);
    if (found === undefined || certificate === undefined) throw notFound("certificate");
    const { deviceId, subject, fingerprint } = certificate;
    await audit(orm, actor, {
      action: "certificate.revoke",
      target: { kind: "device", id: deviceId, label: found.deviceName },
      before: { certificateId: id, subject, fingerprint: fingerprint.toString("hex") },
    });
    await notifyChange(orm, { tenantId, kind: "credential", id: deviceId });
  });
}
