import { describe, expect } from "vitest";
import { CONNACK, DISCONNECT, PINGRESP, type Properties, PUBACK, PUBLISH, PUBREC } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { connect, disconnect, pingreq, puback, publish } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";

const WRONG_TOPIC = [0x81, 0x82, 0x90];

describe("3.3 PUBLISH: DUP and QoS", () => {
  for (const qos of [1, 2] as const) {
    proves(
      ["3:MQTT-3.3.1-1", "5:MQTT-3.3.1-1"],
      `of QoS ${qos} is sent again with DUP 1 and the same identifier`,
      async (scene) => {
        const client = await scene.client("a", { persistent: true });
        await client.subscribe({ filter: "a", qos });
        const publisher = await scene.client("p");
        await publisher.publish({ topic: "a", payload: "x", qos });
        const { packetId } = await client.expectPublish({ dup: false, qos });
        client.destroy();
        const again = await scene.client("a", { persistent: true });
        await again.expectPublish({ dup: true, qos, packetId, topic: "a", payload: "x" });
      },
    );
  }

  proves(["3:MQTT-3.3.1-2", "5:MQTT-3.3.1-2"], "of QoS 0 with DUP 1 ends the connection", async (scene) => {
    const client = await scene.client("a");
    client.send(publish({ topic: "a", dup: true }));
    await client.expectRejected(0x81, 0x82);
  });

  proves(
    ["3:MQTT-3.3.1-2", "3:MQTT-3.3.1-3", "3:MQTT-4.3.1-1", "5:MQTT-3.3.1-2", "5:MQTT-3.3.1-3", "5:MQTT-4.3.1-1"],
    "that came with DUP 1 goes out with DUP 0, since it goes out for the first time",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe("a/0", { filter: "a/1", qos: 1 }, { filter: "a/2", qos: 2 });
      const publisher = await scene.client("p");
      for (const qos of [0, 1, 2] as const) {
        await publisher.publish({ topic: `a/${qos}`, qos: qos === 2 ? 2 : 1, packetId: qos + 1, dup: true });
        await client.expectPublish({ topic: `a/${qos}`, qos, dup: false });
      }
    },
  );

  proves(["3:MQTT-3.3.1-4", "5:MQTT-3.3.1-4"], "with both QoS bits set ends the connection", async (scene) => {
    for (const first of ["36", "37", "3e"]) {
      const client = await scene.client("a");
      client.send(bytes(`${first} 06 00 01 "a" 00 01 00`));
      await client.expectRejected(0x81);
    }
  });

  proves(
    ["3:MQTT-3.3.4-1", "5:MQTT-3.3.4-1"],
    "is answered as its QoS demands: by nothing, PUBACK, PUBREC",
    async (scene) => {
      const client = await scene.client("a");
      const subscriber = await scene.client("b");
      await subscriber.subscribe("a"); // so that 5.0 has only success to report
      const none = scene.version === 5 ? bytes("00") : bytes("");
      const body = (qos: number) => Buffer.concat([bytes('00 01 "a"'), qos === 0 ? bytes("") : bytes("00 05"), none]);
      const packet = (first: number, qos: number) => {
        const rest = body(qos);
        return Buffer.concat([Buffer.from([first, rest.length]), rest]);
      };
      client.send(packet(0x30, 0));
      await client.expectSilence();
      client.send(packet(0x32, 1));
      await client.expectBytes(bytes("40 02 00 05"));
      client.send(packet(0x34, 2));
      await client.expectBytes(bytes("50 02 00 05"));
    },
  );
});

