import { createInvitationOperation } from "#app/_api/operations/create-invitation.ts";
import { listInvitationsOperation } from "#app/_api/operations/list-invitations.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  listInvitationsOperation,
  createInvitationOperation,
);
