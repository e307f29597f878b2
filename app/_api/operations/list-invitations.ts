import { invitationView, listInvitationsInput } from "../../_services/invitations/invitation.ts";
import { listInvitations } from "../../_services/invitations/list-invitations.ts";
import { exampleInvitation } from "../examples/people.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listInvitationsOperation = operation({
  method: "GET",
  path: "/invitations",
  id: "listInvitations",
  tag: "Members",
  summary: "List invitations",
  description: "Page by page, newest first, used and revoked ones too.",
  permission: "members.read",
  query: listInvitationsInput,
  success: { status: 200, description: "One page of invitations.", schema: pageOf(invitationView) },
  errors: [],
  example: { query: { status: "pending" }, result: { data: [exampleInvitation], nextCursor: null } },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listInvitations(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
