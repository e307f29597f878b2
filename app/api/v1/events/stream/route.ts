import { streamEventsOperation } from "#app/_api/operations/stream-events.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(streamEventsOperation);
