import { DEFAULT_LIMITS } from "#core/limits.ts";
import { filterMatches, validateTopicFilter } from "#core/topic.ts";
import { decodeText } from "./decode-payload.ts";
import type { Message } from "./message.ts";
import type { MessageFilter } from "./protocol.ts";

export type MessageTest = (message: Pick<Message, "topic" | "payload">) => boolean;

/** The test a filter stands for, or undefined when it lets everything pass. An invalid topic filter lets nothing pass. */
export function compileFilter(filter: MessageFilter): MessageTest | undefined {
  const text = filter.text.trim().toLowerCase();
  const topic = filter.topic.trim();
  if (text === "" && topic === "") return undefined;
  if (topic !== "" && validateTopicFilter(topic, DEFAULT_LIMITS) !== undefined) return () => false;
  return (message) => {
    if (topic !== "" && !filterMatches(topic, message.topic)) return false;
    if (text === "" || message.topic.toLowerCase().includes(text)) return true;
    return decodeText(message.payload)?.toLowerCase().includes(text) ?? false;
  };
}
