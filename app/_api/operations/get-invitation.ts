import { getInvitation } from "../../_services/invitations/get-invitation.ts";
import { invitationView } from "../../_services/invitations/invitation.ts";
import { exampleInvitation } from "../examples/people.ts";
import { operation } from "../operation.ts";

export const getInvitationOperation = operation({
  method: "GET",
  path: "/invitations/{invitationId}",
  id: "getInvitation",
  tag: "Members",
  summary: "Read an invitation",
  description: "Everything but the link, of which only a hash is kept.",
  permission: "members.read",
  success: { status: 200, description: "The invitation.", schema: invitationView },
  errors: ["not_found"],
  example: { result: exampleInvitation },
  run: async ({ actor, params }) => ({ body: await getInvitation(actor, params.invitationId) }),
});
