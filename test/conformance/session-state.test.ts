import { describe, expect } from "vitest";
import { PUBCOMP, PUBREC } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { connect, disconnect, puback, publish, pubrel } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";

/** Whether the CONNACK announced a session; 3.1 cannot. */
function expectSession(scene: Scene, present: boolean, connack: { sessionPresent: boolean } | undefined): void {
  if (scene.version !== 3) expect(connack?.sessionPresent).toBe(present);
}

describe("3.1 CONNECT and 4.1: session state", () => {
  proves(
    ["3:MQTT-4.1.0-1", "3:MQTT-3.3.2-1", "3:MQTT-2.3.1-5"],
    "made by a 5.0 client serves an older one as that understands it",
    async (scene) => {
      const modern = await scene.client("a", { version: 5, persistent: true, properties: { topicAliasMaximum: 5 } });
      modern.send(bytes('82 0f 00 01 02 0b 05 00 01 "a" 01 00 03 "a/0" 00'));
      await modern.expectBytes(bytes("90 05 00 01 00 01 00"));
      modern.send(disconnect());
      await modern.expectClosed();
      const publisher = await scene.client("p", { version: 5 });
      const properties = { contentType: "t", messageExpiryInterval: 1000 };
      await publisher.publish({ topic: "a", qos: 1, payload: "hi", properties });
      const older = await scene.client("a", { persistent: true });
      expectSession(scene, true, older.connack);
      await older.expectBytes(bytes('32 07 00 01 "a" 00 01 "hi"'));
      await publisher.publish({ topic: "a/0", payload: "hi", properties });
      await older.expectBytes(bytes('30 07 00 03 "a/0" "hi"'));
    },
  );

  proves(
    [
      "3:MQTT-3.1.2-4",
      "3:MQTT-3.1.2-5",
      "3:MQTT-3.1.4-3",
      "3:MQTT-4.1.0-1",
      "3:MQTT-4.5.0-1",
      "5:MQTT-3.1.2-5",
      "5:MQTT-3.1.2-6",
      "5:MQTT-3.1.2-23",
      "5:MQTT-3.1.4-4",
      "5:MQTT-4.5.0-1",
    ],
    "of a client that wants it kept: subscriptions and QoS 1 and 2 messages wait for it",
    async (scene) => {
      const client = await scene.client("a", { persistent: true });
      expectSession(scene, false, client.connack);
      await client.subscribe({ filter: "a/#", qos: 2 });
      client.send(disconnect());
      await client.expectClosed();
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a/1", qos: 1, payload: "one" });
      await publisher.publish({ topic: "a/2", qos: 2, payload: "two" });
      const again = await scene.client("a", { persistent: true });
      expectSession(scene, true, again.connack);
      await again.expectPublish({ topic: "a/1", qos: 1, payload: "one", dup: false });
      const { packetId } = await again.expectPublish({ topic: "a/2", qos: 2, payload: "two", dup: false });
      await again.finishQos2(packetId);
      await publisher.publish({ topic: "a/3", qos: 1 });
      await again.expectPublish({ topic: "a/3" });
    },
  );

  proves(
    ["3:MQTT-3.1.2-4", "3:MQTT-4.1.0-1", "5:MQTT-3.1.2-23", "5:MQTT-3.1.2-5"],
    "survives a broken connection as it does a DISCONNECT",
    async (scene) => {
      const client = await scene.client("a", { persistent: true });
      await client.subscribe({ filter: "a", qos: 1 });
      client.send(bytes("00 00"));
      await client.untilClosed();
      const again = await scene.client("a", { persistent: true });
      expectSession(scene, true, again.connack);
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", qos: 1 });
      await again.expectPublish({ topic: "a", qos: 1 });
    },
  );

  proves(
    ["3:MQTT-4.1.0-1", "3:MQTT-4.3.3-2", "5:MQTT-3.1.2-23", "5:MQTT-4.1.0-1", "5:MQTT-4.3.3-10"],
    "holds the QoS 2 packet identifiers that were received and not yet released",
    async (scene) => {
      const subscriber = await scene.client("s");
      await subscriber.subscribe("a");
      const client = await scene.client("a", { persistent: true });
      client.send(publish({ topic: "a", qos: 2, packetId: 5 }));
      await client.expectPacket(PUBREC, { packetId: 5 });
      client.destroy();
      const again = await scene.client("a", { persistent: true });
      again.send(publish({ topic: "a", qos: 2, packetId: 5, dup: true }));
      await again.expectPacket(PUBREC, { packetId: 5 });
      again.send(pubrel(5));
      await again.expectPacket(PUBCOMP, { packetId: 5, reasonCode: 0 });
      await subscriber.expectPublish({ topic: "a" });
      await subscriber.expectSilence();
    },
  );

  proves(
    ["3:MQTT-3.1.2-6", "3:MQTT-3.1.4-3", "5:MQTT-3.1.2-4", "5:MQTT-3.1.4-4"],
    "is thrown away by a clean start: subscriptions, waiting messages, deliveries under way",
    async (scene) => {
      const client = await scene.client("a", { persistent: true });
      await client.subscribe({ filter: "a/#", qos: 2 });
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a/1", qos: 2 });
      await client.expectPublish({ qos: 2 });
      client.send(disconnect());
      await client.expectClosed();
      await publisher.publish({ topic: "a/2", qos: 1 });
      const clean = await scene.client("a", { clean: true });
      expectSession(scene, false, clean.connack);
      await publisher.publish({ topic: "a/3", qos: 1 });
      await clean.expectSilence();
      clean.send(disconnect());
      await clean.expectClosed();
      // Nor does the old one come back.
      const again = await scene.client("a", { persistent: true });
      expectSession(scene, false, again.connack);
      await again.expectSilence();
    },
  );

  proves(
    ["3:MQTT-3.1.2-6", "3:MQTT-4.1.0-2", "5:MQTT-4.1.0-2", "5:MQTT-4.1.0-1"],
    "of a clean session lasts as long as its connection, and no longer",
    async (scene) => {
      const client = await scene.client("a", { clean: true });
      await client.subscribe({ filter: "a", qos: 1 });
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", qos: 1 });
      await client.expectPublish();
      client.send(disconnect());
      await client.expectClosed();
      await publisher.publish({ topic: "a", qos: 1 });
      const wire = await scene.open();
      // Clean Start 0 finds nothing: in 5.0 without a Session Expiry Interval the session ended with the connection.
      wire.send(connect(scene.version, { clientId: "a", clean: false }));
      const connack = await wire.next();
      expect(connack).toMatchObject({ sessionPresent: false, reasonCode: 0 });
      await wire.expectSilence();
    },
  );

  proves(
    ["5:MQTT-4.1.0-2", "5:MQTT-3.1.2-23", "5:MQTT-4.1.0-1"],
    "ends when its expiry interval is over, counted from the end of the connection",
    async (scene) => {
      const properties = { sessionExpiryInterval: 100 };
      const client = await scene.client("a", { clean: false, properties });
      await client.subscribe({ filter: "a", qos: 1 });
      scene.advance(1000); // while connected nothing expires
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", qos: 1 });
      const { packetId } = await client.expectPublish();
      client.send(puback(packetId), disconnect());
      await client.expectClosed();
      scene.advance(98);
      const again = await scene.client("a", { clean: false, properties });
      expect(again.connack?.sessionPresent).toBe(true);
      again.send(disconnect());
      await again.expectClosed();
      scene.advance(102);
      const late = await scene.client("a", { clean: false, properties });
      expect(late.connack?.sessionPresent).toBe(false);
      await publisher.publish({ topic: "a", qos: 1 });
      await late.expectSilence();
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-4.1.0-2", "5:MQTT-3.1.2-23"],
    "takes a new expiry interval from DISCONNECT, which cannot bring a session of interval 0 to life",
    async (scene) => {
      const client = await scene.client("a", { clean: false, properties: { sessionExpiryInterval: 100 } });
      client.send(disconnect(0, { sessionExpiryInterval: 0 }));
      await client.expectClosed();
      const again = await scene.client("a", { clean: false });
      expect(again.connack?.sessionPresent).toBe(false);
      again.send(disconnect(0, { sessionExpiryInterval: 100 }));
      await again.expectRejected(0x82);
      const late = await scene.client("a", { clean: false });
      expect(late.connack?.sessionPresent).toBe(false);
    },
  );

  proves(
    ["5:MQTT-4.1.0-2", "5:MQTT-3.1.2-23"],
    "with the interval FFFFFFFF outlasts any other",
    async (scene) => {
      const properties = { sessionExpiryInterval: 0xffff_ffff };
      const client = await scene.client("a", { clean: false, properties });
      // What is granted instead, if it is less, is told.
      const granted = client.connack?.properties.sessionExpiryInterval ?? 0xffff_ffff;
      client.send(disconnect());
      await client.expectClosed();
      scene.advance(Math.min(granted, 100_000) - 2);
      const again = await scene.client("a", { clean: false, properties });
      expect(again.connack?.sessionPresent).toBe(true);
    },
    { inside: true },
  );
});
