import { deleteTokenIssuer } from "../../_services/token-issuers/delete-token-issuer.ts";
import { operation } from "../operation.ts";

export const deleteTokenIssuerOperation = operation({
  method: "DELETE",
  path: "/token-issuers/{tokenIssuerId}",
  id: "deleteTokenIssuer",
  tag: "Token issuers",
  summary: "Delete a token issuer",
  description: "Its tokens are taken no more, and connections that came in by them end.",
  permission: "settings.write",
  success: { status: 204, description: "The token issuer is gone." },
  errors: ["not_found"],
  example: {},
  run: async ({ actor, params }) => {
    await deleteTokenIssuer(actor, params.tokenIssuerId);
    return {};
  },
});
