import type { TopicNode, TopicValues } from "#core/live-topics.ts";
import type { TreeNode } from "./tree-node.ts";

/** What a node is called. */
export function nodeOf({ id, path, name }: TreeNode): TopicNode {
  return { id, path, name };
}

/** What is known of a node, but for its sparkline. */
export function valuesOf(node: TreeNode, rate: number): TopicValues {
  const { id, topics, messages, value, payloadBytes, qos, retain, retained } = node;
  return {
    id,
    children: node.children?.size ?? 0,
    topics,
    messages,
    ownMessages: node.folded,
    rate,
    lastAtMs: node.lastAtMs === 0 ? null : Math.round(node.lastAtMs),
    value:
      value === undefined
        ? null
        : { payloadBase64: Buffer.from(value, "latin1").toString("base64"), payloadBytes, qos, retain },
    retained,
  };
}

/** Three digits: more would change at every look. */
export function roundRate(rate: number): number {
  return rate < 0.01 ? 0 : Number(rate.toPrecision(3));
}
