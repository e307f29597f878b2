import { deleteTokenIssuerOperation } from "#app/_api/operations/delete-token-issuer.ts";
import { getTokenIssuerOperation } from "#app/_api/operations/get-token-issuer.ts";
import { updateTokenIssuerOperation } from "#app/_api/operations/update-token-issuer.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  getTokenIssuerOperation,
  updateTokenIssuerOperation,
  deleteTokenIssuerOperation,
);
