import type { Packet, ProtocolVersion } from "#core/mqtt/packets.ts";
import { annotatedBytes } from "./annotated-bytes.ts";
import { ACK_CASES } from "./packets/acks.ts";
import { CONNECT_CASES } from "./packets/connect.ts";
import { DISCONNECT_CASES } from "./packets/disconnect.ts";
import { FRAME_CASES } from "./packets/frame.ts";
import { PUBLISH_CASES } from "./packets/publish.ts";
import { SUBSCRIBE_CASES } from "./packets/subscribe.ts";

/**
 * The table of packets: annotated bytes and what they mean, or the reason code they fail with. Decode, encode, fuzz and
 * broker tests all eat from it; a new rule of the protocol is a new row here first.
 */
export interface PacketCase {
  /** A sentence; with the statement where one is shown. */
  readonly name: string;
  readonly version: ProtocolVersion;
  readonly bytes: string;
  /** What it decodes to; absent when it must fail. */
  readonly packet?: Packet;
  /** The reason code of the ProtocolError it must fail with. */
  readonly failure?: number;
  /** Valid, but not the bytes that encoding gives: a longer form, or another order of the properties. */
  readonly decodeOnly?: true;
}

export const PACKET_TABLE: readonly PacketCase[] = [
  ...FRAME_CASES,
  ...CONNECT_CASES,
  ...PUBLISH_CASES,
  ...ACK_CASES,
  ...SUBSCRIBE_CASES,
  ...DISCONNECT_CASES,
];

/** Rows that decode. */
export const VALID_CASES = PACKET_TABLE.filter(
  (row): row is PacketCase & { readonly packet: Packet } => row.packet !== undefined,
);

/** Rows that fail. */
export const HOSTILE_CASES = PACKET_TABLE.filter(
  (row): row is PacketCase & { readonly failure: number } => row.failure !== undefined,
);

/** The bytes of a row. */
export function bytesOf(row: PacketCase): Buffer {
  return annotatedBytes(row.bytes);
}
