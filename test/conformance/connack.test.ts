import { describe, expect } from "vitest";
import { CONNACK, PUBLISH } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { connect, disconnect, publish, subscribe } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";

/** Table 3-1 of 5.0: what a CONNACK may say. */
const CONNECT_REASON_CODES = [
  0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95, 0x97, 0x99, 0x9a, 0x9b,
  0x9c, 0x9d, 0x9f,
];

/** Connects, and returns the bytes of the CONNACK. */
async function connackBytes(scene: Scene, options: Parameters<typeof connect>[1]): Promise<Buffer> {
  const wire = await scene.open();
  wire.send(connect(scene.version, options));
  return (await wire.nextFrame()) ?? Buffer.alloc(0);
}

describe("3.2 CONNACK", () => {
  proves(["3:MQTT-3.2.0-1", "5:MQTT-3.2.0-1"], "comes before what waited for a resumed session", async (scene) => {
    const first = await scene.client("a", { persistent: true });
    await first.subscribe({ filter: "a", qos: 1 });
    first.send(disconnect());
    await first.expectClosed();
    const publisher = await scene.client("p");
    await publisher.publish({ topic: "a", qos: 1 });
    const again = await scene.open();
    again.send(connect(scene.version, { clientId: "a", persistent: true }));
    expect((await again.next()).type).toBe(CONNACK);
    expect((await again.next()).type).toBe(PUBLISH);
  });

  proves(
    ["3:MQTT-3.2.2-1", "5:MQTT-3.2.2-2", "5:MQTT-3.2.2-1"],
    "says Session Present 0 to a clean start, whatever was stored",
    async (scene) => {
      const first = await scene.client("a", { persistent: true });
      await first.subscribe({ filter: "a", qos: 1 });
      first.send(disconnect());
      await first.expectClosed();
      expect((await connackBytes(scene, { clientId: "a", clean: true }))[2]).toBe(0);
    },
  );

  proves(
    ["3:MQTT-3.2.2-2", "3:MQTT-3.2.2-3", "5:MQTT-3.2.2-3", "5:MQTT-3.2.2-1"],
    "says by Session Present whether a session was stored, and nothing else in that byte",
    async (scene) => {
      expect((await connackBytes(scene, { clientId: "a", persistent: true }))[2]).toBe(0);
      expect((await connackBytes(scene, { clientId: "a", persistent: true }))[2]).toBe(1);
      const ended = await scene.client("a", { clean: true });
      ended.send(disconnect());
      await ended.expectClosed();
      expect((await connackBytes(scene, { clientId: "a", persistent: true }))[2]).toBe(0);
    },
    { versions: [4, 5] }, // in 3.1 the byte is unused
  );

  proves(
    ["3:MQTT-3.2.2-4", "3:MQTT-3.2.2-5", "5:MQTT-3.2.2-6", "5:MQTT-3.2.2-7", "5:MQTT-4.13.2-1"],
    "that refuses has Session Present 0, though a session is stored, and the connection closes",
    async (scene) => {
      await scene.client("a", { persistent: true });
      const wire = await scene.open();
      wire.send(connect(scene.version, { clientId: "a", persistent: true, username: "wrong" }));
      await wire.expectRefused({ v3: 4, v5: [0x86] });
    },
    { inside: true },
  );

  proves(
    ["3:MQTT-3.2.2-5", "5:MQTT-3.2.2-7"],
    "that says what fits: bad user name or password, not authorized, server unavailable; then closes",
    async (scene) => {
      for (const [username, v3, v5] of [
        ["wrong", 4, 0x86],
        ["wrong-banned", 5, 0x8a],
        ["wrong-busy", 3, 0x89],
      ] as const) {
        const wire = await scene.open();
        wire.send(connect(scene.version, { username }));
        await wire.expectRefused({ v3, v5: [v5] });
      }
    },
    { inside: true },
  );

  proves(["5:MQTT-3.2.2-8"], "has a defined reason code, whatever was wrong", async (scene) => {
    const long = "x".repeat(70_000).slice(0, 65_535);
    for (const packet of [
      connect(5),
      connect(5, { username: "wrong" }),
      connect(5, { will: { topic: "a/#" } }),
      connect(5, { will: { topic: "" } }),
      connect(5, { will: { topic: long, payload: long } }),
      connect(5, { clientId: long }),
      connect(5, { properties: { authenticationMethod: "none-such" } }),
      bytes("10 00"),
      bytes('10 0d 00 04 "MQTT" 05 03 00 00 00 00 00'), // reserved flag
      bytes('10 0d 00 04 "MQTT" 05 1e 00 00 00 00 00'), // will QoS 3
      bytes('10 0f 00 04 "MQTT" 05 02 00 00 02 01 01 00 00'), // a property that is not CONNECT's
      bytes("10 ff ff ff 7f"), // too large
      bytes("10 ff ff ff ff 7f"), // a length of five bytes
    ]) {
      const wire = await scene.open();
      wire.send(packet);
      const answer = await wire.nextFrame();
      if (answer === undefined) continue;
      expect(answer[0]).toBe(0x20);
      expect(CONNECT_REASON_CODES).toContain(answer[3]);
      if (answer[3] !== 0) await wire.expectClosed();
    }
  });

  proves(
    ["5:MQTT-3.2.2-9", "5:MQTT-3.2.2-10", "5:MQTT-3.2.2-12"],
    "announces no Maximum QoS, because QoS 0, 1 and 2 are granted, published, and taken as Will QoS",
    async (scene) => {
      for (const qos of [0, 1, 2] as const) {
        const client = await scene.client(`c${qos}`, { will: { topic: `will/${qos}`, qos } });
        expect(client.connack?.properties.maximumQoS).toBeUndefined();
        await client.subscribe({ filter: `a/${qos}`, qos });
        const publisher = await scene.client("p");
        await publisher.publish({ topic: `a/${qos}`, qos });
        await client.expectPublish({ topic: `a/${qos}`, qos });
      }
    },
  );

  proves(["5:MQTT-3.2.2-13"], "does not deny retained messages, and a retained will is taken", async (scene) => {
    const client = await scene.client("a", { will: { topic: "w", payload: "x", retain: true } });
    expect(client.connack?.properties.retainAvailable ?? 1).toBe(1);
    client.send(disconnect(0x04));
    await client.expectClosed();
    const watcher = await scene.client("b");
    await watcher.subscribe("w");
    await watcher.expectPublish({ topic: "w", retain: true });
  });

  proves(
    ["5:MQTT-3.2.2-15", "5:MQTT-4.13.1-1"],
    "announces the largest packet taken; a larger one ends the connection with 0x95",
    async (scene) => {
      const client = await scene.client("a");
      const maximum = client.connack?.properties.maximumPacketSize ?? Number.NaN;
      expect(maximum).toBe(1000);
      // Fixed header 3, topic 3, property length 1.
      client.send(publish({ topic: "b", payload: Buffer.alloc(maximum - 7) }));
      await client.ping();
      client.send(publish({ topic: "b", payload: Buffer.alloc(maximum - 6) }));
      await client.expectRejected(0x95);
    },
    { inside: true, limits: { maximumPacketSizeBytes: 1000 } },
  );

  proves(
    ["5:MQTT-3.2.2-17", "5:MQTT-3.2.2-18", "5:MQTT-3.3.2-9"],
    "announces the highest topic alias taken; one above ends the connection with 0x94",
    async (scene) => {
      const client = await scene.client("a");
      const maximum = client.connack?.properties.topicAliasMaximum ?? 0;
      client.send(publish({ topic: "b", properties: { topicAlias: maximum + 1 } }));
      await client.expectRejected(0x94);
    },
  );

  proves(
    ["5:MQTT-3.2.2-18", "5:MQTT-3.2.2-17"],
    "without a Topic Alias Maximum, every alias ends the connection with 0x94",
    async (scene) => {
      const client = await scene.client("a");
      expect(client.connack?.properties.topicAliasMaximum ?? 0).toBe(0);
      client.send(publish({ topic: "b", properties: { topicAlias: 1 } }));
      await client.expectRejected(0x94);
    },
    { inside: true, limits: { topicAliasMaximum: 0 } },
  );

  proves(
    ["5:MQTT-3.2.2-19", "5:MQTT-3.2.2-20", "5:MQTT-3.1.2-24"],
    "that refuses keeps within the client's Maximum Packet Size",
    async (scene) => {
      for (let maximumPacketSize = 5; maximumPacketSize < 60; maximumPacketSize++) {
        const wire = await scene.open();
        wire.send(connect(5, { username: "wrong", properties: { maximumPacketSize } }));
        const answer = await wire.nextFrame();
        expect(answer?.subarray(0, 4).toString("hex")).toMatch(/^20..0086$/);
        expect(answer?.length).toBeLessThanOrEqual(maximumPacketSize);
        await wire.expectClosed();
      }
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-3.1.2-24"],
    "that accepts keeps within the client's Maximum Packet Size, or the connection closes",
    async (scene) => {
      for (let maximumPacketSize = 1; maximumPacketSize < 80; maximumPacketSize++) {
        const wire = await scene.open();
        wire.send(connect(5, { clientId: "", properties: { maximumPacketSize } }));
        const answer = await wire.nextFrame();
        if (answer === undefined) continue;
        expect(answer.length).toBeLessThanOrEqual(maximumPacketSize);
        if (answer[3] !== 0) await wire.expectClosed();
        else await wire.ping();
      }
    },
  );

  proves(
    ["3:MQTT-3.1.2-24", "5:MQTT-3.1.2-22", "5:MQTT-3.2.2-22"],
    "without a Server Keep Alive leaves the client its own: silence of one and a half of it ends the connection",
    async (scene) => {
      const client = await scene.client("a", { keepAlive: 100 });
      if (scene.version === 5) expect(client.connack?.properties.serverKeepAlive).toBeUndefined();
      scene.advance(148);
      await client.ping(); // which starts the silence anew
      scene.advance(148);
      await client.ping();
      scene.advance(155);
      await client.expectRejected(0x8d);
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-3.2.2-21", "5:MQTT-3.1.2-21", "5:MQTT-3.1.2-22"],
    "with a Server Keep Alive has that apply instead of the client's",
    async (scene) => {
      const client = await scene.client("a", { keepAlive: 10_000 });
      expect(client.connack?.properties.serverKeepAlive).toBe(100);
      scene.advance(148);
      await client.ping();
      scene.advance(155);
      await client.expectRejected(0x8d);
    },
    { inside: true, limits: { keepAliveSecondsMax: 100 } },
  );

  proves(
    ["3:MQTT-3.1.2-24", "5:MQTT-3.1.2-22"],
    "keep alive 0 allows silence for ever",
    async (scene) => {
      const client = await scene.client("a", { keepAlive: 0 });
      scene.advance(200_000);
      await client.ping();
    },
    { inside: true },
  );

  proves(["5:MQTT-3.1.2-28"], "has no Response Information unless the client asks", async (scene) => {
    for (const properties of [{}, { requestResponseInformation: 0 as const }]) {
      const client = await scene.client("a", { properties });
      expect(client.connack?.properties.responseInformation).toBeUndefined();
    }
  });

  proves(
    ["5:MQTT-3.1.2-29"],
    "Request Problem Information 0 keeps reason strings and user properties out of acknowledgements",
    async (scene) => {
      const client = await scene.client("a", { properties: { requestProblemInformation: 0 } });
      client.send(publish({ topic: "forbidden/a", qos: 1, packetId: 1 }));
      client.send(publish({ topic: "forbidden/a", qos: 2, packetId: 2 }));
      client.send(bytes("62 02 00 63")); // PUBREL of an unknown identifier
      client.send(bytes("50 02 00 63")); // PUBREC of an unknown identifier
      client.send(subscribe(3, [{ filter: "$forbidden" }, { filter: "a/#/b" }]));
      for (let i = 0; i < 5; i++) {
        const packet = await client.next();
        if (!("properties" in packet)) throw new Error(`no acknowledgement: ${packet.type}`);
        expect(packet.properties.reasonString).toBeUndefined();
        expect(packet.properties.userProperties).toBeUndefined();
      }
    },
  );
});
