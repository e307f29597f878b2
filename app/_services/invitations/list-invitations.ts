import { listInvitations as listInvitationRows } from "#db/queries/invitations.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, type Page } from "../page.ts";
import { type InvitationView, type ListInvitationsInput, presentInvitation } from "./invitation.ts";

/** One page of the tenant's invitations, newest first. */
export async function listInvitations(actor: Actor, input: ListInvitationsInput): Promise<Page<InvitationView>> {
  requirePermission(actor, "members.read");
  const { tenantId } = actor;
  const { cursor, limit, status } = input;
  const after = decodeCursor("-id", cursor);
  const found = await services().database.asTenant(tenantId, (orm) =>
    listInvitationRows(orm, tenantId, { after, limit: limit + 1, pendingOnly: status === "pending" }),
  );
  const { rows, nextCursor } = cutPage(found, limit, "-id", (invitation) => invitation.id);
  return { data: rows.map((row) => presentInvitation(row)), nextCursor };
}
