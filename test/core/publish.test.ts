import { describe, expect, test } from "vitest";
import { decodePublish } from "#core/mqtt/decode.ts";
import { deliveryProperties, encodePublish, publishFrameQos0, publishHead, publishTail } from "#core/mqtt/encode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import { PUBLISH, type PublishPacket, PublishView, type QoS } from "#core/mqtt/packets.ts";
import { ProtocolError } from "#core/mqtt/reason-codes.ts";
import { annotatedBytes } from "./annotated-bytes.ts";
import { expectSame } from "./expect-same.ts";
import { bytesOf, HOSTILE_CASES, VALID_CASES } from "./packet-table.ts";
import { readAll } from "./reading.ts";

function view(bytes: Buffer, version: 3 | 4 | 5): PublishView {
  const reader = new FrameReader(1024 * 1024);
  reader.push(bytes);
  if (!reader.next()) throw new Error("no whole packet");
  const decoded = new PublishView();
  decodePublish(reader.bytes, reader.flags, reader.bodyStart, reader.bodyEnd, version, decoded);
  return decoded;
}

describe("decodePublish sees what decodePacket sees", () => {
  const rows = VALID_CASES.filter((row) => row.packet.type === PUBLISH);
  test.each(rows.map((row) => [row.name, row] as const))("%s", (_, row) => {
    const packet = row.packet as PublishPacket;
    const { subscriptionIdentifiers, topicAlias, messageExpiryInterval, ...passed } = packet.properties;
    if (subscriptionIdentifiers !== undefined) {
      // Only a server sends them [MQTT-3.3.4-6].
      expect(() => view(bytesOf(row), row.version)).toThrow(ProtocolError);
      return;
    }
    const decoded = view(bytesOf(row), row.version);
    expect(decoded).toMatchObject({
      dup: packet.dup,
      qos: packet.qos,
      retain: packet.retain,
      packetId: packet.packetId,
    });
    expect(decoded.topic).toBe(packet.topic);
    expect(decoded.topicLevels).toBe(packet.topic.split("/").length);
    expect(decoded.bytes.toString("utf8", decoded.topicStart, decoded.topicEnd)).toBe(packet.topic);
    expect(decoded.topicAlias).toBe(topicAlias ?? 0);
    expect(decoded.messageExpiryInterval).toBe(messageExpiryInterval);
    expect(decoded.payloadFormatIndicator).toBe(packet.properties.payloadFormatIndicator ?? 0);
    expectSame(decoded.bytes.subarray(decoded.payloadStart, decoded.payloadEnd), packet.payload);
    // What is passed on, sent on, is what came without alias and expiry.
    const frame = publishFrameQos0(Buffer.from("t"), decoded.passedProperties, Buffer.alloc(0), 5, false);
    expect(readAll([frame], 5)).toMatchObject([{ properties: passed }]);
  });
});

test("topics met again and again, more of them than are remembered, each stay their own", () => {
  const decoded = new PublishView();
  const topics = Array.from({ length: 30_000 }, (_, i) => `${i % 3 === 0 ? "é" : "e"}/${i}/${"x".repeat(i % 80)}`);
  for (const round of [1, 2, 3])
    for (const topic of topics) {
      const bytes = Buffer.from(`..${topic}`);
      bytes.writeUInt16BE(bytes.length - 2);
      decodePublish(bytes, 0, 0, bytes.length, 4, decoded);
      if (decoded.topic !== topic) expect(decoded.topic, `round ${round}`).toBe(topic);
      if (decoded.topicLevels !== 3) expect(decoded.topicLevels).toBe(3);
    }
});

test("a view is wiped between packets", () => {
  const decoded = new PublishView();
  const decode = (hex: string, version: 4 | 5) => {
    const bytes = annotatedBytes(hex);
    decodePublish(bytes, (bytes[0] ?? 0) & 15, 2, bytes.length, version, decoded);
  };
  decode("3b 15 00 01 'a' 00 07 0d 01 01 02 00 00 00 09 23 00 01 03 00 00 'hi'", 5);
  expect(decoded).toMatchObject({
    dup: true,
    qos: 1,
    retain: true,
    packetId: 7,
    topicAlias: 1,
    messageExpiryInterval: 9,
  });
  decode("30 05 00 03 'b/c'", 4);
  expect(decoded).toMatchObject({
    dup: false,
    qos: 0,
    retain: false,
    packetId: 0,
    topic: "b/c",
    topicAlias: 0,
    messageExpiryInterval: undefined,
    payloadFormatIndicator: 0,
  });
  expect(decoded.passedProperties.length).toBe(0);
});

