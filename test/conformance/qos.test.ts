import { describe, expect } from "vitest";
import { PUBACK, PUBCOMP, PUBLISH, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { disconnect, puback, pubcomp, publish, pubrec, pubrel } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";
import type { Wire } from "./wire.ts";

/** A client with a kept session that is subscribed to `a/#`, and another that publishes. */
async function pair(scene: Scene): Promise<{ client: Wire; publisher: Wire }> {
  const client = await scene.client("a", { persistent: true });
  await client.subscribe({ filter: "a/#", qos: 2 });
  return { client, publisher: await scene.client("p") };
}

/** Breaks the connection and resumes the session. */
async function reconnect(scene: Scene, client: Wire): Promise<Wire> {
  client.destroy();
  return scene.client("a", { persistent: true });
}

describe("4.3 QoS 0", () => {
  proves(["3:MQTT-4.3.1-1", "5:MQTT-4.3.1-1"], "goes out with QoS 0 and DUP 0", async (scene) => {
    const { client, publisher } = await pair(scene);
    await publisher.publish({ topic: "a/0" });
    const frame = await client.nextFrame();
    expect(frame?.[0]).toBe(0x30);
  });
});

describe("4.3 QoS 1", () => {
  proves(
    ["3:MQTT-4.3.2-1", "5:MQTT-4.3.2-1", "5:MQTT-4.3.2-2"],
    "goes out with an identifier not in use, QoS 1 and DUP 0",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      const ids = new Set<number>();
      for (let i = 0; i < 20; i++) {
        await publisher.publish({ topic: "a/1", qos: 1 });
        const { packetId } = await client.expectPublish({ qos: 1, dup: false });
        expect(packetId).toBeGreaterThan(0);
        ids.add(packetId);
      }
      expect(ids.size).toBe(20);
    },
  );

  proves(
    ["3:MQTT-4.3.2-1", "3:MQTT-4.4.0-1", "5:MQTT-4.3.2-3", "5:MQTT-4.4.0-1"],
    "counts as unacknowledged until its PUBACK: each new connection brings it again, until then",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      await publisher.publish({ topic: "a/1", qos: 1, payload: "x" });
      const { packetId } = await client.expectPublish({ dup: false });
      const second = await reconnect(scene, client);
      await second.expectPublish({ packetId, dup: true, payload: "x" });
      const third = await reconnect(scene, second);
      await third.expectPublish({ packetId, dup: true, payload: "x" });
      third.send(puback(packetId));
      await third.ping();
      const fourth = await reconnect(scene, third);
      await fourth.expectSilence();
    },
  );

  proves(
    ["5:MQTT-4.4.0-1", "3:MQTT-4.4.0-1"],
    "is sent again at no other time than a reconnect",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      await publisher.publish({ topic: "a/1", qos: 1 });
      await publisher.publish({ topic: "a/2", qos: 2 });
      await client.expectPublish({ topic: "a/1" });
      const { packetId } = await client.expectPublish({ topic: "a/2" });
      client.send(pubrec(packetId));
      await client.expectPacket(PUBREL);
      scene.advance(10_000);
      await client.expectSilence();
    },
    { inside: true },
  );

  proves(
    ["3:MQTT-4.3.2-2", "5:MQTT-4.3.2-4", "5:MQTT-4.3.2-5"],
    "is answered by PUBACK; afterwards the same identifier is a new message, whatever its DUP says",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      for (const [payload, dup] of [
        ["one", false],
        ["two", false],
        ["three", true],
      ] as const) {
        publisher.send(publish({ topic: "a/1", qos: 1, packetId: 9, payload, dup }));
        await publisher.expectPacket(PUBACK, { packetId: 9, reasonCode: 0 });
        const { packetId } = await client.expectPublish({ payload, dup: false });
        client.send(puback(packetId));
      }
    },
  );
});

