import { describe, expect } from "vitest";
import { AUTH, CONNACK } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { auth, connect, publish } from "./packet.ts";
import { proves } from "./proves.ts";

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
    ["5:MQTT-4.12.0-7", "5:MQTT-4.12.1-2"],
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

  proves(["5:MQTT-3.1.2-30"], "another packet than AUTH before the CONNACK does not get a client in", async (scene) => {
    const watcher = await scene.client("watcher");
    await watcher.subscribe("#");
    const wire = await scene.open();
    wire.send(
      connect(5, { properties: { authenticationMethod: "SCRAM-SHA-256" } }),
      publish({ topic: "a", payload: "smuggled" }),
    );
    await wire.untilClosed();
    await watcher.expectSilence();
  });
});
