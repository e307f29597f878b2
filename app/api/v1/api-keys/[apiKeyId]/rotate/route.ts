import { rotateApiKeyOperation } from "#app/_api/operations/rotate-api-key.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(rotateApiKeyOperation);
