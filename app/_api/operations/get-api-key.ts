import { apiKeyView } from "../../_services/api-keys/api-key.ts";
import { getApiKey } from "../../_services/api-keys/get-api-key.ts";
import { exampleApiKey } from "../examples/people.ts";
import { operation } from "../operation.ts";

export const getApiKeyOperation = operation({
  method: "GET",
  path: "/api-keys/{apiKeyId}",
  id: "getApiKey",
  tag: "API keys",
  summary: "Read an API key",
  description: "Everything but the secret, which nobody keeps.",
  permission: "apiKeys.read",
  success: { status: 200, description: "The API key.", schema: apiKeyView },
  errors: ["not_found"],
  example: { result: exampleApiKey },
  run: async ({ actor, params }) => ({ body: await getApiKey(actor, params.apiKeyId) }),
});
