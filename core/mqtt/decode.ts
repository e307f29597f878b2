import { decodeAck, decodeSuback, decodeUnsuback } from "./decode-acks.ts";
import { decodeConnack, decodeConnect } from "./decode-connect.ts";
import { decodeAuth, decodeDisconnect, decodeEmpty } from "./decode-disconnect.ts";
import { decodePublishPacket } from "./decode-publish.ts";
import { decodeSubscribe, decodeUnsubscribe } from "./decode-subscribe.ts";
import type { FrameReader } from "./frame-reader.ts";
import {
  AUTH,
  CONNACK,
  CONNECT,
  DISCONNECT,
  type Packet,
  PINGREQ,
  PINGRESP,
  type ProtocolVersion,
  PUBACK,
  PUBCOMP,
  PUBLISH,
  PUBREC,
  PUBREL,
  PublishView,
  SUBACK,
  SUBSCRIBE,
  UNSUBACK,
  UNSUBSCRIBE,
} from "./packets.ts";
import { PROTOCOL_ERROR, ProtocolError } from "./reason-codes.ts";

/** Decoding, one family of packets a file; this is the door to all of them. */
export { decodeAck, decodePacketId, decodeSuback, decodeUnsuback } from "./decode-acks.ts";
export { decodeConnack, decodeConnect } from "./decode-connect.ts";
export { decodeAuth, decodeDisconnect, decodeEmpty } from "./decode-disconnect.ts";
export { decodePublish } from "./decode-publish.ts";
export { decodeSubscribe, decodeUnsubscribe } from "./decode-subscribe.ts";

const view = new PublishView();

/**
 * Decodes the packet that the reader stands on, whichever it is and whoever sends it: for clients, tests and tools.
 * The broker, where it is hot, calls the single decoders.
 * @param version of the connection; a CONNECT brings its own
 */
export function decodePacket(reader: FrameReader, version: ProtocolVersion): Packet {
  const { type, bytes, bodyStart: start, bodyEnd: end } = reader;
  switch (type) {
    case CONNECT:
      return decodeConnect(bytes, start, end);
    case CONNACK:
      return decodeConnack(bytes, start, end, version);
    case PUBLISH:
      return decodePublishPacket(bytes, reader.flags, start, end, version, view);
    case PUBACK:
    case PUBREC:
    case PUBREL:
    case PUBCOMP:
      return decodeAck(type, bytes, start, end, version);
    case SUBSCRIBE:
      return decodeSubscribe(bytes, start, end, version);
    case SUBACK:
      return decodeSuback(bytes, start, end, version);
    case UNSUBSCRIBE:
      return decodeUnsubscribe(bytes, start, end, version);
    case UNSUBACK:
      return decodeUnsuback(bytes, start, end, version);
    case PINGREQ:
    case PINGRESP:
      decodeEmpty(bytes, start, end);
      return { type };
    case DISCONNECT:
      return decodeDisconnect(bytes, start, end, version);
    case AUTH:
      if (version !== 5) throw new ProtocolError(PROTOCOL_ERROR, "AUTH before MQTT 5.0");
      return decodeAuth(bytes, start, end);
    default:
      throw new ProtocolError(PROTOCOL_ERROR, `packet type ${type}`);
  }
}
