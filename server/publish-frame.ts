import { decodePublish } from "#core/mqtt/decode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import { PUBLISH, PublishView } from "#core/mqtt/packets.ts";
import { MALFORMED_PACKET, ProtocolError } from "#core/mqtt/reason-codes.ts";

/**
 * A PUBLISH of MQTT 5.0 that came by no connection: a will, or what the API publishes.
 * @throws ProtocolError when the frame is no PUBLISH
 */
export function viewOfFrame(frame: Buffer): PublishView {
  const reader = new FrameReader(Number.POSITIVE_INFINITY);
  const view = new PublishView();
  reader.push(frame);
  if (!reader.next() || reader.type !== PUBLISH) throw new ProtocolError(MALFORMED_PACKET, "not a PUBLISH");
  decodePublish(reader.bytes, reader.flags, reader.bodyStart, reader.bodyEnd, 5, view);
  return view;
}
