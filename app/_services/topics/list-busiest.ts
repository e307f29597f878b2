import { type Actor, requirePermission } from "../actor.ts";
import { askBusiest } from "../broker-topics.ts";
import { brokerAway } from "../errors.ts";
import type { BusiestView } from "./topic.ts";
import { topicQuestions } from "./topic-questions.ts";

/**
 * The topics and the clients that publish most at the moment. It is counted while somebody looks; asking is looking.
 * @throws ApiError rate_limited, unavailable when the broker cannot be asked
 */
export async function listBusiest(actor: Actor, { limit }: { readonly limit: number }): Promise<BusiestView> {
  requirePermission(actor, "messages.read");
  topicQuestions.require(actor.tenantId);
  const answer = await askBusiest({ tenantId: actor.tenantId, limit });
  if (answer === null) throw brokerAway();
  return {
    seconds: answer.seconds,
    topics: answer.topics.map(({ topic, rate }) => ({ topic, messagesPerSecond: rate })),
    clients: answer.clients.map(({ rate, ...client }) => ({ ...client, messagesPerSecond: rate })),
  };
}
