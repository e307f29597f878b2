import { EVENT_TYPES, type KeptEvent, toEventRecord } from "#core/event-record.ts";
import { followBroker } from "../../_live/follow-broker.ts";
import { onPersonChange } from "../../_live/person-changes.ts";
import { stillHasPermission } from "../../_services/api-keys/still-has-permission.ts";
import { followEventsInput } from "../../_services/events/event.ts";
import { takeStreamPlace } from "../../_services/events/stream-places.ts";
import { isWanted } from "../../_services/events/wanted.ts";
import { exampleEvent } from "../examples/events.ts";
import { EVENT_STREAM, operation } from "../operation.ts";

const PERMISSION = "events.read";

export const streamEventsOperation = operation({
  method: "GET",
  path: "/events/stream",
  id: "streamEvents",
  tag: "Events",
  summary: "Follow events",
  description:
    "Server-sent events, as they happen: each `data` is an Event, its `id` a sequence number. With `Last-Event-ID` the broker first repeats what it still holds since; after `event: broker` with `gap` there may be more in the list than the stream told. `event: heartbeat` comes every ten seconds. At most 5 streams are open for one API key.",
  permission: PERMISSION,
  query: followEventsInput,
  success: { status: 200, description: "A stream without an end.", contentType: EVENT_STREAM },
  errors: [],
  example: {
    query: { type: "publishDenied" },
    text: `id: 4711\ndata: ${JSON.stringify(exampleEvent)}\n\n`,
  },
  run: async ({ actor, query, signal, lastEventId }) => {
    const giveBack = takeStreamPlace(actor);
    signal.addEventListener("abort", giveBack);
    const stream = followBroker({
      tenantId: actor.tenantId,
      deviceId: undefined,
      after: /^\d{1,15}$/.test(lastEventId ?? "") ? Number(lastEventId) : undefined,
      signal,
      mayFollow: () => stillHasPermission(actor, PERMISSION),
      onDoubt: (askAgain) => onPersonChange(actor.id, askAgain),
      present: (event) => {
        if (!EVENT_TYPES.includes(event.type as KeptEvent["type"])) return undefined;
        const record = toEventRecord(event as KeptEvent);
        return isWanted(record, query) ? record : undefined;
      },
      onEnd: giveBack,
    });
    // A proxy that buffers would hold every event back.
    return { stream, headers: { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" } };
  },
});
