import { createTokenIssuer } from "../../_services/token-issuers/create-token-issuer.ts";
import { createTokenIssuerInput, tokenIssuerView } from "../../_services/token-issuers/token-issuer.ts";
import { exampleNewTokenIssuer, exampleTokenIssuer } from "../examples/device-sign-in.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const createTokenIssuerOperation = operation({
  method: "POST",
  path: "/token-issuers",
  id: "createTokenIssuer",
  tag: "Token issuers",
  summary: "Enter a token issuer",
  description: "Its keys are either given here or published at `jwksUrl`. A secret for HS256 is never shown again.",
  permission: "settings.write",
  body: createTokenIssuerInput,
  success: {
    status: 201,
    description: "The token issuer.",
    schema: tokenIssuerView,
    headers: { Location: "The path of the token issuer.", ETag: "The version of the token issuer." },
  },
  errors: ["conflict"],
  example: { body: exampleNewTokenIssuer, result: exampleTokenIssuer },
  run: async ({ actor, body }) => {
    const issuer = await createTokenIssuer(actor, body);
    const headers = { location: `/api/v1/token-issuers/${issuer.id}`, etag: versionTag(issuer.version) };
    return { body: issuer, headers };
  },
});