describe("3.3 PUBLISH: topic name", () => {
  proves(["3:MQTT-3.3.2-1", "5:MQTT-3.3.2-1"], "comes first and is UTF-8", async (scene) => {
    const client = await scene.client("a");
    await client.subscribe({ filter: "鳩", qos: 1 });
    const publisher = await scene.client("p");
    const none = scene.version === 5 ? "00" : "";
    const length = scene.version === 5 ? "09" : "08";
    publisher.send(bytes(`32 ${length} 00 03 e9 b3 a9 00 07 ${none} "x"`));
    await publisher.expectPacket(PUBACK, { packetId: 7 });
    await client.expectBytes(bytes(`32 ${length} 00 03 e9 b3 a9 00 01 ${none} "x"`));

    publisher.send(bytes(`30 ${scene.version === 5 ? "04" : "03"} 00 01 ff ${none}`));
    await publisher.expectRejected(...WRONG_TOPIC);
    const short = await scene.client("short");
    short.send(bytes("30 03 00 05 61"));
    await short.expectRejected(0x81);
  });

  proves(
    ["3:MQTT-3.3.2-2", "3:MQTT-4.7.1-1", "5:MQTT-3.3.2-2", "5:MQTT-4.7.0-1"],
    "with a wildcard ends the connection",
    async (scene) => {
      for (const topic of ["#", "+", "a/#", "a/+/b", "a+", "a#b"]) {
        const client = await scene.client("a");
        client.send(publish({ topic }));
        await client.expectRejected(...WRONG_TOPIC);
      }
    },
  );

  proves(
    ["3:MQTT-3.3.2-3", "5:MQTT-3.3.2-3"],
    "sent to a subscriber is the one published, and matches its filter",
    async (scene) => {
      const publisher = await scene.client("p");
      for (const [filter, matching, other] of [
        ["a/b", "a/b", "a/c"],
        ["a/+", "a/b", "a/b/c"],
        ["a/#", "a/b/c", "b/a"],
        ["+/b", "a/b", "a/c"],
        ["/+", "/a", "a"],
        ["#", "a", "$test/a"],
      ] as const) {
        const client = await scene.client("a");
        await client.subscribe(filter);
        await publisher.publish({ topic: other });
        await publisher.publish({ topic: matching });
        await client.expectPublish({ topic: matching });
        await client.expectSilence();
      }
    },
  );
});

describe("3.3 PUBLISH: subscriptions that overlap", () => {
  proves(
    ["3:MQTT-3.3.5-1", "5:MQTT-3.3.4-2"],
    "get the message at the highest QoS that one of them was granted",
    async (scene) => {
      const publisher = await scene.client("p");
      for (const granted of [
        [0, 1, 2],
        [2, 0, 1],
        [1, 2, 0],
      ] as const) {
        const client = await scene.client("a");
        await client.subscribe(...["a/#", "a/b", "a/+"].map((filter, i) => ({ filter, qos: granted[i] })));
        await publisher.publish({ topic: "a/b", qos: 2 });
        client.send(pingreq);
        const copies: number[] = [];
        for (let packet = await client.next(); packet.type !== PINGRESP; packet = await client.next()) {
          if (packet.type === PUBLISH) copies.push(packet.qos);
        }
        expect(Math.max(...copies)).toBe(2);
      }
    },
  );

  proves(
    ["5:MQTT-3.3.4-3", "5:MQTT-3.3.4-4", "5:MQTT-3.3.4-5"],
    "get their subscription identifiers: a single copy all of them, several copies one each",
    async (scene) => {
      const client = await scene.client("a");
      const subscribeAs = async (filter: string, identifier: number | undefined) => {
        const properties: Properties = identifier === undefined ? {} : { subscriptionIdentifiers: [identifier] };
        client.send({
          type: 8,
          packetId: 1,
          requests: [{ filter, qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 }],
          properties,
        });
        await client.next();
      };
      await subscribeAs("a/#", 1);
      await subscribeAs("a/b", 268_435_455);
      await subscribeAs("a/+", 300);
      await subscribeAs("#", undefined);
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a/b", qos: 1 });
      client.send(pingreq);
      const copies: number[][] = [];
      for (let packet = await client.next(); packet.type !== PINGRESP; packet = await client.next()) {
        if (packet.type === PUBLISH) copies.push(packet.properties.subscriptionIdentifiers ?? []);
      }
      if (copies.length === 1) expect(new Set(copies[0])).toEqual(new Set([1, 300, 268_435_455]));
      else expect(copies.sort()).toEqual([[1], [268_435_455], [300], []].sort());
    },
  );

  proves(
    ["5:MQTT-3.3.4-3"],
    "get their identifier with retained messages and with those that waited, too",
    async (scene) => {
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", qos: 1, retain: true });
      const client = await scene.client("a", { persistent: true });
      client.send(bytes('82 09 00 01 02 0b 05 00 01 "a" 01'));
      await client.expectBytes(bytes("90 04 00 01 00 01"));
      const { packetId } = await client.expectPublish({ retain: true, properties: { subscriptionIdentifiers: [5] } });
      client.send(puback(packetId), disconnect());
      await client.expectClosed();
      await publisher.publish({ topic: "a", qos: 1 });
      const again = await scene.client("a", { persistent: true });
      await again.expectPublish({ retain: false, properties: { subscriptionIdentifiers: [5] } });
    },
  );

  proves(["5:MQTT-3.3.4-3"], "an identifier lasts with its subscription, and only there", async (scene) => {
    const client = await scene.client("a");
    client.send(bytes('82 09 00 01 02 0b 05 00 01 "a" 00'));
    await client.expectBytes(bytes("90 04 00 01 00 00"));
    const publisher = await scene.client("p");
    await publisher.publish({ topic: "a" });
    await client.expectPublish({ properties: { subscriptionIdentifiers: [5] } });
    await client.subscribe("a"); // in its place, without identifier
    await publisher.publish({ topic: "a" });
    expect((await client.expectPublish()).properties).toEqual({});
  });
});