describe("decodePublish refuses what decodePacket refuses", () => {
  const rows = HOSTILE_CASES.filter((row) => (bytesOf(row)[0] ?? 0) >> 4 === PUBLISH);
  test.each(rows.map((row) => [`${row.name} (version ${row.version})`, row] as const))("%s", (_, row) => {
    let code: number | "nothing" = "nothing";
    try {
      view(bytesOf(row), row.version);
    } catch (error) {
      if (error instanceof ProtocolError) code = error.reasonCode;
      else if (!(error instanceof Error && error.message === "no whole packet")) throw error;
    }
    // A subscription identifier of any value is refused as such.
    expect(code).toBe(row.failure);
  });
});

describe("alias and expiry leave the passed properties, wherever they stand", () => {
  const user = "26 00 01 'u' 00 00";
  const type = "03 00 01 't'";
  const alias = "23 00 01";
  const expiry = "02 00 00 00 05";
  const orders: [string, string[]][] = [
    ["alone", [alias, expiry]],
    ["before", [alias, expiry, user, type]],
    ["behind", [user, type, expiry, alias]],
    ["around", [expiry, user, type, alias]],
    ["between", [user, alias, expiry, type]],
    ["between, the other way round", [user, expiry, alias, type]],
    ["apart", [user, alias, type, expiry]],
    ["both apart", [expiry, user, alias, type]],
    ["only alias, between", [user, alias, type]],
    ["only expiry, between", [user, expiry, type]],
    ["three pieces", [user, alias, type, expiry, "01 01"]],
  ];
  test.each(orders)("%s", (_, order) => {
    const block = annotatedBytes(order.join(" "));
    const bytes = Buffer.concat([Buffer.from([0, 1, 0x61, block.length]), block, Buffer.from("payload")]);
    const decoded = new PublishView();
    decodePublish(bytes, 0, 0, bytes.length, 5, decoded);
    expect(decoded.topicAlias).toBe(order.includes(alias) ? 1 : 0);
    expect(decoded.messageExpiryInterval).toBe(order.includes(expiry) ? 5 : undefined);
    const kept = annotatedBytes(order.filter((each) => each !== alias && each !== expiry).join(" "));
    expect(decoded.passedProperties.toString("hex")).toBe(kept.toString("hex"));
    expect(bytes.toString("utf8", decoded.payloadStart, decoded.payloadEnd)).toBe("payload");
  });
});

describe("delivery layouts are the bytes of the packet", () => {
  const payloads = [0, 1, 100, 120, 126, 127, 128, 16_370, 16_384, 200_000].map((size) => Buffer.alloc(size, "p"));
  const topic = "a/é";
  const properties = { messageExpiryInterval: 9, subscriptionIdentifiers: [3, 200], topicAlias: 2, contentType: "c" };
  const passed = annotatedBytes("03 00 01 'c'");

  test.each([3, 4, 5] as const)("QoS 0, version %d", (version) => {
    for (const payload of payloads)
      for (const retain of [false, true]) {
        const block = deliveryProperties(passed, 9, [3, 200], 2);
        const frame = publishFrameQos0(Buffer.from(topic), block, payload, version, retain);
        const packet: PublishPacket = {
          type: PUBLISH,
          dup: false,
          qos: 0,
          retain,
          topic,
          packetId: 0,
          payload,
          properties: version === 5 ? properties : {},
        };
        expectSame(readAll([frame], version), [packet]);
        expect(frame.length).toBe(encodePublish(packet, version).length);
      }
  });

  test.each([3, 4, 5] as const)("QoS 1 and 2, version %d: a head of its own, a shared tail", (version) => {
    for (const payload of payloads)
      for (const qos of [1, 2] as QoS[]) {
        const tail = publishTail(deliveryProperties(passed, 9, [3, 200], 2), payload, version);
        for (const dup of [false, true]) {
          const head = publishHead(Buffer.from(topic), qos, dup, true, 65_535, tail.length);
          const packet: PublishPacket = {
            type: PUBLISH,
            dup,
            qos,
            retain: true,
            topic,
            packetId: 65_535,
            payload,
            properties: version === 5 ? properties : {},
          };
          expectSame(readAll([head, tail], version), [packet]);
        }
      }
  });

  test("without anything of its own, a delivery passes the publisher's properties as they are", () => {
    expect(deliveryProperties(passed)).toBe(passed);
    expect(deliveryProperties().length).toBe(0);
  });
});
