import { createApiKeyOperation } from "#app/_api/operations/create-api-key.ts";
import { listApiKeysOperation } from "#app/_api/operations/list-api-keys.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listApiKeysOperation, createApiKeyOperation);