describe("3.3 PUBLISH: permission", () => {
  for (const qos of [0, 1, 2] as const) {
    proves(
      ["3:MQTT-3.3.5-2"],
      `of QoS ${qos} that is not permitted reaches nobody and is acknowledged as usual, or the connection closed`,
      async (scene) => {
        const watcher = await scene.client("watcher");
        await watcher.subscribe("#");
        const client = await scene.client("a");
        const answer = { 0: "d000", 1: "40020003", 2: "50020003" }[qos];
        client.send(publish({ topic: "forbidden/a", qos, packetId: 3 }), ...(qos === 0 ? [pingreq] : []));
        expect([answer, undefined]).toContain((await client.nextFrame())?.toString("hex"));
        await watcher.expectSilence();
      },
    );
  }
});

describe("3.3 PUBLISH: what belongs to the message", () => {
  proves(
    [
      "5:MQTT-3.3.2-4",
      "5:MQTT-3.3.2-15",
      "5:MQTT-3.3.2-16",
      "5:MQTT-3.3.2-17",
      "5:MQTT-3.3.2-18",
      "5:MQTT-3.3.2-20",
      "5:MQTT-3.3.2-1",
    ],
    "is passed on unchanged, user properties in their order and with their duplicates",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe("a");
      const message = bytes(`
        30 31                  // PUBLISH, QoS 0
        00 01 "a"              // topic name
        29                     // property length
        01 01                  // payload format indicator
        08 00 02 "re"          // response topic
        09 00 03 00 ff 80      // correlation data
        26 00 01 "b" 00 01 "1" // user property
        26 00 01 "a" 00 01 "2" // user property
        26 00 01 "b" 00 01 "1" // the first one again
        03 00 04 "t/pl"        // content type
        "hell"                 // payload
      `);
      const other = await scene.client("p");
      other.send(message);
      const packet = await client.expectPublish({ topic: "a", payload: "hell" });
      expect(packet.properties).toEqual({
        payloadFormatIndicator: 1,
        responseTopic: "re",
        correlationData: bytes("00 ff 80"),
        contentType: "t/pl",
        userProperties: [
          ["b", "1"],
          ["a", "2"],
          ["b", "1"],
        ],
      });
    },
  );

  proves(
    ["5:MQTT-3.3.2-4", "5:MQTT-3.3.2-15", "5:MQTT-3.3.2-16", "5:MQTT-3.3.2-17", "5:MQTT-3.3.2-18", "5:MQTT-3.3.2-20"],
    "stays with it when it is retained or waits for an absent client",
    async (scene) => {
      const properties: Properties = {
        payloadFormatIndicator: 1,
        contentType: "text/plain",
        responseTopic: "answer",
        correlationData: Buffer.from([0, 1]),
        userProperties: [
          ["z", "1"],
          ["a", "2"],
          ["z", "1"],
        ],
      };
      const absent = await scene.client("absent", { persistent: true });
      await absent.subscribe({ filter: "a", qos: 1 });
      absent.send(disconnect());
      await absent.expectClosed();
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", payload: "x", qos: 1, retain: true, properties });
      const late = await scene.client("late");
      await late.subscribe("a");
      expect((await late.expectPublish({ retain: true })).properties).toEqual(properties);
      const back = await scene.client("absent", { persistent: true });
      expect((await back.expectPublish({ qos: 1 })).properties).toEqual(properties);
    },
  );

  proves(
    ["5:MQTT-3.3.2-13", "5:MQTT-3.3.2-19"],
    "ill-formed UTF-8 in response topic or content type ends the connection",
    async (scene) => {
      for (const id of ["08", "03"]) {
        for (const ill of ["ff", "00", "ed a0 80"]) {
          const client = await scene.client("a");
          const { length } = bytes(ill);
          client.send(bytes(`30 ${length === 3 ? "0a" : "08"} 00 01 "a" 0${3 + length} ${id} 00 0${length} ${ill}`));
          await client.expectRejected(...WRONG_TOPIC);
        }
      }
    },
  );

  proves(["5:MQTT-3.3.2-14"], "a wildcard in the response topic ends the connection", async (scene) => {
    for (const responseTopic of ["a/+", "#"]) {
      const client = await scene.client("a");
      client.send(publish({ topic: "a", properties: { responseTopic } }));
      await client.expectRejected(...WRONG_TOPIC);
    }
  });

  proves(["5:MQTT-3.3.4-6"], "a subscription identifier from a client ends the connection", async (scene) => {
    const client = await scene.client("a");
    client.send(bytes('30 06 00 01 "a" 02 0b 01'));
    await client.expectRejected(0x81, 0x82);
  });
});