describe("4.3 QoS 2, the broker sending", () => {
  proves(
    ["3:MQTT-4.3.3-1", "5:MQTT-4.3.3-1", "5:MQTT-4.3.3-2", "5:MQTT-4.3.3-4"],
    "goes out with an identifier not in use, QoS 2 and DUP 0, and a PUBREC is answered by PUBREL with it",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      const ids: number[] = [];
      for (let i = 0; i < 10; i++) {
        await publisher.publish({ topic: "a/2", qos: 2 });
        const { packetId } = await client.expectPublish({ qos: 2, dup: false });
        expect(packetId).toBeGreaterThan(0);
        expect(ids).not.toContain(packetId);
        ids.push(packetId);
      }
      for (const packetId of ids) {
        const id = Buffer.from([packetId >> 8, packetId & 0xff]);
        client.send(Buffer.concat([bytes("50 02"), id]));
        await client.expectBytes(Buffer.concat([bytes("62 02"), id]));
      }
    },
  );

  proves(
    ["3:MQTT-4.3.3-1", "3:MQTT-4.4.0-1", "5:MQTT-4.3.3-3", "5:MQTT-4.4.0-1"],
    "counts as unacknowledged until its PUBREC: each new connection brings the PUBLISH again, until then",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      await publisher.publish({ topic: "a/2", qos: 2 });
      const { packetId } = await client.expectPublish({ dup: false });
      const second = await reconnect(scene, client);
      await second.expectPublish({ packetId, dup: true, qos: 2 });
      const third = await reconnect(scene, second);
      await third.expectPublish({ packetId, dup: true, qos: 2 });
    },
  );

  proves(
    ["3:MQTT-4.3.3-1", "3:MQTT-4.4.0-1", "5:MQTT-4.3.3-5", "5:MQTT-4.3.3-6", "5:MQTT-4.4.0-1"],
    "after the PUBREC is the PUBREL that each new connection brings, until its PUBCOMP; never the PUBLISH again",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      await publisher.publish({ topic: "a/2", qos: 2 });
      const { packetId } = await client.expectPublish();
      client.send(pubrec(packetId));
      await client.expectPacket(PUBREL, { packetId });
      const second = await reconnect(scene, client);
      await second.expectPacket(PUBREL, { packetId });
      await second.expectSilence();
      const third = await reconnect(scene, second);
      await third.expectPacket(PUBREL, { packetId });
      third.send(pubcomp(packetId));
      await third.expectSilence();
      const fourth = await reconnect(scene, third);
      await fourth.expectSilence();
    },
  );

  proves(
    ["3:MQTT-4.3.3-1", "5:MQTT-4.3.3-4", "5:MQTT-4.3.3-6"],
    "answers a repeated PUBREC by PUBREL again",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      await publisher.publish({ topic: "a/2", qos: 2 });
      const { packetId } = await client.expectPublish();
      client.send(pubrec(packetId), pubrec(packetId));
      await client.expectPacket(PUBREL, { packetId, reasonCode: 0 });
      await client.expectPacket(PUBREL, { packetId, reasonCode: 0 });
      client.send(pubcomp(packetId));
      await client.expectSilence();
    },
  );

  proves(
    ["5:MQTT-4.3.3-7"],
    "does not expire once it was sent",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      const properties = { messageExpiryInterval: 10 };
      await publisher.publish({ topic: "a/2", qos: 2, payload: "first", properties });
      await publisher.publish({ topic: "a/2", qos: 2, payload: "second", properties });
      const first = await client.expectPublish({ payload: "first" });
      const second = await client.expectPublish({ payload: "second" });
      client.send(pubrec(first.packetId));
      await client.expectPacket(PUBREL);
      client.send(disconnect());
      await client.expectClosed();
      scene.advance(100);
      const again = await scene.client("a", { persistent: true });
      const left = [await again.next(), await again.next()];
      expect(left).toContainEqual(expect.objectContaining({ type: PUBREL, packetId: first.packetId }));
      expect(left).toContainEqual(expect.objectContaining({ type: PUBLISH, packetId: second.packetId, dup: true }));
      again.send(pubcomp(first.packetId));
      await again.finishQos2(second.packetId);
      await again.expectSilence();
    },
    { inside: true },
  );
});

