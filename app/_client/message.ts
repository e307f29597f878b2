import type { QoS } from "#core/mqtt/packets.ts";
import { propertyBytes } from "./message-properties.ts";
import type { PublishProperties } from "./publish-properties.ts";

/** What became of a PUBLISH that we sent. */
export type Delivery =
  /** Written; QoS 1 and 2 wait for the acknowledgement. */
  | { readonly state: "waiting" }
  /** QoS 0: nobody ever answers. */
  | { readonly state: "unacknowledged" }
  /** PUBACK or PUBCOMP came; reason code 0x00, or 0x10 when no subscriber matched. */
  | { readonly state: "accepted"; readonly reasonCode: number; readonly roundTripMs: number }
  /** PUBACK or PUBREC refused it. */
  | { readonly state: "refused"; readonly reasonCode: number; readonly reasonString: string | undefined }
  /** The connection ended first: it may or may not have arrived. */
  | { readonly state: "unknown" }
  /** There was no connection to send it on. */
  | { readonly state: "notSent" };

/** One application message as the ring keeps it: the bytes as they came, never only a decoding of them. */
export interface Message {
  /** Rises by one per stored message of this session; the order of arrival. */
  readonly seq: number;
  /** Milliseconds since the epoch, by this computer's clock. */
  readonly at: number;
  readonly direction: "received" | "sent";
  readonly topic: string;
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  /** Undefined when there are none, as always in 3.1.1. */
  readonly properties: PublishProperties | undefined;
  /** Messages that sampling left out between the message stored before this one and this one. */
  readonly skippedBefore: number;
  /** Who a sent message was sent as, in the person's words; undefined for a received one. */
  readonly principal: string | undefined;
  /** Of an earlier visit to the page, taken back from what the browser kept. */
  readonly earlier?: boolean;
  /** Of a sent message; undefined for a received one. */
  delivery: Delivery | undefined;
}

/** Bytes a message costs besides topic and payload: the object, the typed array, its place in the ring; rounded up. */
const OVERHEAD_BYTES = 256;

/** What the ring counts for a message. A topic's character may take two bytes. */
export function messageBytes(message: Pick<Message, "topic" | "payload" | "properties">): number {
  const { topic, payload, properties } = message;
  return OVERHEAD_BYTES + 2 * topic.length + payload.byteLength + propertyBytes(properties);
}
