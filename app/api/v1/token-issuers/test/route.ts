import { testTokenOperation } from "#app/_api/operations/test-token.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(testTokenOperation);
