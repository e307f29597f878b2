import { listTopics } from "../../_services/topics/list-topics.ts";
import { listTopicsInput, topicPage } from "../../_services/topics/topic.ts";
import { exampleTopic } from "../examples/topics.ts";
import { operation } from "../operation.ts";

export const listTopicsOperation = operation({
  method: "GET",
  path: "/topics",
  id: "listTopics",
  tag: "Messages",
  summary: "List topics",
  description:
    "Level by level, by name, with counts, rates and the latest value. The broker counts while somebody looks and for a minute after the last question: what it never saw and does not retain is not there. Topics that begin with `$` are not shown.",
  permission: "messages.read",
  query: listTopicsInput,
  success: { status: 200, description: "A page of the levels directly below.", schema: topicPage },
  errors: ["unavailable"],
  example: {
    query: { under: "hall" },
    result: {
      data: [exampleTopic],
      nextCursor: null,
      since: "2026-11-20T09:16:00.000Z",
      topics: 2,
      messages: 1_841,
      full: false,
    },
  },
  run: async ({ actor, query }) => ({ body: await listTopics(actor, query) }),
});
