import { getApiKeyOperation } from "#app/_api/operations/get-api-key.ts";
import { revokeApiKeyOperation } from "#app/_api/operations/revoke-api-key.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(getApiKeyOperation, revokeApiKeyOperation);
