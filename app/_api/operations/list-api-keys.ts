import { apiKeyView, listApiKeysInput } from "../../_services/api-keys/api-key.ts";
import { listApiKeys } from "../../_services/api-keys/list-api-keys.ts";
import { exampleApiKey } from "../examples/people.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listApiKeysOperation = operation({
  method: "GET",
  path: "/api-keys",
  id: "listApiKeys",
  tag: "API keys",
  summary: "List API keys",
  description: "Oldest first, revoked and expired ones too.",
  permission: "apiKeys.read",
  query: listApiKeysInput,
  success: { status: 200, description: "One page of API keys.", schema: pageOf(apiKeyView) },
  errors: [],
  example: { result: { data: [exampleApiKey], nextCursor: null } },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listApiKeys(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
