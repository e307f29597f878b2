import { DEFAULT_LIMITS } from "#core/limits.ts";
import type { QoS } from "#core/mqtt/packets.ts";
import { filterMatches, parseSharedFilter, validateTopicFilter } from "#core/topic.ts";
import { decodeText } from "./decode-payload.ts";
import type { Message } from "./message.ts";
import { isPattern } from "./pattern-runner.ts";

/** Which messages the list shows; every part that is empty or undefined lets all pass. */
export interface MessageFilter {
  /** Found in the topic or in the payload as text; case does not matter. */
  readonly text: string;
  /** `text` is a regular expression. */
  readonly expression: boolean;
  /** A topic filter, matched as the broker matches. */
  readonly topic: string;
  readonly direction: "received" | "sent" | undefined;
  readonly qos: QoS | undefined;
  readonly retained: boolean | undefined;
  /** Milliseconds since the epoch, both included. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Only what this subscription brings. */
  readonly subscriptionId: number | undefined;
}

export const EVERYTHING: MessageFilter = {
  text: "",
  expression: false,
  topic: "",
  direction: undefined,
  qos: undefined,
  retained: undefined,
  from: undefined,
  to: undefined,
  subscriptionId: undefined,
};

export type MessageTest = (message: Message) => boolean;

/** A filter made ready. */
export interface CompiledFilter {
  readonly test: MessageTest;
  /** A regular expression that what passes `test` must be found by too; it is run where it can be stopped. */
  readonly pattern: string | undefined;
}

/** A subscription as far as a filter needs to know it. */
interface Subscription {
  readonly id: number;
  readonly filter: string;
}

/** Whether it lets everything pass. */
export function isEverything(filter: MessageFilter): boolean {
  return (Object.keys(EVERYTHING) as (keyof MessageFilter)[]).every((part) => {
    if (part === "expression") return true;
    const value = filter[part];
    return typeof value === "string" ? value.trim() === "" : value === undefined;
  });
}

/**
 * What a filter stands for, or undefined when it lets everything pass. An invalid topic filter, an expression that is
 * none, a subscription that is gone: each lets nothing pass, rather than everything.
 */
export function compileFilter(
  filter: MessageFilter,
  subscriptions: readonly Subscription[] = [],
): CompiledFilter | undefined {
  if (isEverything(filter)) return undefined;
  const { direction, qos, retained, from, to, subscriptionId } = filter;
  const text = filter.text.trim();
  const topic = unshared(filter.topic.trim());
  const subscription = subscriptions.find(({ id }) => id === subscriptionId);
  const broken =
    (topic !== "" && validateTopicFilter(topic, DEFAULT_LIMITS) !== undefined) ||
    (subscriptionId !== undefined && subscription === undefined) ||
    (filter.expression && !isPattern(text));
  if (broken) return { test: () => false, pattern: undefined };
  const brought = subscription === undefined ? undefined : unshared(subscription.filter);
  const wanted = filter.expression ? "" : text.toLowerCase();
  return {
    test: (message) => {
      if (direction !== undefined && message.direction !== direction) return false;
      if (qos !== undefined && message.qos !== qos) return false;
      if (retained !== undefined && message.retain !== retained) return false;
      if (from !== undefined && message.at < from) return false;
      if (to !== undefined && message.at > to) return false;
      if (topic !== "" && !filterMatches(topic, message.topic)) return false;
      if (brought !== undefined && (message.direction === "sent" || !filterMatches(brought, message.topic))) {
        return false;
      }
      if (wanted === "" || message.topic.toLowerCase().includes(wanted)) return true;
      return decodeText(message.payload)?.toLowerCase().includes(wanted) ?? false;
    },
    pattern: filter.expression && text !== "" ? text : undefined,
  };
}

/** `$share/group/filter` matches what `filter` does. */
export function unshared(filter: string): string {
  const shared = parseSharedFilter(filter);
  return shared === null || shared === "invalid" ? filter : shared.filter;
}
