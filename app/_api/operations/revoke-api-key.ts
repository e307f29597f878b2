import { revokeApiKey } from "../../_services/api-keys/revoke-api-key.ts";
import { operation } from "../operation.ts";

export const revokeApiKeyOperation = operation({
  method: "DELETE",
  path: "/api-keys/{apiKeyId}",
  id: "revokeApiKey",
  tag: "API keys",
  summary: "Revoke an API key",
  description: "It ends now, also when it is the key of this very request. It stays in the list as revoked.",
  permission: "apiKeys.write",
  success: { status: 204, description: "The API key is revoked." },
  errors: ["not_found"],
  example: {},
  run: async ({ actor, params }) => {
    await revokeApiKey(actor, params.apiKeyId);
    return {};
  },
});
