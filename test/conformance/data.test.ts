import { describe, expect } from "vitest";
import { PUBACK, PUBCOMP, PUBLISH, PUBREC, PUBREL, SUBACK, UNSUBACK } from "#core/mqtt/packets.ts";
import { bytes, hex } from "./bytes.ts";
import { connect, pingreq, puback, pubcomp, publish, pubrec, pubrel, subscribe, unsubscribe } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";

/** What ends a connection whose bytes cannot be read: malformed, or the more special code of a bad name or filter. */
const MALFORMED = [0x81, 0x82, 0x8f, 0x90];

const ILL_FORMED_UTF8 = [
  ["a surrogate, D800", "ed a0 80"],
  ["a surrogate, DFFF", "ed bf bf"],
  ["an overlong slash", "c0 af"],
  ["a lone continuation byte", "61 80"],
  ["a sequence cut short", "61 e2 82"],
  ["a character above 10FFFF", "f4 90 80 80"],
] as const;

/** The body of a length-prefixed string. */
function prefixed(content: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length);
  return Buffer.concat([length, content]);
}

function frame(firstByte: number, ...body: Buffer[]): Buffer {
  const whole = Buffer.concat(body);
  if (whole.length > 127) throw new Error("one byte of remaining length only");
  return Buffer.concat([Buffer.from([firstByte, whole.length]), whole]);
}

/** In 5.0 an empty property set stands here. */
function noProperties(scene: Scene): Buffer {
  return scene.version === 5 ? bytes("00") : bytes("");
}

/** A PUBLISH, a SUBSCRIBE and an UNSUBSCRIBE that carry these bytes as name or filter. */
function packetsWith(scene: Scene, text: Buffer): Buffer[] {
  const none = noProperties(scene);
  return [
    frame(0x30, prefixed(text), none),
    frame(0x82, bytes("00 01"), none, prefixed(text), bytes("00")),
    frame(0xa2, bytes("00 01"), none, prefixed(text)),
  ];
}

describe("1.5 Data representation", () => {
  for (const [what, ill] of ILL_FORMED_UTF8) {
    proves(["3:MQTT-1.5.3-1", "5:MQTT-1.5.4-1"], `${what} in a string ends the connection`, async (scene) => {
      for (const packet of packetsWith(scene, bytes(ill))) {
        const client = await scene.client("a");
        client.send(packet);
        await client.expectRejected(...MALFORMED);
      }
    });
  }

  proves(["3:MQTT-1.5.3-1", "5:MQTT-1.5.4-1"], "every plane of Unicode arrives byte for byte", async (scene) => {
    const client = await scene.client("a");
    await client.subscribe("#");
    const unicode = Buffer.from("ä/鳩/🕊/\u{10FFFD}/\uFFFD");
    client.send(frame(0x30, prefixed(unicode), noProperties(scene)));
    const arrived = await client.nextFrame();
    expect(arrived?.includes(unicode)).toBe(true);
  });

  proves(["3:MQTT-1.5.3-2", "5:MQTT-1.5.4-2"], "U+0000 in a string ends the connection", async (scene) => {
    for (const packet of packetsWith(scene, bytes("61 00 62"))) {
      const client = await scene.client("a");
      client.send(packet);
      await client.expectRejected(...MALFORMED);
    }
  });

  proves(
    ["3:MQTT-1.5.3-3", "5:MQTT-1.5.4-3"],
    "EF BB BF at the front of a string is a character and stays",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe("a", "+");
      const other = await scene.client("b");
      await other.subscribe("a");
      client.send(frame(0x30, prefixed(bytes('ef bb bf "a"')), noProperties(scene)));
      const arrived = await client.nextFrame();
      expect(arrived && hex(arrived)).toBe(hex(frame(0x30, prefixed(bytes('ef bb bf "a"')), noProperties(scene))));
      await other.expectSilence(); // subscribed to "a", which is another topic
    },
  );

  proves(["5:MQTT-1.5.5-1"], "a variable byte integer longer than needed is malformed", async (scene) => {
    const padded = await scene.client("a");
    padded.send(bytes("c0 80 00")); // PINGREQ whose remaining length 0 takes two bytes
    await padded.expectRejected(0x81);

    const properties = await scene.client("b");
    properties.send(bytes('30 06 00 01 "a" 80 00 "x"')); // PUBLISH whose property length 0 takes two bytes
    await properties.expectRejected(0x81);

    const identifier = await scene.client("c");
    identifier.send(bytes('82 0a 00 01 03 0b 81 00 00 01 "a" 00')); // subscription identifier 1 in two bytes
    await identifier.expectRejected(0x81);
  });

  proves(["5:MQTT-1.5.5-1"], "the broker writes every length in its shortest form", async (scene) => {
    const client = await scene.client("a");
    await client.subscribe("a");
    // Bodies of 127, 128, 16383 and 16384 bytes: topic 3, property length 1, the rest payload.
    for (const [body, length] of [
      [127, "7f"],
      [128, "80 01"],
      [16_383, "ff 7f"],
      [16_384, "80 80 01"],
    ] as const) {
      client.send(publish({ topic: "a", payload: Buffer.alloc(body - 4) }));
      const arrived = await client.nextFrame();
      expect(arrived && hex(arrived.subarray(1, arrived.length - body))).toBe(length);
    }
  });

  proves(["5:MQTT-1.5.7-1"], "ill-formed UTF-8 or U+0000 in a user property is malformed", async (scene) => {
    for (const property of [
      '26 00 01 ff 00 01 "v"', // name
      '26 00 01 "n" 00 01 ff', // value
      '26 00 01 00 00 01 "v"',
      '26 00 01 "n" 00 01 00',
    ]) {
      const client = await scene.client("a");
      client.send(bytes(`30 0b 00 01 "a" 07 ${property}`));
      await client.expectRejected(0x81);
    }
  });
});

