import { noRoute } from "#app/_api/route.ts";

/** Every path below /api/v1 that is no other's. */
export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = noRoute();
