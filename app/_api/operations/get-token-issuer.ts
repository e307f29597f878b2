import { getTokenIssuer } from "../../_services/token-issuers/get-token-issuer.ts";
import { tokenIssuerView } from "../../_services/token-issuers/token-issuer.ts";
import { exampleTokenIssuer } from "../examples/device-sign-in.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const getTokenIssuerOperation = operation({
  method: "GET",
  path: "/token-issuers/{tokenIssuerId}",
  id: "getTokenIssuer",
  tag: "Token issuers",
  summary: "Read a token issuer",
  description: "Of its keys only what tells them apart.",
  permission: "settings.read",
  success: {
    status: 200,
    description: "The token issuer.",
    schema: tokenIssuerView,
    headers: { ETag: "The version of the token issuer, for `If-Match`." },
  },
  errors: ["not_found"],
  example: { result: exampleTokenIssuer },
  run: async ({ actor, params }) => {
    const issuer = await getTokenIssuer(actor, params.tokenIssuerId);
    return { body: issuer, headers: { etag: versionTag(issuer.version) } };
  },
});
