import { once } from "node:events";
import { describe, expect } from "vitest";
import WebSocket from "ws";
import { encodePacket } from "#core/mqtt/encode.ts";
import { CONNACK, PUBACK, PUBLISH, SUBACK } from "#core/mqtt/packets.ts";
import { connect, publish, subscribe } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";
import { Wire, webSocketLink } from "./wire.ts";

async function open(scene: Scene): Promise<{ wire: Wire; socket: WebSocket }> {
  const link = await webSocketLink(scene.target.webSocketUrl);
  return { wire: scene.keep(new Wire(link, scene.version)), socket: link.socket };
}

describe("6 WebSocket", () => {
  proves(
    ["3:MQTT-6.0.0-4", "3:MQTT-6.0.0-3", "5:MQTT-6.0.0-4", "5:MQTT-6.0.0-3"],
    "the broker selects the subprotocol mqtt, alone or among others",
    async (scene) => {
      for (const offered of [["mqtt"], ["chat", "mqtt"], ["mqtt", "chat"]]) {
        const socket = new WebSocket(scene.target.webSocketUrl, offered);
        await once(socket, "open");
        expect(socket.protocol).toBe("mqtt");
        socket.terminate();
      }
    },
  );

  proves(
    ["3:MQTT-6.0.0-3", "5:MQTT-6.0.0-3"],
    "a client that does not offer mqtt gets no connection",
    async (scene) => {
      for (const offered of [[], ["chat"]]) {
        const socket = new WebSocket(scene.target.webSocketUrl, offered);
        socket.on("error", () => {});
        let opened = false;
        socket.on("open", () => {
          opened = true;
          socket.send(encodePacket(connect(scene.version), scene.version));
        });
        const answers: unknown[] = [];
        socket.on("message", (data) => answers.push(data));
        await new Promise((closed) => socket.on("close", closed));
        expect({ opened, answers }).toEqual({ opened: false, answers: [] });
      }
    },
    { inside: true }, // the statement binds the client; a broker may be lenient
  );

  proves(
    ["3:MQTT-6.0.0-1", "5:MQTT-6.0.0-1"],
    "a text frame ends the connection, and only binary frames come from the broker",
    async (scene) => {
      const { wire, socket } = await open(scene);
      const kinds = new Set<boolean>();
      socket.on("message", (_data, isBinary) => kinds.add(isBinary));
      wire.send(connect(scene.version), subscribe(1, [{ filter: "a" }]), publish({ topic: "a" }));
      await wire.expectPacket(CONNACK);
      await wire.expectPacket(SUBACK);
      await wire.expectPacket(PUBLISH);
      expect([...kinds]).toEqual([true]);
      // Both texts are well-formed packets byte for byte; as text they are none.
      const watcher = await scene.client("watcher");
      await watcher.subscribe("w");
      socket.send(encodePacket(publish({ topic: "w" }), scene.version).toString("latin1"));
      expect(await wire.untilClosed()).toEqual([]);
      await watcher.expectSilence();
      const before = await open(scene);
      before.socket.send(encodePacket(connect(scene.version), scene.version).toString("latin1"));
      expect(await before.wire.untilClosed()).toEqual([]);
    },
  );

  proves(
    ["3:MQTT-6.0.0-2", "5:MQTT-6.0.0-2"],
    "one frame may hold several packets, and a packet may span frames, cut anywhere",
    async (scene) => {
      const stream = Buffer.concat(
        [
          connect(scene.version, { clientId: "ws" }),
          subscribe(1, [{ filter: "a" }]),
          publish({ topic: "a", payload: "one" }),
          publish({ topic: "a", payload: "x".repeat(200), qos: 1, packetId: 2 }),
        ].map((packet) => encodePacket(packet, scene.version)),
      );
      const check = async (wire: Wire) => {
        await wire.expectPacket(CONNACK, { reasonCode: 0 });
        await wire.expectPacket(SUBACK);
        const rest = [await wire.next(), await wire.next(), await wire.next()].map((packet) => packet.type);
        expect(rest.sort()).toEqual([PUBLISH, PUBLISH, PUBACK]);
      };
      for (const size of [1, 2, 3, 7, 64, stream.length]) {
        const { wire } = await open(scene);
        for (let at = 0; at < stream.length; at += size) wire.send(stream.subarray(at, at + size));
        await check(wire);
      }
      // Cut in two at every byte.
      for (let at = 1; at < stream.length; at += 5) {
        const { wire } = await open(scene);
        wire.send(stream.subarray(0, at));
        wire.send(stream.subarray(at));
        await check(wire);
      }
    },
  );

  proves(
    ["3:MQTT-6.0.0-2", "5:MQTT-6.0.0-2"],
    "a packet in fragments of one message is read all the same, and other frames may come in between",
    async (scene) => {
      const { wire, socket } = await open(scene);
      const packet = encodePacket(connect(scene.version), scene.version);
      socket.send(packet.subarray(0, 4), { fin: false });
      socket.ping();
      socket.send(packet.subarray(4), { fin: true });
      await wire.expectPacket(CONNACK, { reasonCode: 0 });
    },
  );
});
