import { describe, expect } from "vitest";
import { PINGRESP, PUBACK, PUBCOMP, PUBREC, PUBREL, SUBACK, UNSUBACK } from "#core/mqtt/packets.ts";
import { pingreq, puback, pubcomp, publish, pubrec, pubrel, subscribe, unsubscribe } from "./packet.ts";
import { proves } from "./proves.ts";

describe("4.9 Flow control", () => {
  proves(
    ["5:MQTT-4.9.0-1", "5:MQTT-4.9.0-2", "5:MQTT-3.3.4-9"],
    "the broker has at most the client's Receive Maximum of QoS 1 and 2 PUBLISHes unacknowledged",
    async (scene) => {
      for (const receiveMaximum of [1, 2, 7]) {
        const client = await scene.client("a", { properties: { receiveMaximum } });
        await client.subscribe({ filter: "a", qos: 2 });
        const publisher = await scene.client("p");
        const total = 20;
        for (let i = 0; i < total; i++)
          await publisher.publish({ topic: "a", qos: i % 2 === 0 ? 1 : 2, payload: String(i) });
        const open: { packetId: number; qos: number }[] = [];
        let received = 0;
        while (received < total) {
          while (open.length < receiveMaximum && received < total) {
            const { packetId, qos } = await client.expectPublish({ payload: String(received) });
            open.push({ packetId, qos });
            received++;
          }
          await client.expectSilence(); // the quota is used up
          const first = open.shift();
          if (first === undefined) throw new Error("nothing open");
          if (first.qos === 1) client.send(puback(first.packetId));
          else {
            // A PUBREC does not give the quota back; a PUBCOMP does.
            client.send(pubrec(first.packetId));
            await client.expectPacket(PUBREL, { packetId: first.packetId });
            await client.expectSilence();
            client.send(pubcomp(first.packetId));
          }
        }
      }
    },
  );

  proves(["5:MQTT-4.9.0-2"], "a PUBREC of 0x80 and above gives the quota back", async (scene) => {
    const client = await scene.client("a", { properties: { receiveMaximum: 1 } });
    await client.subscribe({ filter: "a", qos: 2 });
    const publisher = await scene.client("p");
    for (const payload of ["one", "two"]) await publisher.publish({ topic: "a", qos: 2, payload });
    const { packetId } = await client.expectPublish({ payload: "one" });
    await client.expectSilence();
    client.send(pubrec(packetId, 0x80));
    await client.expectPublish({ payload: "two" });
  });

  proves(
    ["5:MQTT-4.9.0-1", "5:MQTT-4.9.0-2"],
    "the quota starts anew with each connection, as the new CONNECT says",
    async (scene) => {
      const keep = { sessionExpiryInterval: 100 };
      const client = await scene.client("a", { clean: false, properties: { ...keep, receiveMaximum: 2 } });
      await client.subscribe({ filter: "a", qos: 1 });
      const publisher = await scene.client("p");
      for (let i = 0; i < 5; i++) await publisher.publish({ topic: "a", qos: 1, payload: String(i) });
      for (let i = 0; i < 2; i++) await client.expectPublish({ payload: String(i) });
      await client.expectSilence();
      client.destroy();
      const again = await scene.client("a", { clean: false, properties: { ...keep, receiveMaximum: 3 } });
      for (let i = 0; i < 3; i++) await again.expectPublish({ payload: String(i), dup: i < 2 });
      await again.expectSilence();
    },
  );

  proves(
    ["5:MQTT-4.9.0-1", "5:MQTT-3.3.4-7"],
    "the broker counts anew too: what an earlier connection left unreleased is no charge on the next",
    async (scene) => {
      const client = await scene.client("a", { persistent: true });
      for (const packetId of [1, 2, 3]) {
        client.send(publish({ topic: "a", qos: 2, packetId }));
        await client.expectPacket(PUBREC, { packetId });
      }
      client.destroy();
      const again = await scene.client("a", { persistent: true });
      for (const packetId of [4, 5, 6]) {
        again.send(publish({ topic: "a", qos: 2, packetId }));
        await again.expectPacket(PUBREC, { packetId });
      }
      for (const packetId of [1, 2, 3, 4, 5, 6]) {
        again.send(pubrel(packetId));
        await again.expectPacket(PUBCOMP, { packetId, reasonCode: 0 });
      }
      for (const packetId of [7, 8, 9]) {
        again.send(publish({ topic: "a", qos: 2, packetId }));
        await again.expectPacket(PUBREC, { packetId });
      }
      again.send(publish({ topic: "a", qos: 2, packetId: 10 }));
      await again.expectRejected(0x93);
    },
    { inside: true, limits: { receiveMaximum: 3 } },
  );

  proves(
    ["5:MQTT-4.9.0-3", "5:MQTT-3.3.4-10"],
    "with the quota used up everything else goes on, both ways",
    async (scene) => {
      const client = await scene.client("a", { properties: { receiveMaximum: 1 } });
      await client.subscribe({ filter: "a", qos: 1 }, { filter: "zero", qos: 0 });
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", qos: 1 });
      await publisher.publish({ topic: "a", qos: 1 });
      await client.expectPublish();
      client.send(pingreq);
      await client.expectPacket(PINGRESP);
      client.send(subscribe(5, [{ filter: "b" }]));
      await client.expectPacket(SUBACK, { packetId: 5 });
      client.send(unsubscribe(6, "b"));
      await client.expectPacket(UNSUBACK, { packetId: 6 });
      client.send(publish({ topic: "c", qos: 1, packetId: 7 }));
      await client.expectPacket(PUBACK, { packetId: 7 });
      client.send(publish({ topic: "c", qos: 2, packetId: 8 }));
      await client.expectPacket(PUBREC, { packetId: 8 });
      await publisher.publish({ topic: "zero", qos: 0 });
      await client.expectPublish({ topic: "zero", qos: 0 });
    },
  );

  proves(
    ["5:MQTT-3.3.4-8", "5:MQTT-4.9.0-3"],
    "a client whose own quota is used up may send everything else, QoS 0 among it",
    async (scene) => {
      const client = await scene.client("a");
      for (const packetId of [1, 2]) {
        client.send(publish({ topic: "a", qos: 2, packetId }));
        await client.expectPacket(PUBREC, { packetId });
      }
      client.send(publish({ topic: "a" }), pingreq, subscribe(3, [{ filter: "a" }]));
      await client.expectPacket(PINGRESP);
      await client.expectPacket(SUBACK, { packetId: 3 });
      expect(client.connack?.properties.receiveMaximum).toBe(2);
    },
    { inside: true, limits: { receiveMaximum: 2 } },
  );
});
