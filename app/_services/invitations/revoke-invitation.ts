import { isId } from "#core/ids.ts";
import { findInvitation, revokeInvitation as revokeInvitationRow } from "#db/queries/invitations.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";

/**
 * Makes a link worthless. Revoking again changes nothing.
 * @throws ApiError not_found; conflict when somebody has accepted: then it is a member that is to be removed
 */
export async function revokeInvitation(actor: Actor, id: string): Promise<void> {
  requirePermission(actor, "members.write");
  if (!isId("invitation", id)) throw notFound("invitation");
  const { tenantId } = actor;
  await services().database.asTenant(tenantId, async (orm) => {
    const revoked = await revokeInvitationRow(orm, tenantId, id);
    if (revoked === undefined) {
      const found = await findInvitation(orm, tenantId, id);
      if (found === undefined) throw notFound("invitation");
      if (found.acceptedAt === null) return;
      throw new ApiError("conflict", "The invitation has been accepted. Remove the member instead.");
    }
    await audit(orm, actor, {
      action: "invitation.revoke",
      target: { kind: "invitation", id, label: revoked.email ?? "" },
      before: { role: revoked.role, email: revoked.email, expiresAt: revoked.expiresAt.toISOString() },
    });
  });
}
