import { describe, expect } from "vitest";
import { CONNACK, type ConnackPacket } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { connect, publish, subscribe } from "./packet.ts";
import { proves } from "./proves.ts";

describe("4.8 of 3.1.1 and 4.13 of 5.0: errors", () => {
  proves(
    ["3:MQTT-4.8.0-1", "5:MQTT-4.13.1-1", "5:MQTT-4.13.2-1"],
    "a breach of the protocol ends that connection, and no other",
    async (scene) => {
      const bystander = await scene.client("bystander");
      await bystander.subscribe("#");
      for (const breach of [
        bytes("00 00"), // reserved packet type
        bytes("20 02 00 00"), // CONNACK from a client
        bytes("90 03 00 01 00"), // SUBACK from a client
        bytes("b0 02 00 01"), // UNSUBACK from a client
        bytes("d0 00"), // PINGRESP from a client
        bytes("c0 01 00"), // PINGREQ with a body
        bytes("40 01 00"), // PUBACK cut short
        bytes("40 02 00 00"), // PUBACK of identifier 0
        bytes("32 03 00 01 61"), // QoS 1 PUBLISH without an identifier
        bytes("30 01 00"), // PUBLISH without a topic name
        bytes("30 ff ff ff ff 01"), // a remaining length of five bytes
        bytes("36 05 00 01 61 00 01"), // QoS 3
        subscribe(0, [{ filter: "a" }]),
        connect(scene.version),
      ]) {
        const client = await scene.client("a");
        // What came before the breach counts, what comes behind it does not.
        client.send(publish({ topic: "before" }), breach, publish({ topic: "behind" }));
        await client.expectRejected(0x81, 0x82, 0x90, 0x95);
        await bystander.expectPublish({ topic: "before" });
      }
      await bystander.expectSilence();
    },
  );

  proves(
    ["3:MQTT-4.8.0-1", "5:MQTT-4.13.1-1"],
    "of an AUTH in 3.x and of an undefined property in 5.0 too",
    async (scene) => {
      const client = await scene.client("a");
      client.send(scene.version === 5 ? bytes('30 06 00 01 "a" 02 7f 00') : bytes("f0 00"));
      await client.expectRejected(0x81, 0x82);
    },
  );

  proves(
    ["3:MQTT-4.8.0-2", "5:MQTT-4.13.2-1"],
    "a failure of the broker's own while it handles a CONNECT ends that connection, and no other",
    async (scene) => {
      const bystander = await scene.client("bystander");
      const wire = await scene.open();
      wire.send(connect(scene.version, { username: "wrong-breaks" }));
      const packets = await wire.untilClosed();
      for (const packet of packets) {
        expect(packet.type).toBe(CONNACK);
        expect((packet as ConnackPacket).reasonCode).toBe(scene.version === 5 ? 0x80 : 3);
      }
      await bystander.ping();
      await scene.client("another");
    },
    { inside: true },
  );

  proves(
    ["3:MQTT-7.0.0-2"],
    "a client that knows nothing but its specification connects, subscribes, publishes and is served",
    async (scene) => {
      const wire = await scene.open();
      wire.send(
        scene.version === 3
          ? bytes('10 0f 00 06 "MQIsdp" 03 02 00 3c 00 01 "c"')
          : bytes('10 0d 00 04 "MQTT" 04 02 00 3c 00 01 "c"'),
      );
      await wire.expectBytes(bytes("20 02 00 00"));
      wire.send(bytes('82 08 00 01 00 03 "a/b" 00'));
      await wire.expectBytes(bytes("90 03 00 01 00"));
      wire.send(bytes('30 07 00 03 "a/b" "hi"'));
      await wire.expectBytes(bytes('30 07 00 03 "a/b" "hi"'));
      wire.send(bytes("e0 00"));
      await wire.expectClosed();
    },
  );

  proves(
    ["3:MQTT-7.1.1-1", "5:MQTT-4.2-1"],
    "TCP is served, every byte in order, however it is cut and however much it is",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe("a");
      const publisher = await scene.client("p");
      const payload = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
      publisher.send(publish({ topic: "a", payload }));
      expect((await client.expectPublish()).payload.equals(payload)).toBe(true);
      // One byte a write: with TCP_NODELAY most travel alone.
      const packet = bytes(scene.version === 5 ? '30 06 00 01 "a" 00 "hi"' : '30 05 00 01 "a" "hi"');
      for (const byte of packet) publisher.send(Buffer.from([byte]));
      await client.expectPublish({ payload: "hi" });
    },
  );
});