describe("3.3 PUBLISH: message expiry", () => {
  proves(
    ["5:MQTT-3.3.2-5"],
    "deletes the copy that has not begun its way to a subscriber",
    async (scene) => {
      const client = await scene.client("a", { persistent: true });
      await client.subscribe({ filter: "a/#", qos: 2 });
      client.send(disconnect());
      await client.expectClosed();
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a/1", qos: 1, properties: { messageExpiryInterval: 10 } });
      await publisher.publish({ topic: "a/2", qos: 2, properties: { messageExpiryInterval: 10 } });
      await publisher.publish({ topic: "a/3", qos: 1, properties: { messageExpiryInterval: 1000 } });
      await publisher.publish({ topic: "a/r", qos: 1, retain: true, properties: { messageExpiryInterval: 10 } });
      scene.advance(12);
      const again = await scene.client("a", { persistent: true });
      await again.expectPublish({ topic: "a/3" });
      await again.expectSilence();
      const late = await scene.client("late");
      await late.subscribe("a/r");
      await late.expectSilence();
    },
    { inside: true },
  );

  proves(
    ["5:MQTT-3.3.2-6"],
    "is passed on less the time spent waiting",
    async (scene) => {
      const client = await scene.client("a", { persistent: true });
      await client.subscribe({ filter: "a", qos: 1 });
      const properties: Properties = { messageExpiryInterval: 100 };
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a", qos: 1, properties });
      const { packetId, properties: fresh } = await client.expectPublish();
      expect(fresh).toEqual({ messageExpiryInterval: 100 });
      client.send(puback(packetId), disconnect());
      await client.expectClosed();
      await publisher.publish({ topic: "a", qos: 1, retain: true, properties });
      scene.advance(40);
      const again = await scene.client("a", { persistent: true });
      expect((await again.expectPublish()).properties).toEqual({ messageExpiryInterval: 60 });
      const late = await scene.client("late");
      scene.advance(10);
      await late.subscribe("a");
      expect((await late.expectPublish()).properties).toEqual({ messageExpiryInterval: 50 });
    },
    { inside: true },
  );
});

