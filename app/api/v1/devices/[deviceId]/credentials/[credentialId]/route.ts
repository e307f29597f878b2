import { getCredentialOperation } from "#app/_api/operations/get-credential.ts";
import { revokeCredentialOperation } from "#app/_api/operations/revoke-credential.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  getCredentialOperation,
  revokeCredentialOperation,
);
