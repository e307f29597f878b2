import { getInvitationOperation } from "#app/_api/operations/get-invitation.ts";
import { revokeInvitationOperation } from "#app/_api/operations/revoke-invitation.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  getInvitationOperation,
  revokeInvitationOperation,
);
