import type { Message } from "#app/_client/message.ts";

const utf8 = new TextEncoder();

/** A received message, with what a test wants otherwise. */
export function aMessage({
  text,
  ...wanted
}: Partial<Omit<Message, "seq">> & { readonly text?: string }): Omit<Message, "seq"> {
  return {
    at: 0,
    direction: "received",
    topic: "sensor/1/temperature",
    payload: utf8.encode(text ?? ""),
    qos: 0,
    retain: false,
    dup: false,
    properties: undefined,
    skippedBefore: 0,
    principal: undefined,
    delivery: undefined,
    ...wanted,
  };
}
