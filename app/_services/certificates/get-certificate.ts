import { isId } from "#core/ids.ts";
import { findCertificate } from "#db/queries/device-certificates.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import type { CertificateView } from "./certificate.ts";
import { presentCertificate } from "./present-certificate.ts";

/** @throws ApiError not_found */
export async function getCertificate(actor: Actor, id: string): Promise<CertificateView> {
  requirePermission(actor, "certificates.read");
  if (!isId("certificate", id)) throw notFound("certificate");
  const { tenantId } = actor;
  const row = await services().database.asTenant(tenantId, (orm) => findCertificate(orm, tenantId, id));
  if (row === undefined) throw notFound("certificate");
  return presentCertificate(row);
}
