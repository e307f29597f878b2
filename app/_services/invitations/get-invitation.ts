import { isId } from "#core/ids.ts";
import { findInvitation } from "#db/queries/invitations.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { type InvitationView, presentInvitation } from "./invitation.ts";

/** @throws ApiError not_found */
export async function getInvitation(actor: Actor, id: string): Promise<InvitationView> {
  requirePermission(actor, "members.read");
  if (!isId("invitation", id)) throw notFound("invitation");
  const { tenantId } = actor;
  const invitation = await services().database.asTenant(tenantId, (orm) => findInvitation(orm, tenantId, id));
  if (invitation === undefined) throw notFound("invitation");
  return presentInvitation(invitation);
}
