import { describe, expect } from "vitest";
import { DISCONNECT, type DisconnectPacket, type Packet, PUBREC } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { connect, disconnect, pingreq, publish, subscribe } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";

/** Table 3-10 of 5.0: what a server may say. */
const DISCONNECT_REASON_CODES = [
  0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8b, 0x8d, 0x8e, 0x8f, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
  0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2,
];

/** Ways to be thrown out, each for another reason. */
const BREACHES: readonly (Packet | Buffer)[] = [
  bytes("00 00"),
  bytes("c1 00"),
  bytes("d0 00"), // PINGRESP
  bytes("20 02 00 00"), // CONNACK
  bytes("90 03 00 01 00"), // SUBACK
  connect(5),
  publish({ topic: "a/#" }),
  publish({ topic: "a", properties: { topicAlias: 0xffff } }),
  publish({ topic: "a", payload: Buffer.from([0xff]), properties: { payloadFormatIndicator: 1 } }),
  subscribe(1, []),
  subscribe(1, [{ filter: "$share/g/a", noLocal: true }]),
  bytes("30 ff ff ff 7f"), // larger than allowed
  { type: 15, reasonCode: 0x19, properties: { authenticationMethod: "none-such" } },
];

async function farewellsOf(scene: Scene): Promise<DisconnectPacket[]> {
  const farewells: DisconnectPacket[] = [];
  for (const breach of BREACHES) {
    const client = await scene.client("a", { properties: { sessionExpiryInterval: 100 } });
    client.send(breach);
    const packets = await client.untilClosed();
    expect(packets.map((packet) => packet.type)).toEqual([DISCONNECT]);
    farewells.push(packets[0] as DisconnectPacket);
  }
  return farewells;
}

describe("3.14 DISCONNECT", () => {
  proves(
    ["5:MQTT-3.14.0-1"],
    "is not sent before a CONNACK: whoever does not get that far gets none",
    async (scene) => {
      for (const packet of [
        pingreq,
        disconnect(),
        bytes("00 00"),
        bytes("10 00"),
        connect(5, { will: { topic: "#" } }),
      ]) {
        const wire = await scene.open();
        wire.send(packet);
        expect((await wire.untilClosed()).map(({ type }) => type)).not.toContain(DISCONNECT);
      }
    },
  );

  proves(
    ["5:MQTT-3.14.0-1"],
    "is not sent to a client that does not connect in time, nor to one that was refused",
    async (scene) => {
      const silent = await scene.open();
      const refused = await scene.open();
      refused.send(connect(5, { username: "wrong" }));
      await refused.expectRefused({ v3: undefined, v5: [0x86] });
      await scene.client("a"); // by now the silent one is accepted too
      scene.advance(60);
      await silent.expectClosed();
    },
    { inside: true },
  );

  proves(
    ["3:MQTT-3.14.1-1", "5:MQTT-3.14.1-1"],
    "reserved bits that are not 0 end the connection with 0x81",
    async (scene) => {
      for (const first of ["e1", "e2", "e8"]) {
        const watcher = await scene.client("watcher");
        await watcher.subscribe("will");
        const client = await scene.client("a", { will: { topic: "will" } });
        client.send(bytes(`${first} 00`));
        await client.expectRejected(0x81);
        await watcher.expectPublish({ topic: "will" }); // it was no DISCONNECT
      }
    },
  );

  proves(
    ["5:MQTT-3.14.2-1", "5:MQTT-3.14.2-2", "5:MQTT-3.14.4-2", "5:MQTT-3.14.4-1", "5:MQTT-4.13.2-1"],
    "from the broker has a defined reason code, no Session Expiry Interval, and is the last packet",
    async (scene) => {
      for (const { reasonCode, properties } of await farewellsOf(scene)) {
        expect(DISCONNECT_REASON_CODES).toContain(reasonCode);
        expect(reasonCode).toBeGreaterThanOrEqual(0x80);
        expect(properties.sessionExpiryInterval).toBeUndefined();
      }
    },
  );

  proves(
    ["5:MQTT-3.14.2-1"],
    "with an undefined reason code, or one of a server, ends the connection",
    async (scene) => {
      for (const code of ["01", "10", "7f", "ff"]) {
        const client = await scene.client("a");
        client.send(bytes(`e0 01 ${code}`));
        await client.expectRejected(0x81, 0x82);
      }
    },
  );

  proves(
    ["3:MQTT-3.14.4-1", "3:MQTT-3.14.4-2", "5:MQTT-3.14.4-1", "5:MQTT-3.14.4-2"],
    "ends the connection from the broker's side too, and what the client sent behind it is not processed",
    async (scene) => {
      const watcher = await scene.client("watcher");
      await watcher.subscribe("#");
      const client = await scene.client("a");
      client.send(disconnect(), publish({ topic: "a" }), publish({ topic: "a", qos: 1, packetId: 1 }), pingreq);
      await client.expectClosed();
      await watcher.expectSilence();
    },
  );

  proves(
    ["5:MQTT-3.14.4-1"],
    "from the broker comes after all that was owed, and nothing after it",
    async (scene) => {
      const client = await scene.client("a");
      client.send(publish({ topic: "a", qos: 2, packetId: 1 }), bytes("00 00"), pingreq);
      await client.expectPacket(PUBREC, { packetId: 1 });
      await client.expectRejected(0x81);
    },
    { inside: true }, // a broker may also drop what it had gathered
  );

  proves(["5:MQTT-3.14.4-3", "3:MQTT-3.14.4-3"], "without its reason code means 0x00: no will", async (scene) => {
    const watcher = await scene.client("watcher");
    await watcher.subscribe("will");
    const client = await scene.client("a", { will: { topic: "will" } });
    client.send(bytes("e0 00"));
    await client.expectClosed();
    await watcher.expectSilence();
  });
});
