import { tokenIssuerView, updateTokenIssuerInput } from "../../_services/token-issuers/token-issuer.ts";
import { updateTokenIssuer } from "../../_services/token-issuers/update-token-issuer.ts";
import { exampleTokenIssuer } from "../examples/device-sign-in.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const updateTokenIssuerOperation = operation({
  method: "PATCH",
  path: "/token-issuers/{tokenIssuerId}",
  id: "updateTokenIssuer",
  tag: "Token issuers",
  summary: "Change a token issuer",
  description:
    "Fields that are left out stay; `keys` replaces all keys, those of type `kept` stay. Connections by tokens that it would no longer let in end at once.",
  permission: "settings.write",
  body: updateTokenIssuerInput,
  ifMatch: true,
  success: {
    status: 200,
    description: "The token issuer as it is now.",
    schema: tokenIssuerView,
    headers: { ETag: "The new version of the token issuer." },
  },
  errors: ["not_found", "conflict", "precondition_failed"],
  example: {
    body: { enabled: false },
    result: { ...exampleTokenIssuer, enabled: false, version: 2, updatedAt: "2026-11-20T10:02:11.080Z" },
  },
  run: async ({ actor, params, body, expectedVersion }) => {
    const issuer = await updateTokenIssuer(actor, params.tokenIssuerId, body, expectedVersion);
    return { body: issuer, headers: { etag: versionTag(issuer.version) } };
  },
});
