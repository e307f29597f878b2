import { describe, expect } from "vitest";
import { PUBREL, UNSUBACK } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { puback, pubcomp, pubrec, unsubscribe } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";

/** Table 3-9 of 5.0. */
const UNSUBSCRIBE_REASON_CODES = [0x00, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91];

/** An UNSUBSCRIBE with identifier 11 and this payload. */
function rawUnsubscribe(scene: Scene, first: string, payload: string): Buffer {
  const body = bytes(`00 0b ${scene.version === 5 ? "00" : ""} ${payload}`);
  return Buffer.concat([bytes(first), Buffer.from([body.length]), body]);
}

/** An UNSUBACK to identifier 11, with these codes in 5.0. */
function rawUnsuback(scene: Scene, ...codes: number[]): Buffer {
  const body = Buffer.from([0, 11, ...(scene.version === 5 ? [0, ...codes] : [])]);
  return Buffer.concat([Buffer.from([0xb0, body.length]), body]);
}

describe("3.10 UNSUBSCRIBE", () => {
  proves(["3:MQTT-3.10.1-1", "5:MQTT-3.10.1-1"], "flags other than 0010 end the connection", async (scene) => {
    for (const first of ["a0", "a1", "a3", "a6"]) {
      const client = await scene.client("a");
      client.send(rawUnsubscribe(scene, first, '00 01 "a"'));
      await client.expectRejected(0x81);
    }
  });

  proves(["3:MQTT-3.10.3-1", "5:MQTT-3.10.3-1"], "a filter that is not UTF-8 ends the connection", async (scene) => {
    for (const ill of ["ff", "ed a0 80", "00"]) {
      const client = await scene.client("a");
      client.send(rawUnsubscribe(scene, "a2", `00 0${bytes(ill).length} ${ill}`));
      await client.expectRejected(0x81, 0x8f);
    }
  });

  proves(["3:MQTT-3.10.3-2", "5:MQTT-3.10.3-2"], "without a filter ends the connection", async (scene) => {
    const client = await scene.client("a");
    client.send(rawUnsubscribe(scene, "a2", ""));
    await client.expectRejected(0x81, 0x82);
  });

  proves(
    ["3:MQTT-3.10.4-1", "5:MQTT-3.10.4-1"],
    "only the filter that is the same character by character is deleted",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe("a/b", "c/+");
      await client.unsubscribe("a/+", "#", "A/b", "a/b/", "/a/b", "a//b", "c/d", "a");
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a/b" });
      await client.expectPublish({ topic: "a/b" });
      await publisher.publish({ topic: "c/d" });
      await client.expectPublish({ topic: "c/d" });
      await client.unsubscribe("c/+");
      await publisher.publish({ topic: "c/d" });
      await publisher.publish({ topic: "a/b" });
      await client.expectPublish({ topic: "a/b" });
      await client.expectSilence();
    },
  );

  proves(
    ["3:MQTT-3.10.4-2", "5:MQTT-3.10.4-2"],
    "afterwards no new message is sent, nor kept for an absent client",
    async (scene) => {
      const client = await scene.client("a", { persistent: true });
      await client.subscribe({ filter: "a", qos: 1 });
      await client.unsubscribe("a");
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", qos: 1 });
      await client.expectSilence();
      client.destroy();
      const again = await scene.client("a", { persistent: true });
      await publisher.publish({ topic: "a", qos: 1 });
      await again.expectSilence();
    },
  );

  proves(["3:MQTT-3.10.4-3", "5:MQTT-3.10.4-3"], "deliveries that have begun are finished", async (scene) => {
    const client = await scene.client("a", { persistent: true });
    await client.subscribe({ filter: "a/#", qos: 2 });
    const publisher = await scene.client("p");
    await publisher.publish({ topic: "a/1", qos: 1 });
    await publisher.publish({ topic: "a/2", qos: 2 });
    const one = await client.expectPublish({ topic: "a/1", qos: 1 });
    const two = await client.expectPublish({ topic: "a/2", qos: 2 });
    await client.unsubscribe("a/#");
    client.destroy();
    const again = await scene.client("a", { persistent: true });
    await again.expectPublish({ topic: "a/1", packetId: one.packetId, dup: true });
    await again.expectPublish({ topic: "a/2", packetId: two.packetId, dup: true });
    again.send(puback(one.packetId), pubrec(two.packetId));
    await again.expectPacket(PUBREL, { packetId: two.packetId, reasonCode: 0 });
    again.send(pubcomp(two.packetId));
    await again.expectSilence();
  });

  proves(
    ["3:MQTT-3.10.4-4", "3:MQTT-3.10.4-5", "5:MQTT-3.10.4-4", "5:MQTT-3.10.4-5"],
    "is answered by an UNSUBACK with its packet identifier, though nothing was deleted",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe("a");
      client.send(rawUnsubscribe(scene, "a2", '00 01 "a"'));
      await client.expectBytes(rawUnsuback(scene, 0x00));
      client.send(rawUnsubscribe(scene, "a2", '00 01 "a"'));
      await client.expectBytes(rawUnsuback(scene, 0x11));
    },
  );

  proves(
    ["3:MQTT-3.10.4-6", "5:MQTT-3.10.4-6", "5:MQTT-3.11.3-1"],
    "several filters are deleted one by one and answered together, in their order",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe("a", "b", "c");
      client.send(rawUnsubscribe(scene, "a2", '00 01 "a" 00 01 "x" 00 01 "c" 00 01 "a"'));
      await client.expectBytes(rawUnsuback(scene, 0x00, 0x11, 0x00, 0x11));
      const publisher = await scene.client("p");
      for (const topic of ["a", "b", "c"]) await publisher.publish({ topic });
      await client.expectPublish({ topic: "b" });
      await client.expectSilence();
    },
  );

  proves(["5:MQTT-3.11.3-2"], "every filter gets one defined code, whatever it looks like", async (scene) => {
    const client = await scene.client("a");
    await client.subscribe("a", "$share/g/a");
    const filters = ["a", "b", "$share/g/a", "$share/h/a", "$share//a", "$share/g", "a/#/b", "", "$f"];
    client.send(unsubscribe(3, ...filters));
    const { reasonCodes } = await client.expectPacket(UNSUBACK, { packetId: 3 });
    expect(reasonCodes.length).toBe(filters.length);
    for (const code of reasonCodes) expect(UNSUBSCRIBE_REASON_CODES).toContain(code);
    expect(reasonCodes.slice(0, 4)).toEqual([0x00, 0x11, 0x00, 0x11]);
  });
});
