import { TopicTree } from "#core/topic-tree.ts";
import { measure } from "./measure.ts";

/** What `npm run bench` asks of the matcher, in a process of its own; node bench/micro/topic-tree.ts asks much more. */

const FILTERS = 100_000;
const TOPICS_IN_USE = 1_000;

const tree = new TopicTree<number>();
for (let i = 0; i < FILTERS; i++) {
  const wild = i % 10 === 0;
  tree.add(wild ? `site/${i % 100}/line/+/machine${i}/#` : `site/${i % 100}/line/${i % 1_000}/machine${i}/speed`, i);
}
const topics = Array.from(
  { length: TOPICS_IN_USE },
  (_, i) => `site/${i % 100}/line/${i % 1_000}/machine${i * 7}/speed`,
);
const topicAt = (i: number): string => topics[i % TOPICS_IN_USE] as string;

const cached = measure("match in 100 000 filters, cached", (i) => tree.match(topicAt(i)).length);
const uncached = measure("match in 100 000 filters, uncached", (i) => {
  tree.generation++;
  return tree.match(topicAt(i)).length;
});
process.send?.({ cached, uncached });
