import { z } from "zod";
import { apiKeyView, rotateApiKeyInput } from "../../_services/api-keys/api-key.ts";
import { rotateApiKey } from "../../_services/api-keys/rotate-api-key.ts";
import { exampleApiKey } from "../examples/people.ts";
import { operation } from "../operation.ts";

export const rotateApiKeyOperation = operation({
  method: "POST",
  path: "/api-keys/{apiKeyId}/rotate",
  id: "rotateApiKey",
  tag: "API keys",
  summary: "Rotate an API key",
  description: "Makes a key with the same name, scopes and expiry; the old one ends after the overlap, or at once.",
  permission: "apiKeys.write",
  body: rotateApiKeyInput,
  success: {
    status: 201,
    description: "The new key, and its secret.",
    schema: z.strictObject({
      apiKey: apiKeyView,
      secret: z.string().meta({ description: "Shown this once; only a hash of it is kept." }),
    }),
    headers: { Location: "The path of the API key." },
  },
  errors: ["not_found", "conflict"],
  example: {
    body: { overlapHours: 24 },
    result: { apiKey: exampleApiKey, secret: "hato_k8ZqT4wB0nLr6cVx1yMd7sHe3uGj9fPa5" },
  },
  run: async ({ actor, params, body }) => {
    const created = await rotateApiKey(actor, params.apiKeyId, body);
    return { body: created, headers: { location: `/api/v1/api-keys/${created.apiKey.id}` } };
  },
});
