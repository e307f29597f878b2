import type { PublishedEvent } from "#core/control.ts";

/** Kept of each topic, the newest first. */
export const MESSAGES_PER_TOPIC_MAX = 10;
/** A device that publishes under ever new topics must not fill the tab: those heard of longest ago go. */
export const TOPICS_MAX = 200;
/** Kept of all topics together, in the order in which they came. */
export const TAIL_MAX = 200;

export interface TopicMessages {
  readonly topic: string;
  /** Since the page was opened, those that are kept no more included. */
  readonly count: number;
  readonly messages: readonly PublishedEvent[];
}

/** What a device published while somebody looked. */
export interface DeviceMessagesState {
  /** The topic heard of last at the end. */
  readonly topics: ReadonlyMap<string, TopicMessages>;
  /** The newest first. */
  readonly tail: readonly PublishedEvent[];
  readonly count: number;
}

export const NO_MESSAGES: DeviceMessagesState = { topics: new Map(), tail: [], count: 0 };

/** @param published oldest first */
export function afterPublished(before: DeviceMessagesState, published: readonly PublishedEvent[]): DeviceMessagesState {
  if (published.length === 0) return before;
  const topics = new Map(before.topics);
  for (const event of published) {
    const known = topics.get(event.topic);
    topics.delete(event.topic);
    topics.set(event.topic, {
      topic: event.topic,
      count: (known?.count ?? 0) + 1,
      messages: [event, ...(known?.messages ?? [])].slice(0, MESSAGES_PER_TOPIC_MAX),
    });
    if (topics.size > TOPICS_MAX) {
      const oldest = topics.keys().next();
      if (!oldest.done) topics.delete(oldest.value);
    }
  }
  return {
    topics,
    tail: [...published.toReversed(), ...before.tail].slice(0, TAIL_MAX),
    count: before.count + published.length,
  };
}
