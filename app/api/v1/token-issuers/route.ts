import { createTokenIssuerOperation } from "#app/_api/operations/create-token-issuer.ts";
import { listTokenIssuersOperation } from "#app/_api/operations/list-token-issuers.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  listTokenIssuersOperation,
  createTokenIssuerOperation,
);