describe("4.3 QoS 2, the broker receiving", () => {
  proves(
    ["3:MQTT-4.3.3-2", "5:MQTT-4.3.3-8", "5:MQTT-4.3.3-11"],
    "is answered by PUBREC, and PUBREL by PUBCOMP, with the same identifier",
    async (scene) => {
      const { publisher } = await pair(scene);
      for (const packetId of [1, 0x1234, 0xffff]) {
        publisher.send(publish({ topic: "a/2", qos: 2, packetId }));
        await publisher.expectPacket(PUBREC, { packetId, reasonCode: 0 });
        publisher.send(pubrel(packetId));
        await publisher.expectPacket(PUBCOMP, { packetId, reasonCode: 0 });
      }
    },
  );

  proves(
    ["3:MQTT-4.3.3-2", "5:MQTT-4.3.3-10"],
    "repeated before the PUBREL is answered by PUBREC and not delivered again",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      for (const dup of [false, true, true]) {
        publisher.send(publish({ topic: "a/2", qos: 2, packetId: 4, payload: "once", dup }));
        await publisher.expectPacket(PUBREC, { packetId: 4 });
      }
      publisher.send(pubrel(4));
      await publisher.expectPacket(PUBCOMP, { packetId: 4 });
      await client.expectPublish({ payload: "once" });
      await client.expectSilence();
    },
  );

  proves(
    ["3:MQTT-4.3.3-2", "5:MQTT-4.3.3-12"],
    "with an identifier whose PUBCOMP was sent is a new message",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      for (const [payload, dup] of [
        ["one", false],
        ["two", false],
        ["three", true],
      ] as const) {
        await publisher.publish({ topic: "a/2", qos: 2, packetId: 4, payload, dup });
        await client.expectPublish({ payload });
      }
    },
  );

  proves(["5:MQTT-4.3.3-9"], "with an identifier whose PUBREC said 0x80 or above is a new message", async (scene) => {
    const { client, publisher } = await pair(scene);
    publisher.send(publish({ topic: "forbidden/a", qos: 2, packetId: 4 }));
    const refused = await publisher.expectPacket(PUBREC, { packetId: 4 });
    expect(refused.reasonCode).toBe(0x87);
    publisher.send(publish({ topic: "a/2", qos: 2, packetId: 4, payload: "new" }));
    await publisher.expectPacket(PUBREC, { packetId: 4, reasonCode: 0 });
    publisher.send(pubrel(4));
    await publisher.expectPacket(PUBCOMP, { packetId: 4, reasonCode: 0 });
    await client.expectPublish({ payload: "new" });
  });

  proves(
    ["5:MQTT-4.3.3-13"],
    "goes through its acknowledgements though the message has expired meanwhile",
    async (scene) => {
      const { publisher } = await pair(scene);
      publisher.send(publish({ topic: "a/2", qos: 2, packetId: 4, properties: { messageExpiryInterval: 1 } }));
      await publisher.expectPacket(PUBREC, { packetId: 4 });
      scene.advance(100);
      publisher.send(pubrel(4));
      await publisher.expectPacket(PUBCOMP, { packetId: 4, reasonCode: 0 });
    },
    { inside: true },
  );
});

describe("4.4 and 4.5: delivery", () => {
  proves(
    ["3:MQTT-4.4.0-1", "5:MQTT-4.4.0-1"],
    "resumes with all that was under way, in its former order and with its former identifiers",
    async (scene) => {
      const { client, publisher } = await pair(scene);
      const ids: number[] = [];
      for (let i = 0; i < 6; i++) {
        await publisher.publish({ topic: "a/x", qos: i % 2 === 0 ? 1 : 2, payload: String(i) });
        ids.push((await client.expectPublish({ payload: String(i) })).packetId);
      }
      const again = await reconnect(scene, client);
      for (let i = 0; i < 6; i++) await again.expectPublish({ payload: String(i), packetId: ids[i], dup: true });
      await again.expectSilence();
    },
  );

  proves(
    ["3:MQTT-4.5.0-1", "5:MQTT-4.5.0-1"],
    "reaches the session of every client with a matching subscription, present or absent",
    async (scene) => {
      const clients: Wire[] = [];
      for (let i = 0; i < 5; i++) {
        const client = await scene.client(`c${i}`, { persistent: true });
        await client.subscribe({ filter: i % 2 === 0 ? "a" : "+", qos: 1 });
        if (i < 2) {
          client.send(disconnect());
          await client.expectClosed();
        }
        clients.push(client);
      }
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", qos: 1, payload: "all" });
      for (const client of clients.slice(2)) await client.expectPublish({ payload: "all" });
      for (let i = 0; i < 2; i++) {
        const again = await scene.client(`c${i}`, { persistent: true });
        await again.expectPublish({ payload: "all" });
      }
    },
  );
});
