import { describe, expect } from "vitest";
import type { Properties } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { connect, disconnect, puback, publish } from "./packet.ts";
import { proves } from "./proves.ts";

const WILL = { topic: "will", payload: "gone" } as const;

describe("3.1 CONNECT: the will", () => {
  proves(
    ["3:MQTT-3.1.2-8", "5:MQTT-3.1.2-7", "5:MQTT-3.1.2-8"],
    "is published when the connection breaks, when the client breaks the protocol, and on takeover",
    async (scene) => {
      const watcher = await scene.client("watcher");
      await watcher.subscribe("will");

      const cut = await scene.client("cut", { will: WILL });
      cut.destroy();
      await watcher.expectPublish(WILL);

      const ended = await scene.client("breach", { will: WILL });
      ended.send(bytes("00 00"));
      await ended.untilClosed();
      await watcher.expectPublish(WILL);

      await scene.client("taken", { will: WILL });
      await scene.client("taken");
      await watcher.expectPublish(WILL);
      await watcher.expectSilence();
    },
  );

  proves(["3:MQTT-3.1.2-8", "5:MQTT-3.1.2-8"], "carries the QoS it was given", async (scene) => {
    const watcher = await scene.client("watcher");
    await watcher.subscribe({ filter: "will/#", qos: 2 });
    for (const qos of [0, 1, 2] as const) {
      const client = await scene.client("a", { will: { topic: `will/${qos}`, payload: "x", qos } });
      client.destroy();
      const { packetId } = await watcher.expectPublish({ topic: `will/${qos}`, qos });
      if (qos === 1) watcher.send(puback(packetId));
      if (qos === 2) await watcher.finishQos2(packetId);
    }
  });

  proves(
    ["3:MQTT-3.14.4-3", "3:MQTT-3.1.2-10", "3:MQTT-3.1.2-8", "5:MQTT-3.14.4-3", "5:MQTT-3.1.2-10", "5:MQTT-3.1.2-8"],
    "is dropped by a DISCONNECT, and does not come back with the session",
    async (scene) => {
      const watcher = await scene.client("watcher");
      await watcher.subscribe("will");
      const client = await scene.client("a", { persistent: true, will: WILL });
      client.send(disconnect());
      await client.expectClosed();
      await watcher.expectSilence();
      const again = await scene.client("a", { persistent: true });
      again.destroy();
      // Taken over: by now the broker has noticed the end of the former connection.
      await scene.client("a", { persistent: true });
      await watcher.expectSilence();
    },
  );

  proves(["3:MQTT-3.1.2-10", "5:MQTT-3.1.2-10"], "is published once only", async (scene) => {
    const watcher = await scene.client("watcher");
    await watcher.subscribe("will");
    const client = await scene.client("a", { persistent: true, will: WILL });
    client.destroy();
    await watcher.expectPublish(WILL);
    const again = await scene.client("a", { persistent: true });
    again.destroy();
    await scene.client("a", { persistent: true });
    await watcher.expectSilence();
  });

  proves(["3:MQTT-3.1.2-12"], "that was not set is not published", async (scene) => {
    const watcher = await scene.client("watcher");
    await watcher.subscribe("#");
    const client = await scene.client("a", { persistent: true });
    client.destroy();
    await scene.client("a", { persistent: true });
    await watcher.expectSilence();
  });

  proves(["5:MQTT-3.1.2-8"], "is published after a DISCONNECT with 0x04", async (scene) => {
    const watcher = await scene.client("watcher");
    await watcher.subscribe("will");
    const client = await scene.client("a", { will: WILL });
    client.send(disconnect(0x04));
    await client.expectClosed();
    await watcher.expectPublish(WILL);
  });

  proves(["3:MQTT-3.1.2-16", "5:MQTT-3.1.2-14"], "without Will Retain is an ordinary message", async (scene) => {
    const watcher = await scene.client("watcher");
    await watcher.subscribe({ filter: "will", retainAsPublished: true });
    const client = await scene.client("a", { will: WILL });
    client.destroy();
    await watcher.expectPublish({ ...WILL, retain: false });
    const late = await scene.client("late");
    await late.subscribe("will");
    await late.expectSilence();
  });

  proves(["3:MQTT-3.1.2-17", "5:MQTT-3.1.2-15"], "with Will Retain is kept for later subscribers", async (scene) => {
    const watcher = await scene.client("watcher");
    await watcher.subscribe("will");
    const client = await scene.client("a", { will: { ...WILL, retain: true } });
    client.destroy();
    await watcher.expectPublish(WILL);
    const late = await scene.client("late");
    await late.subscribe("will");
    await late.expectPublish({ ...WILL, retain: true });
  });

  proves(
    ["5:MQTT-3.1.2-8"],
    "waits for its delay",
    async (scene) => {
      const watcher = await scene.client("watcher");
      await watcher.subscribe("will");
      const properties: Properties = { sessionExpiryInterval: 1000 };
      const will = { ...WILL, properties: { willDelayInterval: 100 } };
      const client = await scene.client("a", { properties, will });
      client.send(disconnect(0x04)); // as good as a broken connection, and its end can be waited for
      await client.expectClosed();
      scene.advance(98);
      await watcher.expectSilence();
      scene.advance(4);
      await watcher.expectPublish(WILL);
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-3.1.2-8"],
    "goes out with the session, if that ends before the delay",
    async (scene) => {
      const watcher = await scene.client("watcher");
      await watcher.subscribe("will");
      const will = { ...WILL, properties: { willDelayInterval: 1000 } };
      const expiring = await scene.client("a", { properties: { sessionExpiryInterval: 50 }, will });
      expiring.send(disconnect(0x04));
      await expiring.expectClosed();
      scene.advance(48);
      await watcher.expectSilence();
      scene.advance(4);
      await watcher.expectPublish(WILL);

      const cleaned = await scene.client("b", { properties: { sessionExpiryInterval: 5000 }, will });
      cleaned.send(disconnect(0x04));
      await cleaned.expectClosed();
      await watcher.expectSilence();
      await scene.client("b", { clean: true });
      await watcher.expectPublish(WILL);
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-3.1.3-9", "5:MQTT-3.1.2-8"],
    "is not sent when the client is back within the delay",
    async (scene) => {
      const watcher = await scene.client("watcher");
      await watcher.subscribe("will");
      const properties: Properties = { sessionExpiryInterval: 1000 };
      const will = { ...WILL, properties: { willDelayInterval: 100 } };
      const client = await scene.client("a", { properties, will });
      client.send(disconnect(0x04));
      await client.expectClosed();
      scene.advance(50);
      const again = await scene.client("a", { clean: false, properties });
      expect(again.connack?.sessionPresent).toBe(true);
      scene.advance(500);
      await watcher.expectSilence();
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-3.1.3-9", "5:MQTT-3.1.2-8"],
    "with a delay is not sent on takeover, unless the new connection starts clean",
    async (scene) => {
      const watcher = await scene.client("watcher");
      await watcher.subscribe("will");
      const properties: Properties = { sessionExpiryInterval: 1000 };
      const will = { ...WILL, properties: { willDelayInterval: 100 } };
      const first = await scene.client("a", { properties, will });
      const second = await scene.client("a", { clean: false, properties, will });
      await first.expectRejected(0x8e);
      scene.advance(500);
      await watcher.expectSilence();
      await scene.client("a", { clean: true, properties });
      await second.expectRejected(0x8e);
      await watcher.expectPublish(WILL);
    },
    { inside: true },
  );

  proves(["5:MQTT-3.1.3-10"], "keeps its user properties, in their order, and its other properties", async (scene) => {
    const watcher = await scene.client("watcher");
    await watcher.subscribe("will");
    const properties: Properties = {
      payloadFormatIndicator: 1,
      contentType: "text/plain",
      responseTopic: "answer",
      correlationData: Buffer.from("7"),
      userProperties: [
        ["b", "1"],
        ["a", "2"],
        ["b", "3"],
        ["b", "1"],
      ],
    };
    const client = await scene.client("a", { will: { ...WILL, properties } });
    client.destroy();
    const { properties: received } = await watcher.expectPublish(WILL);
    expect(received).toEqual(properties);
  });

  proves(
    ["3:MQTT-3.2.2-6"],
    "with a topic that is none closes the connection without a CONNACK, since no return code fits",
    async (scene) => {
      const wire = await scene.open();
      wire.send(connect(scene.version, { will: { topic: "a/+" } }));
      await wire.expectClosed();
    },
  );

  proves(
    ["3:MQTT-3.1.2-24", "5:MQTT-3.1.2-22"],
    "is published when the keep alive is over",
    async (scene) => {
      const watcher = await scene.client("watcher");
      await watcher.subscribe("will");
      const client = await scene.client("a", { keepAlive: 100, will: WILL });
      scene.advance(160);
      await client.expectRejected(0x8d);
      await watcher.expectPublish(WILL);
      watcher.send(publish({ topic: "x" }));
    },
    { inside: true },
  );
});
