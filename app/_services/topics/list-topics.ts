import { type Actor, requirePermission } from "../actor.ts";
import { askTopics } from "../broker-topics.ts";
import { brokerAway, notFound } from "../errors.ts";
import { decodeCursor, encodeCursor } from "../page.ts";
import { type ListTopicsInput, presentTopic, presentTree, type TopicPage } from "./topic.ts";
import { topicQuestions } from "./topic-questions.ts";

/** A level may be 64 KiB long, which no cursor is: those that begin alike for so long count as one where a page ends. */
const CURSOR_CHARS_MAX = 1_000;
/** Behind all that begins so. */
const LAST = "\uffff";

/**
 * The levels directly below a node, by name: of topics published to since somebody began to look, and of retained ones.
 * @throws ApiError rate_limited, unavailable when the broker cannot be asked
 */
export async function listTopics(actor: Actor, { cursor, limit, under }: ListTopicsInput): Promise<TopicPage> {
  requirePermission(actor, "messages.read");
  topicQuestions.require(actor.tenantId);
  const after = decodeCursor("name", cursor) ?? null;
  const answer = await askTopics({ tenantId: actor.tenantId, under: under ?? null, after, limit });
  if (answer === null) throw brokerAway();
  if (answer.page === null) throw notFound("tenant");
  const { nodes, next, tree } = answer.page;
  const place = next !== null && next.length > CURSOR_CHARS_MAX ? next.slice(0, CURSOR_CHARS_MAX - 1) + LAST : next;
  return {
    data: nodes.map(presentTopic),
    nextCursor: place === null ? null : encodeCursor("name", place),
    ...presentTree(tree),
  };
}
