import { isId } from "#core/ids.ts";
import { listCertificatesOfDevice } from "#db/queries/device-certificates.ts";
import { findDevice } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import type { CertificateView } from "./certificate.ts";
import { presentCertificate } from "./present-certificate.ts";

/**
 * A device's certificates, newest first: the live ones and the last that ended.
 * @throws ApiError not_found
 */
export async function listDeviceCertificates(actor: Actor, deviceId: string): Promise<CertificateView[]> {
  requirePermission(actor, "certificates.read");
  if (!isId("device", deviceId)) throw notFound("device");
  const { tenantId } = actor;
  const rows = await services().database.asTenant(tenantId, async (orm) => {
    if ((await findDevice(orm, tenantId, deviceId)) === undefined) throw notFound("device");
    return listCertificatesOfDevice(orm, tenantId, deviceId);
  });
  return rows.map((row) => presentCertificate(row));
}
