import {
  NOTHING_VIEWED,
  RAW_PAYLOAD_BYTES_TOLD,
  RAW_PER_SECOND_MAX,
  type TopicsFrame,
  type TopicsSelection,
} from "#core/live-topics.ts";
import { followTopics } from "../../_live/follow-topics.ts";
import { onPersonChange } from "../../_live/person-changes.ts";
import { stillHasPermission } from "../../_services/api-keys/still-has-permission.ts";
import { openTopics } from "../../_services/broker-topics.ts";
import { ApiError } from "../../_services/errors.ts";
import { takeStreamPlace } from "../../_services/events/stream-places.ts";
import { setView } from "../../_services/topics/set-view.ts";
import { type FollowTopicsInput, followTopicsInput, presentTopicMessage } from "../../_services/topics/topic.ts";
import { newViewer } from "../../_services/topics/viewer.ts";
import { exampleTopicMessage } from "../examples/topics.ts";
import { EVENT_STREAM, operation } from "../operation.ts";

const PERMISSION = "messages.read";

export const streamTopicsOperation = operation({
  method: "GET",
  path: "/topics/stream",
  id: "streamTopics",
  tag: "Messages",
  summary: "Follow the messages of topics",
  description: `Server-sent events: each \`data\` is a message with the first ${RAW_PAYLOAD_BYTES_TOLD} bytes of its payload in base64, its \`id\` the message's number among all there were. Of more than ${RAW_PER_SECOND_MAX} a second only some are told: numbers that are left out are messages that were not, and \`event: count\` tells how many there were and that one in so many is told. For every message, subscribe over MQTT. At most 5 streams are open for one API key.`,
  permission: PERMISSION,
  query: followTopicsInput,
  success: { status: 200, description: "A stream without an end.", contentType: EVENT_STREAM },
  errors: [],
  example: {
    query: { under: "hall" },
    text: `id: 4711\ndata: ${JSON.stringify(exampleTopicMessage)}\n\nevent: count\ndata: {"seen":4711,"oneIn":1}\n\n`,
  },
  run: async ({ actor, query, signal }) => {
    const giveBack = takeStreamPlace(actor);
    const over = new AbortController();
    over.signal.addEventListener("abort", giveBack);
    signal.addEventListener("abort", () => over.abort());
    const viewer = newViewer(actor);
    const first = await openTopics(actor.tenantId, viewer, over.signal);
    if (first === "tooMany") {
      over.abort();
      throw new ApiError("rate_limited", "Too many look at the tenant's topics.", { retryAfterSeconds: 10 });
    }
    const view = { ...NOTHING_VIEWED, selection: selectionOf(query) };
    const stream = followTopics({
      tenantId: actor.tenantId,
      ...{ viewer, first, over },
      mayFollow: () => stillHasPermission(actor, PERMISSION),
      onDoubt: (askAgain) => onPersonChange(actor.id, askAgain),
      onKnown: () => setView(actor, { viewer, view }),
      present,
    });
    // A proxy that buffers would hold every message back.
    return { stream, headers: { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" } };
  },
});

function selectionOf({ topic, under }: FollowTopicsInput): TopicsSelection {
  return topic === undefined ? { kind: "subtree", under: under ?? null, ignored: [] } : { kind: "topic", topic };
}

function present({ raw }: TopicsFrame): string {
  if (raw === undefined) return "";
  const messages = raw.messages.map((message) => {
    return `id: ${message.seq}\ndata: ${JSON.stringify(presentTopicMessage(message))}\n\n`;
  });
  return `${messages.join("")}event: count\ndata: ${JSON.stringify({ seen: raw.seen, oneIn: raw.oneIn })}\n\n`;
}
