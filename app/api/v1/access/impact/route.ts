import { previewImpactOperation } from "#app/_api/operations/preview-impact.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(previewImpactOperation);
