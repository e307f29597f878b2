import { describe, expect } from "vitest";
import { DISCONNECT, PUBREL, SUBACK } from "#core/mqtt/packets.ts";
import { disconnect, puback, pubcomp, pubrec, subscribe } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";
import type { Wire } from "./wire.ts";

/** Two members of one group, each with a kept session, and a publisher. */
async function group(scene: Scene): Promise<{ members: [Wire, Wire]; publisher: Wire }> {
  const members: [Wire, Wire] = [
    await scene.client("m0", { persistent: true }),
    await scene.client("m1", { persistent: true }),
  ];
  for (const member of members) await member.subscribe({ filter: "$share/g/a/#", qos: 2 });
  return { members, publisher: await scene.client("p") };
}

/** Publishes once; tells which of the members got it. */
async function deliverOnce(scene: { publisher: Wire; members: [Wire, Wire] }, qos: 1 | 2) {
  const { publisher, members } = scene;
  await publisher.publish({ topic: "a/x", qos, payload: "shared" });
  const marker = 0xd0; // a PINGRESP tells that there was nothing
  for (const [index, member] of members.entries()) {
    member.send(Buffer.from([0xc0, 0]));
    const frame = await member.nextFrame();
    if (frame?.[0] === marker) continue;
    if (frame === undefined) throw new Error("closed");
    const packet = member.decode(frame);
    await member.nextFrame(); // its PINGRESP
    if (packet.type !== 3) throw new Error(`a packet of type ${packet.type}`);
    return { holder: member, other: members[1 - index] as Wire, index, packet };
  }
  throw new Error("nobody got the message");
}

describe("4.8 Shared subscriptions", () => {
  proves(
    ["5:MQTT-4.8.2-1", "5:MQTT-4.8.2-2"],
    "have a share name of at least one character without / + #, and a filter behind it; others are refused",
    async (scene) => {
      const answers = async (filter: string): Promise<"granted" | "refused"> => {
        const client = await scene.client("a");
        client.send(subscribe(1, [{ filter, qos: 1 }]));
        const packet = await client.next();
        if (packet.type === DISCONNECT) return "refused";
        if (packet.type !== SUBACK) throw new Error(`a packet of type ${packet.type}`);
        return (packet.reasonCodes[0] ?? 0x80) < 0x80 ? "granted" : "refused";
      };
      for (const filter of ["$share/g/a", "$share/g/#", "$share/g/+/b", "$share/g//", "$share/ä ß/a/#"]) {
        expect([filter, await answers(filter)]).toEqual([filter, "granted"]);
      }
      for (const filter of [
        "$share//a",
        "$share/g",
        "$share/g/",
        "$share/",
        "$share/+/a",
        "$share/#/a",
        "$share/g+/a",
      ]) {
        expect([filter, await answers(filter)]).toEqual([filter, "refused"]);
      }
    },
  );

  proves(
    ["5:MQTT-4.8.2-2"],
    "deliver each message to one member, and the filter behind the share name is what matches",
    async (scene) => {
      const { members, publisher } = await group(scene);
      for (let i = 0; i < 10; i++) {
        const { holder, packet } = await deliverOnce({ members, publisher }, 1);
        expect(packet.topic).toBe("a/x");
        holder.send(puback(packet.packetId));
      }
      for (const member of members) await member.expectSilence();
    },
  );

  proves(["5:MQTT-4.8.2-3"], "respect the QoS that the chosen member was granted", async (scene) => {
    const members = [await scene.client("m0"), await scene.client("m1"), await scene.client("m2")];
    for (const [qos, member] of members.entries()) {
      await member.subscribe({ filter: "$share/g/a", qos: qos as 0 | 1 | 2 });
    }
    const publisher = await scene.client("p");
    const count = 30;
    for (let i = 0; i < count; i++) await publisher.publish({ topic: "a", qos: 2 });
    let received = 0;
    for (const [granted, member] of members.entries()) {
      member.send(Buffer.from([0xc0, 0]));
      for (let packet = await member.next(); packet.type === 3; packet = await member.next()) {
        expect(packet.qos).toBe(granted);
        received++;
      }
    }
    expect(received).toBe(count);
  });

  proves(
    ["5:MQTT-4.8.2-4"],
    "complete a QoS 2 delivery to the member it began with, when that reconnects",
    async (scene) => {
      const share = await group(scene);
      const { holder, other, index, packet } = await deliverOnce(share, 2);
      holder.send(disconnect());
      await holder.expectClosed();
      await other.expectSilence();
      const again = await scene.client(`m${index}`, { persistent: true });
      await again.expectPublish({ packetId: packet.packetId, dup: true, payload: "shared" });
      again.send(pubrec(packet.packetId));
      await again.expectPacket(PUBREL, { packetId: packet.packetId, reasonCode: 0 });
      again.send(pubcomp(packet.packetId));
      await again.expectSilence();
      await other.expectSilence();
    },
  );

  proves(
    ["5:MQTT-4.8.2-5"],
    "give a QoS 2 message that was begun to nobody else, when its member's session ends",
    async (scene) => {
      const share = await group(scene);
      const { holder, other } = await deliverOnce(share, 2);
      holder.send(disconnect(0, { sessionExpiryInterval: 0 }));
      await holder.expectClosed();
      await other.expectSilence();
      await share.publisher.ping();
      await other.expectSilence();
    },
  );

  for (const qos of [1, 2] as const) {
    proves(["5:MQTT-4.8.2-6"], `give a QoS ${qos} message that its member refused to nobody else`, async (scene) => {
      const share = await group(scene);
      const { holder, other, packet } = await deliverOnce(share, qos);
      holder.send(qos === 1 ? puback(packet.packetId, 0x97) : pubrec(packet.packetId, 0x97));
      await holder.expectSilence();
      await other.expectSilence();
      holder.send(disconnect(0, { sessionExpiryInterval: 0 }));
      await holder.expectClosed();
      await other.expectSilence();
    });
  }
});
