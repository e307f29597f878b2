import { streamTopicsOperation } from "#app/_api/operations/stream-topics.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(streamTopicsOperation);
