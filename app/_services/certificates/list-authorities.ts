import { countLiveCertificates, listAuthorities as listAuthorityRows } from "#db/queries/certificate-authorities.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import type { AuthorityView } from "./certificate.ts";
import { presentAuthority } from "./present-certificate.ts";

/** The tenant's certificate authorities, oldest first: a short list, those that lost its trust lately among them. */
export async function listAuthorities(actor: Actor): Promise<AuthorityView[]> {
  requirePermission(actor, "certificates.read");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const rows = await listAuthorityRows(orm, tenantId);
    const certificates = await countLiveCertificates(orm, tenantId);
    return rows.map((row) => presentAuthority(row, certificates.get(row.id) ?? 0));
  });
}
