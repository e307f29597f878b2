import type { BusiestResponse } from "#core/live-topics.ts";
import { firstOf } from "./sort-in-slices.ts";
import type { TopicTally } from "./topic-tally.ts";
import { roundRate } from "./topic-values.ts";
import type { TreeNode } from "./tree-node.ts";

/** The topics and the clients that publish most at the moment: what the tally knows anyway. */
export function busiest(tally: TopicTally, limit: number): BusiestResponse {
  const topics = firstOf(tally.tree.byTopic.values(), (a, b) => ownWeight(b) - ownWeight(a), limit);
  const clients = firstOf(tally.clients.rates(), (a, b) => b.rate - a.rate, limit);
  return {
    seconds: tally.clients.seconds,
    topics: topics
      .map((node) => ({ topic: node.path, rate: roundRate(tally.rates.rateOf(ownWeight(node))) }))
      .filter(({ rate }) => rate > 0),
    clients: clients.map(({ session: { origin, clientId }, rate }) => ({
      deviceId: origin.deviceId ?? null,
      deviceName: origin.deviceName,
      clientId,
      rate: roundRate(rate),
    })),
  };
}

/** Of the topic itself, without what is below it. */
function ownWeight(node: TreeNode): number {
  if (node.children === undefined) return node.weight;
  let weight = node.weight;
  for (const child of node.children.values()) weight -= child.weight;
  return weight;
}
