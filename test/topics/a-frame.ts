import type { TopicNode, TopicsFrame, TopicValues, TreeState } from "#core/live-topics.ts";

export const NO_TREE: TreeState = {
  sinceMs: Date.UTC(2026, 0, 2),
  topics: 0,
  messages: 0,
  payloadBytes: 0,
  messageRate: 0,
  payloadByteRate: 0,
  reading: false,
  full: false,
  messagesUntracked: 0,
  topicsEvicted: 0,
};

/** A frame as the broker sends it, for tests. */
export function aFrame(over: Partial<TopicsFrame>): TopicsFrame {
  return { seq: 1, atMs: NO_TREE.sinceMs, tree: NO_TREE, ...over };
}

export function aNode(id: number, path: string): TopicNode {
  return { id, path, name: path.split("/").at(-1) ?? "" };
}

export function values(id: number, { payload, ...over }: Partial<TopicValues> & { payload?: string }): TopicValues {
  const bytes = payload === undefined ? undefined : Buffer.from(payload);
  return {
    id,
    children: 0,
    topics: 1,
    messages: 0,
    ownMessages: 0,
    rate: 0,
    lastAtMs: null,
    retained: false,
    value:
      bytes === undefined
        ? null
        : { payloadBase64: bytes.toString("base64"), payloadBytes: bytes.length, qos: 0, retain: false },
    ...over,
  };
}
