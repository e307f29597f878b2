import { openApiDocument } from "#app/_api/openapi.ts";
import { publicDocument } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = publicDocument(openApiDocument);
