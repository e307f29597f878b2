import { z } from "zod";
import {
  PAYLOAD_BYTES_KEPT,
  type RawMessage,
  type TopicNode,
  type TopicValues,
  type TreeState,
} from "#core/live-topics.ts";
import { pageInput } from "../page.ts";
import { plainText } from "../text.ts";

/** What live topics look like from outside, and what may be asked of them. */

const TOPIC_CHARS_MAX = 65_535;
const topic = plainText(TOPIC_CHARS_MAX);
const under = topic.optional().meta({ description: "The beginning of topics, `hall/3`; all topics unless given." });

export const listTopicsInput = z.strictObject({ ...pageInput, under });
export type ListTopicsInput = z.output<typeof listTopicsInput>;

export const followTopicsInput = z
  .strictObject({ topic: topic.min(1).optional().meta({ description: "Only this topic." }), under })
  .refine((input) => input.topic === undefined || input.under === undefined, {
    message: "must not be given together with topic",
    path: ["under"],
  });
export type FollowTopicsInput = z.output<typeof followTopicsInput>;

export const listBusiestInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(10).meta({ description: "Of each of the two lists." }),
});

const qos = z.literal([0, 1, 2]);

export const topicView = z
  .strictObject({
    path: z.string().meta({ description: "The topic so far; `under` of the levels below." }),
    name: z.string().meta({ description: "Its last level." }),
    children: z.int().meta({ description: "Levels directly below." }),
    topics: z.int().meta({ description: "Topics at and below it." }),
    messages: z.int().meta({ description: "Messages at and below it since `since`." }),
    ownMessages: z.int().meta({ description: "Messages to this very topic." }),
    messagesPerSecond: z.number().meta({ description: "At and below it, over the last few seconds." }),
    lastAt: z.iso.datetime().nullable().meta({ description: "Of the latest message at or below it." }),
    retained: z.boolean().meta({ description: "The broker keeps a retained message of this very topic." }),
    value: z
      .strictObject({
        payload: z.string().meta({ description: `The first ${PAYLOAD_BYTES_KEPT} bytes, in base64.` }),
        payloadBytes: z.int(),
        qos,
        retain: z.boolean(),
      })
      .nullable()
      .meta({ description: "The latest message of this very topic." }),
  })
  .meta({ id: "Topic" });
export type TopicView = z.output<typeof topicView>;

export const topicPage = z
  .strictObject({
    data: z.array(topicView),
    nextCursor: z.string().nullable().meta({ description: "Give it as `cursor` for the next page; null on the last." }),
    since: z.iso.datetime().meta({ description: "When somebody began to look: what came before is not counted." }),
    topics: z.int().meta({ description: "In all." }),
    messages: z.int().meta({ description: "In all." }),
    full: z.boolean().meta({ description: "There were more topics than can be told apart." }),
  })
  .meta({ id: "TopicPage" });
export type TopicPage = z.output<typeof topicPage>;

/** A message as the stream of a topic tells it. */
export interface TopicMessageView {
  readonly topic: string;
  /** Null for one that was retained before. */
  readonly at: string | null;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  /** The first RAW_PAYLOAD_BYTES_TOLD, in base64. */
  readonly payload: string;
  readonly payloadBytes: number;
  readonly properties: RawMessage["properties"];
  readonly publisher: RawMessage["publisher"];
}

const rate = z.number().meta({ description: "Messages a second." });

export const busiestView = z
  .strictObject({
    seconds: z.number().meta({ description: "Over so long; 0 while counting has just begun: ask again." }),
    topics: z.array(z.strictObject({ topic: z.string(), messagesPerSecond: rate })),
    clients: z.array(
      z.strictObject({
        deviceId: z.string().nullable(),
        deviceName: z.string(),
        clientId: z.string(),
        messagesPerSecond: rate,
      }),
    ),
  })
  .meta({ id: "Busiest" });
export type BusiestView = z.output<typeof busiestView>;

export function presentTopic(node: TopicNode & TopicValues): TopicView {
  const {
    path,
    name,
    children,
    topics,
    messages,
    ownMessages,
    rate: messagesPerSecond,
    lastAtMs,
    retained,
    value,
  } = node;
  return {
    ...{ path, name, children, topics, messages, ownMessages, messagesPerSecond },
    lastAt: timestamp(lastAtMs),
    retained,
    value:
      value === null
        ? null
        : { payload: value.payloadBase64, payloadBytes: value.payloadBytes, qos: value.qos, retain: value.retain },
  };
}

export function presentTree({ sinceMs, topics, messages, full }: TreeState): Omit<TopicPage, "data" | "nextCursor"> {
  return { since: new Date(sinceMs).toISOString(), topics, messages, full };
}

export function presentTopicMessage(message: RawMessage): TopicMessageView {
  const { topic, atMs, qos, retain, payloadBase64, payloadBytes, properties, publisher } = message;
  return {
    topic,
    at: timestamp(atMs),
    qos,
    retain,
    payload: payloadBase64,
    payloadBytes,
    properties,
    publisher,
  };
}

function timestamp(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
