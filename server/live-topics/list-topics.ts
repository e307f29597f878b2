import type { ListTopicsRequest, ListTopicsResponse } from "#core/live-topics.ts";
import { Slices } from "../slices.ts";
import { comparing } from "./child-order.ts";
import { firstInSlices } from "./sort-in-slices.ts";
import { sparkPoint } from "./sparks.ts";
import type { TopicTally } from "./topic-tally.ts";
import { nodeOf, roundRate, valuesOf } from "./topic-values.ts";
import type { TreeNode } from "./tree-node.ts";

/** One page of a node's children, by name. */
export async function listTopics(
  tally: TopicTally,
  { under, after, limit }: ListTopicsRequest,
): Promise<ListTopicsResponse> {
  const children = tally.tree.at(under)?.children?.values() ?? [];
  const first = await firstInSlices(later(children, after), comparing("name"), limit + 1, new Slices());
  const page = first.slice(0, limit);
  const point = sparkPoint(tally.nowMs);
  return {
    atMs: Math.round(tally.nowMs),
    tree: tally.state,
    nodes: page.map((node) => {
      tally.isRetained(node);
      return {
        ...nodeOf(node),
        ...valuesOf(node, roundRate(tally.rates.rateOf(node.weight))),
        spark: tally.tree.sparks.read(node.spark, point, node.sparkPoint),
      };
    }),
    next: first.length > limit ? (page.at(-1)?.name ?? null) : null,
  };
}

function* later(children: Iterable<TreeNode>, after: string | null): Generator<TreeNode> {
  for (const node of children) if (after === null || node.name > after) yield node;
}
