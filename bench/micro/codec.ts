import { decodePacketId, decodePublish } from "#core/mqtt/decode.ts";
import {
  deliveryProperties,
  encodeAck,
  encodePublish,
  publishFrameQos0,
  publishHead,
  publishTail,
} from "#core/mqtt/encode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import { PUBACK, PUBLISH, type PublishPacket, PublishView } from "#core/mqtt/packets.ts";
import { heading, measure } from "./measure.ts";

/** The codec: `node bench/micro/codec.ts`. Per PUBLISH of 64 bytes of payload, unless said otherwise. */

const topic = "building/floor3/room17/temperature";
const packet = (more: Partial<PublishPacket> = {}): PublishPacket => ({
  type: PUBLISH,
  dup: false,
  qos: 0,
  retain: false,
  topic,
  packetId: 0,
  payload: Buffer.alloc(64, "p"),
  properties: {},
  ...more,
});

const FRAMES = 800;
const repeated = (frame: Buffer) => Buffer.concat(Array.from({ length: FRAMES }, () => frame));
const view = new PublishView();

function reading(name: string, frame: Buffer, version: 4 | 5): void {
  const chunk = repeated(frame);
  const reader = new FrameReader(1024 * 1024);
  reader.protocolVersion = version;
  const each = (decode: boolean) => () => {
    if (!reader.next()) {
      reader.push(chunk);
      reader.next();
    }
    if (decode) decodePublish(reader.bytes, reader.flags, reader.bodyStart, reader.bodyEnd, version, view);
    return view.payloadEnd + reader.bodyEnd;
  };
  measure(`${name}: framing alone`, each(false));
  measure(`${name}: framing and decoding`, each(true));
}

heading("reading, 64 KiB chunks");
reading("3.1.1 QoS 0", encodePublish(packet(), 4), 4);
reading("5.0 QoS 0, no properties", encodePublish(packet(), 5), 5);
reading(
  "5.0 QoS 1, expiry and two user properties",
  encodePublish(
    packet({
      qos: 1,
      packetId: 9,
      properties: {
        messageExpiryInterval: 60,
        userProperties: [
          ["name", "value"],
          ["other", "value"],
        ],
      },
    }),
    5,
  ),
  5,
);
reading("3.1.1 QoS 0, topic beyond ASCII", encodePublish(packet({ topic: "建物/三階/十七号室/温度" }), 4), 4);

heading("reading, decoding and one look-up by topic (as the route does)");
function routing(name: string, topicCount: number): void {
  const names = Array.from({ length: topicCount }, (_, i) => `building/floor${i % 10}/room${i}/temperature`);
  const chunks = Array.from({ length: Math.ceil(topicCount / FRAMES) }, (_, part) =>
    Buffer.concat(
      names.slice(part * FRAMES, (part + 1) * FRAMES).map((each) => encodePublish(packet({ topic: each }), 4)),
    ),
  );
  const byTopic = new Map(names.map((each, i) => [each, i]));
  const reader = new FrameReader(1024 * 1024);
  let part = 0;
  measure(`${name} topics in turn`, () => {
    if (!reader.next()) {
      reader.push(chunks[part] as Buffer);
      part = (part + 1) % chunks.length;
      reader.next();
    }
    decodePublish(reader.bytes, reader.flags, reader.bodyStart, reader.bodyEnd, 4, view);
    return byTopic.get(view.topic) as number;
  });
}
routing("100", 100);
routing("2 000", 2_000);
routing("100 000", 100_000);

heading("reading, chunks of 100 bytes: every packet in two pieces");
{
  const stream = repeated(encodePublish(packet(), 4));
  const chunks = Array.from({ length: Math.floor(stream.length / 100) }, (_, i) =>
    stream.subarray(i * 100, i * 100 + 100),
  );
  const reader = new FrameReader(1024 * 1024);
  let at = 0;
  measure("framing and decoding, per chunk", () => {
    if (at === chunks.length) return 1; // replaced below
    reader.push(chunks[at] as Buffer);
    at = (at + 1) % chunks.length;
    if (at === 0) return drain(reader) + reset();
    return drain(reader);
  });
  function reset(): number {
    // The stream does not end on a packet's end: begin it anew with whole packets.
    while (reader.next());
    return 0;
  }
  function drain(from: FrameReader): number {
    let length = 0;
    while (from.next()) {
      decodePublish(from.bytes, from.flags, from.bodyStart, from.bodyEnd, 4, view);
      length += view.payloadEnd;
    }
    return length;
  }
}

heading("writing");
const topicBytes = Buffer.from(topic);
const payload = Buffer.alloc(64, "p");
const none = deliveryProperties();
const passed = Buffer.from([0x03, 0, 1, 0x74]);
measure("QoS 0 frame, 3.1.1", () => publishFrameQos0(topicBytes, none, payload, 4, false).length);
measure("QoS 0 frame, 5.0", () => publishFrameQos0(topicBytes, passed, payload, 5, false).length);
const large = Buffer.alloc(4_096, "p");
measure("QoS 0 frame, 3.1.1, 4 KiB payload", () => publishFrameQos0(topicBytes, none, large, 4, false).length);
measure("QoS 1 head", (i) => publishHead(topicBytes, 1, false, false, (i & 0x7fff) + 1, 64).length);
measure("QoS 1 tail, 5.0", () => publishTail(passed, payload, 5).length);
measure(
  "delivery properties: expiry and one subscription identifier",
  () => deliveryProperties(passed, 60, [7]).length,
);
measure("PUBACK, success", (i) => encodeAck(PUBACK, (i & 0x7fff) + 1, 5, 0).length);
measure("PUBACK, 5.0, no matching subscribers", (i) => encodeAck(PUBACK, (i & 0x7fff) + 1, 5, 0x10).length);
const ack = encodeAck(PUBACK, 77, 4, 0);
measure("decoding a PUBACK of two bytes", () => decodePacketId(ack, 2, 4));
