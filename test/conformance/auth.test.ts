import { describe, expect } from "vitest";
import { AUTH, CONNACK, type Packet } from "#core/mqtt/packets.ts";
import { ScramClient } from "#test/scram-client.ts";
import { bytes } from "./bytes.ts";
import { auth, connect, disconnect, pingreq, publish, subscribe } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";
import { SCRAM_METHOD, SCRAM_SECRET } from "./scram-exchange.ts";
import type { Wire } from "./wire.ts";

describe("3.15 AUTH and 4.12 Enhanced authentication", () => {
  proves(["5:MQTT-3.15.1-1"], "an AUTH whose flags are not 0 ends the connection", async (scene) => {
    for (const first of ["f1", "f2", "f8"]) {
      const client = await scene.client("a");
      client.send(bytes(`${first} 00`));
      await client.expectRejected(0x81);
    }
  });

  proves(["5:MQTT-3.15.2-1"], "an AUTH with an undefined reason code ends the connection", async (scene) => {
    for (const code of ["01", "1a", "80", "87"]) {
      const client = await scene.client("a");
      client.send(bytes(`f0 07 ${code} 05 15 00 02 "xx"`).subarray(0, 9));
      await client.expectRejected(0x81, 0x82);
    }
  });

  proves(
    ["5:MQTT-4.12.0-1", "5:MQTT-4.12.0-4", "5:MQTT-4.13.2-1"],
    "a method that the broker does not speak is refused with 0x8C, then closed",
    async (scene) => {
      for (const authenticationMethod of ["none-such", "", "GS2-KRB5"]) {
        const wire = await scene.open();
        wire.send(
          connect(5, { properties: { authenticationMethod, authenticationData: Buffer.from("x") } }),
          publish({ topic: "a" }),
        );
        await wire.expectRefused({ v3: undefined, v5: [0x8c, 0x87] });
      }
    },
  );

  proves(
    ["5:MQTT-4.12.0-6"],
    "without a method in CONNECT, the broker sends no AUTH and names no method",
    async (scene) => {
      const wire = await scene.open();
      wire.send(connect(5));
      const connack = await wire.next();
      expect(connack.type).toBe(CONNACK);
      expect(connack).not.toMatchObject({ properties: { authenticationMethod: expect.anything() } });
      expect(connack).not.toMatchObject({ properties: { authenticationData: expect.anything() } });
      await wire.expectSilence();
    },
  );

  proves(
    ["5:MQTT-4.12.0-7"],
    "without a method in CONNECT, an AUTH from the client ends the connection",
    async (scene) => {
      for (const packet of [
        auth(0x19, { authenticationMethod: "SCRAM-SHA-256" }),
        auth(0x18, { authenticationMethod: "none-such" }),
        bytes("f0 00"),
      ]) {
        const client = await scene.client("a");
        client.send(packet);
        const packets = await client.untilClosed();
        expect(packets.map(({ type }) => type)).not.toContain(AUTH);
        expect(packets).toMatchObject([{ reasonCode: expect.toBeOneOf([0x82, 0x87, 0x8c]) }]);
      }
    },
  );

  proves(
    ["5:MQTT-3.1.2-30", "5:MQTT-3.1.4-6"],
    "another packet than AUTH or DISCONNECT before the CONNACK ends the connection, unprocessed",
    async (scene) => {
      const watcher = await scene.client("watcher");
      await watcher.subscribe("#");
      for (const packet of [publish({ topic: "a" }), subscribe(1, [{ filter: "a" }]), pingreq, connect(5)]) {
        const { wire, scram, challenge } = await challenged(scene);
        wire.send(packet, answer(scram.final(challenge)));
        await wire.expectRefused({ v3: undefined, v5: [0x82] });
      }
      const { wire } = await challenged(scene);
      wire.send(disconnect());
      await wire.expectClosed();
      await watcher.expectSilence();
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-4.12.0-2", "5:MQTT-4.12.0-3", "5:MQTT-4.12.0-5", "5:MQTT-3.15.2-1", "5:MQTT-3.2.0-1"],
    "the broker goes on with AUTH 0x18, lets in by CONNACK, and repeats the method in both",
    async (scene) => {
      const { wire, scram, challenge } = await challenged(scene);
      wire.send(answer(scram.final(challenge)));
      const connack = await wire.expectPacket(CONNACK, { reasonCode: 0 });
      expect(connack.properties.authenticationMethod).toBe(SCRAM_METHOD);
      expect(scram.trusts(connack.properties.authenticationData ?? Buffer.alloc(0))).toBe(true);
      await wire.subscribe("a");
      await wire.ping();
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-4.12.0-4", "5:MQTT-3.2.2-7"],
    "who does not know the secret is refused, then closed",
    async (scene) => {
      const { wire, scram, challenge } = await challenged(scene, "another secret");
      wire.send(answer(scram.final(challenge)));
      await wire.expectRefused({ v3: undefined, v5: [0x86, 0x87] });
      const gibberish = await scene.open();
      gibberish.send(connect(5, { properties: { authenticationMethod: SCRAM_METHOD } }));
      await gibberish.expectRefused({ v3: undefined, v5: [0x86, 0x87] });
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-4.12.0-3", "5:MQTT-4.12.0-5"],
    "an answer with another reason code or another method is refused",
    async (scene) => {
      for (const [reasonCode, authenticationMethod] of [
        [0x19, SCRAM_METHOD],
        [0x00, SCRAM_METHOD],
        [0x18, "SCRAM-SHA-1"],
        [0x18, undefined],
      ] as const) {
        const { wire, scram, challenge } = await challenged(scene);
        const authenticationData = authenticationMethod === undefined ? undefined : scram.final(challenge);
        wire.send(auth(reasonCode, { authenticationMethod, authenticationData }));
        await wire.expectRefused({ v3: undefined, v5: [0x81, 0x82, 0x8c] });
      }
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-4.12.1-1", "5:MQTT-4.12.0-5", "5:MQTT-4.12.0-2", "5:MQTT-3.15.2-1"],
    "a client authenticates again by AUTH 0x19, is answered by 0x18 and at last 0x00, and is served meanwhile",
    async (scene) => {
      const wire = await admitted(scene);
      await wire.subscribe("a");
      const publisher = await scene.client("p");
      const scram = new ScramClient("device", SCRAM_SECRET);
      wire.send(auth(0x19, { authenticationMethod: SCRAM_METHOD, authenticationData: scram.first() }));
      const challenge = await wire.expectPacket(AUTH, { reasonCode: 0x18 });
      expect(challenge.properties.authenticationMethod).toBe(SCRAM_METHOD);
      await publisher.publish({ topic: "a" });
      await wire.expectPublish({ topic: "a" });
      wire.send(answer(scram.final(challenge.properties.authenticationData ?? Buffer.alloc(0))));
      const success = await wire.expectPacket(AUTH, { reasonCode: 0x00 });
      expect(success.properties.authenticationMethod).toBe(SCRAM_METHOD);
      await publisher.publish({ topic: "a" });
      await wire.expectPublish({ topic: "a" });
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-4.12.1-1"],
    "authenticating again by another method, or out of order, ends the connection",
    async (scene) => {
      const data = new ScramClient("device", SCRAM_SECRET).first();
      for (const packet of [
        auth(0x19, { authenticationMethod: "SCRAM-SHA-1", authenticationData: data }),
        auth(0x18, { authenticationMethod: SCRAM_METHOD, authenticationData: data }),
        auth(0x00, { authenticationMethod: SCRAM_METHOD }),
      ]) {
        const wire = await admitted(scene);
        wire.send(packet);
        await wire.expectRejected(0x82, 0x87);
      }
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-4.12.1-2", "5:MQTT-4.13.2-1"],
    "who fails to authenticate again is told so by DISCONNECT, and closed",
    async (scene) => {
      const wire = await admitted(scene);
      const scram = new ScramClient("device", "another secret");
      wire.send(auth(0x19, { authenticationMethod: SCRAM_METHOD, authenticationData: scram.first() }));
      const { properties } = await wire.expectPacket(AUTH, { reasonCode: 0x18 });
      wire.send(answer(scram.final(properties.authenticationData ?? Buffer.alloc(0))));
      await wire.expectRejected(0x87);
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-3.15.2-2", "5:MQTT-3.15.2-3", "5:MQTT-3.1.2-24"],
    "an AUTH keeps within the client's Maximum Packet Size, or is not sent",
    async (scene) => {
      for (let maximumPacketSize = 5; maximumPacketSize < 200; maximumPacketSize += 3) {
        const wire = await scene.open();
        const authenticationData = new ScramClient("device", SCRAM_SECRET).first();
        const properties = { authenticationMethod: SCRAM_METHOD, authenticationData, maximumPacketSize };
        wire.send(connect(5, { properties }));
        const answered = await wire.nextFrame();
        expect(answered?.length).toBeLessThanOrEqual(maximumPacketSize);
        if (answered?.[0] === 0x20) await wire.expectClosed();
      }
    },
    { inside: true },
  );
});

function answer(authenticationData: Buffer): Packet {
  return auth(0x18, { authenticationMethod: SCRAM_METHOD, authenticationData });
}

/** A client that has sent its CONNECT and got its challenge. */
async function challenged(scene: Scene, secret: string = SCRAM_SECRET) {
  const wire = await scene.open();
  const scram = new ScramClient("device", secret);
  const properties = { authenticationMethod: SCRAM_METHOD, authenticationData: scram.first() };
  wire.send(connect(5, { properties }));
  const { properties: asked } = await wire.expectPacket(AUTH, { reasonCode: 0x18 });
  expect(asked.authenticationMethod).toBe(SCRAM_METHOD);
  return { wire, scram, challenge: asked.authenticationData ?? Buffer.alloc(0) };
}

/** A client that was let in by its proof. */
async function admitted(scene: Scene): Promise<Wire> {
  const { wire, scram, challenge } = await challenged(scene);
  wire.send(answer(scram.final(challenge)));
  await wire.expectPacket(CONNACK, { reasonCode: 0 });
  return wire;
}
