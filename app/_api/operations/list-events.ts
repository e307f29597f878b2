import { eventView, listEventsInput } from "../../_services/events/event.ts";
import { listEvents } from "../../_services/events/list-events.ts";
import { exampleEvent } from "../examples/events.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listEventsOperation = operation({
  method: "GET",
  path: "/events",
  id: "listEvents",
  tag: "Events",
  summary: "List events",
  description:
    "Connects, refusals and drops, the newest first, each with the rule or the limit that decided. They are kept for some days; what happens now is here about a second later.",
  permission: "events.read",
  query: listEventsInput,
  success: { status: 200, description: "One page of events.", schema: pageOf(eventView) },
  errors: [],
  example: {
    query: { type: "publishDenied,subscribeDenied", limit: "20" },
    result: { data: [exampleEvent], nextCursor: null },
  },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listEvents(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