describe("3.3 PUBLISH: topic alias", () => {
  proves(["5:MQTT-3.3.2-7"], "set on one connection means nothing on the next, in either direction", async (scene) => {
    const session: Properties = { sessionExpiryInterval: 1000, topicAliasMaximum: 5 };
    const client = await scene.client("a", { clean: false, properties: session });
    await client.subscribe("long/topic/name");
    const publisher = await scene.client("p", { persistent: true });
    for (let i = 0; i < 3; i++) await publisher.publish({ topic: "long/topic/name", properties: { topicAlias: 1 } });
    for (let i = 0; i < 3; i++) await client.next();
    client.destroy();
    const again = await scene.client("a", { clean: false, properties: session });
    await publisher.publish({ topic: "", properties: { topicAlias: 1 } });
    // The first PUBLISH of a connection names its topic, with or without an alias for later.
    await again.expectPublish({ topic: "long/topic/name" });

    publisher.send(disconnect());
    await publisher.expectClosed();
    const back = await scene.client("p", { persistent: true });
    back.send(publish({ topic: "", properties: { topicAlias: 1 } }));
    await back.expectRejected(0x82, 0x94);
  });

  proves(["5:MQTT-3.3.2-8"], "0 from a client ends the connection with 0x94", async (scene) => {
    const client = await scene.client("a");
    client.send(bytes('30 07 00 01 "a" 03 23 00 00'));
    await client.expectRejected(0x94);
  });

  proves(
    ["5:MQTT-3.3.2-11", "5:MQTT-3.1.2-26", "5:MQTT-3.3.2-8"],
    "to a client lies between 1 and the maximum that the client announced, and stands for the right topic",
    async (scene) => {
      const topicAliasMaximum = 3;
      const client = await scene.client("a", { properties: { topicAliasMaximum } });
      await client.subscribe("many/#");
      const publisher = await scene.client("p");
      const aliases = new Map<number, string>();
      for (let round = 0; round < 4; round++) {
        for (let i = 0; i < 8; i++) {
          const topic = `many/topics/with/long/names/${i}`;
          await publisher.publish({ topic });
          const { topic: told, properties } = await client.expectPublish();
          const alias = properties.topicAlias;
          if (alias !== undefined) {
            expect(alias).toBeGreaterThanOrEqual(1);
            expect(alias).toBeLessThanOrEqual(topicAliasMaximum);
            if (told !== "") aliases.set(alias, told);
          }
          expect(told === "" ? aliases.get(alias ?? 0) : told).toBe(topic);
        }
      }
    },
  );

  proves(["5:MQTT-3.1.2-27"], "is not sent to a client that announced none", async (scene) => {
    for (const properties of [{}, { topicAliasMaximum: 0 }]) {
      const client = await scene.client("a", { properties });
      await client.subscribe("many/#");
      const publisher = await scene.client("p");
      for (let i = 0; i < 5; i++) {
        await publisher.publish({ topic: "many/topics" });
        const { topic, properties: told } = await client.expectPublish();
        expect(topic).toBe("many/topics");
        expect(told.topicAlias).toBeUndefined();
      }
    }
  });

  proves(["5:MQTT-3.3.2-12"], "from 1 to the maximum announced is accepted, and may be set anew", async (scene) => {
    const client = await scene.client("a");
    await client.subscribe("#");
    const publisher = await scene.client("p");
    const maximum = publisher.connack?.properties.topicAliasMaximum ?? 0;
    expect(maximum).toBeGreaterThan(0);
    for (const round of [1, 2]) {
      for (let topicAlias = 1; topicAlias <= maximum; topicAlias++) {
        const topic = `t/${round}/${topicAlias}`;
        publisher.send(publish({ topic, properties: { topicAlias } }));
        publisher.send(publish({ topic: "", payload: "again", properties: { topicAlias } }));
        await client.expectPublish({ topic });
        await client.expectPublish({ topic, payload: "again" });
      }
    }
  });
});

