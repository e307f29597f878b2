import { describe, expect } from "vitest";
import { PUBACK, PUBLISH, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import { puback, pubcomp, publish, pubrec, pubrel } from "./packet.ts";
import { proves } from "./proves.ts";

// 5.0 asks the order of repetitions and acknowledgements of clients only; the broker keeps it all the same.
describe("4.6 Message ordering", () => {
  proves(["3:MQTT-4.6.0-1", "5:MQTT-4.6.0-1"], "PUBLISHes are sent again in their original order", async (scene) => {
    const client = await scene.client("a", { persistent: true });
    await client.subscribe({ filter: "a", qos: 2 });
    const publisher = await scene.client("p");
    const count = 20;
    const ids: number[] = [];
    for (let i = 0; i < count; i++) {
      await publisher.publish({ topic: "a", qos: i % 3 === 0 ? 2 : 1, payload: String(i) });
      ids.push((await client.expectPublish({ payload: String(i) })).packetId);
    }
    // Some are finished out of order before the connection breaks.
    for (const i of [4, 1, 10]) client.send(puback(ids[i] ?? 0));
    await client.ping();
    client.destroy();
    const again = await scene.client("a", { persistent: true });
    for (let i = 0; i < count; i++) {
      if (![1, 4, 10].includes(i)) await again.expectPublish({ payload: String(i), dup: true });
    }
  });

  proves(
    ["3:MQTT-4.6.0-2", "3:MQTT-4.6.0-3", "5:MQTT-4.6.0-2", "5:MQTT-4.6.0-3"],
    "PUBACKs and PUBRECs come in the order of the PUBLISHes, those for nobody and for many mixed",
    async (scene) => {
      const subscriber = await scene.client("s");
      await subscriber.subscribe({ filter: "heard", qos: 2 });
      const absent = await scene.client("absent", { persistent: true });
      await absent.subscribe({ filter: "kept", qos: 2 });
      absent.destroy();
      const client = await scene.client("a");
      const topics = ["heard", "unheard", "kept", "forbidden/a"];
      for (const [qos, type] of [
        [1, PUBACK],
        [2, PUBREC],
      ] as const) {
        const ids = [7, 3, 900, 1, 2, 65_535, 4, 11, 10, 5, 6, 8];
        client.send(...ids.map((packetId, i) => publish({ topic: topics[i % topics.length] ?? "", qos, packetId })));
        for (const packetId of ids) await client.expectPacket(type, { packetId });
      }
    },
  );

  proves(["3:MQTT-4.6.0-4", "5:MQTT-4.6.0-4"], "PUBRELs come in the order of the PUBRECs", async (scene) => {
    const client = await scene.client("a");
    await client.subscribe({ filter: "a", qos: 2 });
    const publisher = await scene.client("p");
    const ids: number[] = [];
    for (let i = 0; i < 10; i++) {
      await publisher.publish({ topic: "a", qos: 2 });
      ids.push((await client.expectPublish()).packetId);
    }
    const order = [3, 0, 9, 1, 2, 8, 7, 4, 6, 5].map((i) => ids[i] ?? 0);
    client.send(...order.map((packetId) => pubrec(packetId)));
    for (const packetId of order) await client.expectPacket(PUBREL, { packetId });
  });

  proves(
    ["3:MQTT-4.6.0-5", "3:MQTT-4.6.0-6", "5:MQTT-4.6.0-5", "5:MQTT-4.6.0-6"],
    "every topic is ordered: per publisher, topic and QoS, messages arrive as they were sent",
    async (scene) => {
      const subscriber = await scene.client("s");
      await subscriber.subscribe({ filter: "t/#", qos: 2 });
      const publishers = [await scene.client("p0"), await scene.client("p1")];
      const [rounds, atOnce] = [64, 8];
      for (let first = 0; first < rounds; first += atOnce) {
        for (const [p, publisher] of publishers.entries()) {
          let packetId = 0;
          for (let i = first; i < first + atOnce; i++) {
            for (const qos of [0, 1, 2] as const) {
              if (qos > 0) packetId++;
              const payload = `${p}:${i}`;
              publisher.send(publish({ topic: `t/${i % 2}`, qos, packetId: qos === 0 ? 0 : packetId, payload }));
            }
          }
        }
        for (const publisher of publishers) {
          for (let owed = atOnce * 3; owed > 0; owed--) {
            const packet = await publisher.next();
            // A broker may wait for the PUBREL before it forwards a QoS 2 message.
            if (packet.type === PUBREC) publisher.send(pubrel(packet.packetId));
          }
        }
      }
      const last = new Map<string, number>();
      for (let received = 0; received < rounds * publishers.length * 3; ) {
        const packet = await subscriber.next();
        if (packet.type === PUBREL) {
          subscriber.send(pubcomp(packet.packetId));
          continue;
        }
        if (packet.type !== PUBLISH) throw new Error(`a packet of type ${packet.type}`);
        received++;
        if (packet.qos === 1) subscriber.send(puback(packet.packetId));
        if (packet.qos === 2) subscriber.send(pubrec(packet.packetId));
        const [publisher = "", number = ""] = packet.payload.toString().split(":");
        const stream = `${publisher} ${packet.topic} ${packet.qos}`;
        expect(Number(number)).toBeGreaterThan(last.get(stream) ?? -1);
        last.set(stream, Number(number));
      }
      expect(last.size).toBe(12);
    },
  );

  proves(
    ["3:MQTT-4.6.0-6", "5:MQTT-4.6.0-5"],
    "what waited while the client was away comes before what is published now",
    async (scene) => {
      const client = await scene.client("a", { persistent: true });
      await client.subscribe({ filter: "a", qos: 1 });
      client.destroy();
      const publisher = await scene.client("p");
      const count = 150; // more than a window
      for (let i = 0; i < count; i++) await publisher.publish({ topic: "a", qos: 1, payload: String(i) });
      const again = await scene.client("a", { persistent: true });
      await publisher.publish({ topic: "a", qos: 1, payload: String(count) });
      for (let i = 0; i <= count; i++) {
        const { packetId } = await again.expectPublish({ payload: String(i) });
        again.send(puback(packetId));
      }
    },
  );
});
