import { z } from "zod";
import { apiKeyView, createApiKeyInput } from "../../_services/api-keys/api-key.ts";
import { createApiKey } from "../../_services/api-keys/create-api-key.ts";
import { exampleApiKey } from "../examples/people.ts";
import { operation } from "../operation.ts";

export const createApiKeyOperation = operation({
  method: "POST",
  path: "/api-keys",
  id: "createApiKey",
  tag: "API keys",
  summary: "Create an API key",
  description: "The secret is the key itself; it is shown in this answer and never again.",
  permission: "apiKeys.write",
  body: createApiKeyInput,
  success: {
    status: 201,
    description: "The key, and its secret.",
    schema: z.strictObject({
      apiKey: apiKeyView,
      secret: z.string().meta({ description: "Shown this once; only a hash of it is kept." }),
    }),
    headers: { Location: "The path of the API key." },
  },
  errors: [],
  example: {
    body: { name: "provisioning", scopes: ["devices"], expiresAt: "2027-11-20T00:00:00Z" },
    result: { apiKey: exampleApiKey, secret: "hato_k8ZqT4wB0nLr6cVx1yMd7sHe3uGj9fPa5" },
  },
  run: async ({ actor, body }) => {
    const created = await createApiKey(actor, body);
    return { body: created, headers: { location: `/api/v1/api-keys/${created.apiKey.id}` } };
  },
});