describe("2 Packet format", () => {
  proves(["3:MQTT-2.2.2-1", "5:MQTT-2.1.3-1"], "the broker's packets carry the prescribed flags", async (scene) => {
    const client = await scene.client("a");
    const firstByte = async () => (await client.nextFrame())?.[0]?.toString(16);
    const { send } = { send: client.send.bind(client) };
    send(subscribe(1, [{ filter: "a", qos: 2 }]));
    expect(await firstByte()).toBe("90"); // SUBACK
    send(publish({ topic: "b", qos: 1, packetId: 1 }));
    expect(await firstByte()).toBe("40"); // PUBACK
    send(publish({ topic: "b", qos: 2, packetId: 1 }));
    expect(await firstByte()).toBe("50"); // PUBREC
    send(pubrel(1));
    expect(await firstByte()).toBe("70"); // PUBCOMP
    send(unsubscribe(1, "b"));
    expect(await firstByte()).toBe("b0"); // UNSUBACK
    send(pingreq);
    expect(await firstByte()).toBe("d0"); // PINGRESP

    const publisher = await scene.client("b");
    await publisher.publish({ topic: "a", qos: 2 });
    const { packetId } = await client.expectPublish({ qos: 2 });
    send(pubrec(packetId));
    expect(await firstByte()).toBe("62"); // PUBREL
    const again = await scene.open();
    again.send(connect(scene.version));
    expect((await again.nextFrame())?.[0]).toBe(0x20); // CONNACK
  });

  proves(
    ["3:MQTT-2.2.2-2", "3:MQTT-2.2.2-1", "5:MQTT-2.1.3-1"],
    "reserved flags with another value end the connection",
    async (scene) => {
      const none = noProperties(scene);
      const filter = bytes('00 01 "a"');
      for (const packet of [
        bytes("41 02 00 01"), // PUBACK
        bytes("51 02 00 01"), // PUBREC
        bytes("60 02 00 01"), // PUBREL
        bytes("66 02 00 01"),
        bytes("71 02 00 01"), // PUBCOMP
        frame(0x80, bytes("00 01"), none, filter, bytes("00")), // SUBSCRIBE
        frame(0x83, bytes("00 01"), none, filter, bytes("00")),
        frame(0xa0, bytes("00 01"), none, filter), // UNSUBSCRIBE
        bytes("c1 00"), // PINGREQ
        bytes("e8 00"), // DISCONNECT
      ]) {
        const client = await scene.client("a");
        client.send(packet);
        await client.expectRejected(0x81);
      }
    },
  );

  proves(
    ["3:MQTT-2.3.1-1", "5:MQTT-2.2.1-3"],
    "packet identifier 0 ends the connection, wherever one must be",
    async (scene) => {
      for (const packet of [
        subscribe(0, [{ filter: "a" }]),
        unsubscribe(0, "a"),
        publish({ topic: "a", qos: 1, packetId: 0 }),
        publish({ topic: "a", qos: 2, packetId: 0 }),
      ]) {
        const client = await scene.client("a");
        client.send(packet);
        await client.expectRejected(0x81, 0x82);
      }
    },
  );

  proves(
    ["3:MQTT-2.3.1-4", "3:MQTT-2.3.1-1", "5:MQTT-2.2.1-4", "5:MQTT-4.3.2-1"],
    "each new delivery has a packet identifier that is not 0 and not in use, once round all 65 535 of them",
    async (scene) => {
      const subscriber = await scene.client("s");
      await subscriber.subscribe({ filter: "a", qos: 1 });
      const publisher = await scene.client("p");
      const held = new Set<number>();
      const batch = 500;
      for (let sent = 0; sent < 66_000; sent += batch) {
        const messages = Array.from({ length: batch }, (_, i) => publish({ topic: "a", qos: 1, packetId: i + 1 }));
        publisher.send(...messages);
        for (let i = 0; i < batch; i++) {
          const { packetId } = await subscriber.expectPublish();
          if (packetId === 0 || held.has(packetId)) expect.unreachable(`packet identifier ${packetId}`);
          // The first three stay unacknowledged, so that coming round meets them.
          if (held.size < 3) held.add(packetId);
          else subscriber.send(puback(packetId));
          await publisher.expectPacket(PUBACK);
        }
      }
      expect(held.size).toBe(3);
    },
    { versions: [4, 5] },
  );

  proves(["3:MQTT-2.3.1-5"], "a PUBLISH of QoS 0 has no packet identifier", async (scene) => {
    const client = await scene.client("a");
    await client.subscribe("a");
    const message = bytes(`
      30 05       // PUBLISH, QoS 0
      00 01 "a"   // topic name, and at once the
      "hi"        // payload
    `);
    client.send(message);
    await client.expectBytes(message);
  });

  proves(
    ["5:MQTT-2.2.1-2", "5:MQTT-2.2.2-1"],
    "a PUBLISH of QoS 0 has no packet identifier, and without properties a property length of 0",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe("a");
      const message = bytes(`
        30 06       // PUBLISH, QoS 0
        00 01 "a"   // topic name, and at once the
        00          // property length
        "hi"        // payload
      `);
      client.send(message);
      await client.expectBytes(message);
    },
  );

  proves(["5:MQTT-2.2.2-1"], "SUBACK and UNSUBACK without properties say so", async (scene) => {
    const client = await scene.client("a");
    client.send(bytes('82 07 00 0a 00 00 01 "a" 01'));
    await client.expectBytes(bytes("90 04 00 0a 00 01"));
    client.send(bytes('a2 06 00 0b 00 00 01 "a"'));
    await client.expectBytes(bytes("b0 04 00 0b 00 00"));
  });

  proves(["5:MQTT-2.2.2-1"], "a packet that leaves its property length out is malformed", async (scene) => {
    const client = await scene.client("a");
    client.send(bytes("82 02 00 01")); // SUBSCRIBE that ends behind its packet identifier
    await client.expectRejected(0x81);
    const connecting = await scene.open();
    connecting.send(bytes('10 0a 00 04 "MQTT" 05 02 00 00')); // CONNECT that ends behind its keep alive
    await connecting.expectRefused({ v3: undefined, v5: [0x81] });
  });

  proves(
    ["3:MQTT-2.3.1-6", "5:MQTT-2.2.1-5"],
    "acknowledgements repeat the packet identifier of the PUBLISH",
    async (scene) => {
      const client = await scene.client("a");
      const none = noProperties(scene);
      await client.subscribe({ filter: "mine", qos: 2 });
      // A subscriber to "a", or 5.0 says 0x10 (no matching subscribers) behind the identifier.
      const subscriber = await scene.client("b");
      await subscriber.subscribe("a");
      client.send(frame(0x32, bytes('00 01 "a" 12 34'), none));
      await client.expectBytes(bytes("40 02 12 34"));
      client.send(frame(0x34, bytes('00 01 "a" fe dc'), none));
      await client.expectBytes(bytes("50 02 fe dc"));
      client.send(bytes("62 02 fe dc"));
      await client.expectBytes(bytes("70 02 fe dc"));

      client.send(publish({ topic: "mine", qos: 2, packetId: 7 }), pubrel(7));
      const packets = [await client.next(), await client.next(), await client.next()];
      expect(packets).toContainEqual(expect.objectContaining({ type: PUBREC, packetId: 7 }));
      expect(packets).toContainEqual(expect.objectContaining({ type: PUBCOMP, packetId: 7 }));
      const delivery = packets.find((packet) => packet.type === PUBLISH);
      const packetId = delivery?.type === PUBLISH ? delivery.packetId : 0;
      client.send(pubrec(packetId));
      await client.expectPacket(PUBREL, { packetId });
      client.send(pubcomp(packetId));
    },
  );

  proves(
    ["3:MQTT-2.3.1-7", "5:MQTT-2.2.1-6"],
    "SUBACK and UNSUBACK repeat the packet identifier of their request",
    async (scene) => {
      const client = await scene.client("a");
      for (const packetId of [1, 0x1234, 0xffff]) {
        client.send(subscribe(packetId, [{ filter: "a" }]), unsubscribe(packetId, "a"));
        await client.expectPacket(SUBACK, { packetId });
        await client.expectPacket(UNSUBACK, { packetId });
      }
    },
  );
});
