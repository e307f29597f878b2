import { revokeInvitation } from "../../_services/invitations/revoke-invitation.ts";
import { operation } from "../operation.ts";

export const revokeInvitationOperation = operation({
  method: "DELETE",
  path: "/invitations/{invitationId}",
  id: "revokeInvitation",
  tag: "Members",
  summary: "Revoke an invitation",
  description: "Its link works no more. Revoking again changes nothing.",
  permission: "members.write",
  success: { status: 204, description: "The link is worthless." },
  errors: ["not_found", "conflict"],
  example: {},
  run: async ({ actor, params }) => {
    await revokeInvitation(actor, params.invitationId);
    return {};
  },
});
