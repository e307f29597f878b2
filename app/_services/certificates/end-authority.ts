import { isId } from "#core/ids.ts";
import { countLiveCertificates, endAuthority as endAuthorityRow } from "#db/queries/certificate-authorities.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";

/**
 * Ends the trust in an authority now: nobody comes in by a certificate that it vouches for, and the broker closes the
 * connections of those who did. Its key, if Hato has it, is forgotten. Ending again changes nothing.
 * @throws ApiError not_found
 */
export async function endAuthority(actor: Actor, id: string): Promise<void> {
  requirePermission(actor, "certificates.write");
  if (!isId("certificateAuthority", id)) throw notFound("certificate authority");
  const { tenantId } = actor;
  await services().database.asTenant(tenantId, async (orm) => {
    const certificates = (await countLiveCertificates(orm, tenantId)).get(id) ?? 0;
    const authority = await endAuthorityRow(orm, tenantId, id);
    if (authority === undefined) throw notFound("certificate authority");
    await audit(orm, actor, {
      action: "certificateAuthority.end",
      target: { kind: "certificateAuthority", id, label: authority.name },
      before: { subject: authority.subject, certificates },
    });
    await notifyChange(orm, { tenantId, kind: "certificateAuthority", id });
  });
}
