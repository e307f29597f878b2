import { listEventsOperation } from "#app/_api/operations/list-events.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listEventsOperation);
