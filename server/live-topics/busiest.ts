import type { BusiestResponse } from "#core/live-topics.ts";
import { Slices } from "../slices.ts";
import { firstInSlices } from "./sort-in-slices.ts";
import type { TopicTally } from "./topic-tally.ts";
import { roundRate } from "./topic-values.ts";

/** The topics and the clients that publish most at the moment: what the tally knows anyway. */
export async function busiest(tally: TopicTally, limit: number): Promise<BusiestResponse> {
  const slices = new Slices();
  const topics = await firstInSlices(tally.tree.byTopic.values(), (a, b) => b.ownWeight - a.ownWeight, limit, slices);
  const clients = await firstInSlices(tally.clients.rates(), (a, b) => b.rate - a.rate, limit, slices);
  return {
    seconds: tally.clients.seconds,
    topics: topics
      .map((node) => ({ topic: node.path, rate: roundRate(tally.rates.rateOf(node.ownWeight)) }))
      .filter(({ rate }) => rate > 0),
    clients: clients.map(({ session: { origin, clientId }, rate }) => ({
      deviceId: origin.deviceId ?? null,
      deviceName: origin.deviceName,
      clientId,
      rate: roundRate(rate),
    })),
  };
}