describe("3.3 PUBLISH: quota", () => {
  proves(
    ["5:MQTT-3.3.4-7", "5:MQTT-4.9.0-2"],
    "beyond the server's Receive Maximum ends the connection with 0x93",
    async (scene) => {
      const client = await scene.client("a");
      expect(client.connack?.properties.receiveMaximum).toBe(5);
      for (let packetId = 1; packetId <= 5; packetId++) {
        client.send(publish({ topic: "a", qos: 2, packetId }));
        await client.expectPacket(PUBREC, { packetId });
      }
      client.send(publish({ topic: "a", qos: 2, packetId: 6 }));
      await client.expectRejected(0x93);
    },
    { inside: true, limits: { receiveMaximum: 5 } },
  );

  proves(
    ["5:MQTT-3.1.2-24", "5:MQTT-3.1.2-25"],
    "too large for a client is dropped for it alone, as if it had been delivered",
    async (scene) => {
      const small = await scene.client("small", { properties: { maximumPacketSize: 100, receiveMaximum: 1 } });
      const big = await scene.client("big");
      for (const client of [small, big]) await client.subscribe({ filter: "a", qos: 2 });
      const publisher = await scene.client("p");
      for (const qos of [0, 1, 2] as const) await publisher.publish({ topic: "a", qos, payload: Buffer.alloc(200) });
      await publisher.publish({ topic: "a", qos: 1, payload: "fits" });
      await small.expectPublish({ payload: "fits" });
      for (let i = 0; i < 3; i++) expect((await big.expectPublish()).payload.length).toBe(200);
      await big.expectPublish({ payload: "fits" });
      await small.expectSilence();
    },
  );

  proves(
    ["5:MQTT-3.1.2-24"],
    "exactly as large as a client takes is delivered, one byte more is not",
    async (scene) => {
      const client = await scene.client("small", { properties: { maximumPacketSize: 60 } });
      await client.subscribe({ filter: "a", qos: 1 });
      const publisher = await scene.client("p");
      // Fixed header 2, topic 3, packet identifier 2, property length 1.
      await publisher.publish({ topic: "a", qos: 1, payload: Buffer.alloc(53) });
      await client.expectSilence();
      await publisher.publish({ topic: "a", qos: 1, payload: Buffer.alloc(52) });
      const frame = await client.nextFrame();
      expect(frame?.length).toBe(60);
    },
  );
});

// Both a CONNECT and what follows it may be in one chunk; the tests above rely on it.
describe("3.3 PUBLISH: with others in one write", () => {
  const burst = async (scene: Scene) => {
    const watcher = await scene.client("watcher");
    await watcher.subscribe("a");
    const wire = await scene.open();
    wire.send(
      connect(scene.version, { clientId: "burst" }),
      publish({ topic: "a", payload: "1" }),
      publish({ topic: "a", payload: "2", qos: 1 }),
      disconnect(),
    );
    await wire.expectPacket(CONNACK);
    await wire.expectPacket(PUBACK);
    expect((await wire.untilClosed()).filter((packet) => packet.type !== DISCONNECT)).toEqual([]);
    await watcher.expectPublish({ payload: "1" });
    await watcher.expectPublish({ payload: "2" });
  };
  proves(["3:MQTT-3.3.4-1", "5:MQTT-3.3.4-1"], "is handled in its turn", burst);
});
