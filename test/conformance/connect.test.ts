import { describe, expect } from "vitest";
import { CONNACK, PUBACK } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { connect, disconnect, pingreq, publish, subscribe } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";
import type { Wire } from "./wire.ts";

/** CONNECT bytes from protocol name and level on, with the remaining length filled in. */
function rawConnect(scene: Scene, head: string, flags: string, payload: string): Buffer {
  const body = bytes(`${head} ${flags} 00 00 ${scene.version === 5 ? "00" : ""} ${payload}`);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}

/** Protocol name and level as each version writes them. */
function head(scene: Scene): string {
  if (scene.version === 3) return '00 06 "MQIsdp" 03';
  return scene.version === 4 ? '00 04 "MQTT" 04' : '00 04 "MQTT" 05';
}

/** A CONNECT that no broker may accept: 3.x hears nothing, 5.0 perhaps a CONNACK. */
async function expectMalformed(scene: Scene, packet: Buffer): Promise<void> {
  const wire = await scene.open();
  wire.send(packet);
  await expectRefusal(wire);
}

async function expectRefusal(wire: Wire, ...codes: number[]): Promise<void> {
  const allowed = codes.length === 0 ? [0x81, 0x82] : codes;
  const packets = await wire.untilClosed();
  if (wire.version !== 5) expect(packets).toEqual([]);
  for (const packet of packets) {
    expect(packet).toMatchObject({ type: CONNACK, sessionPresent: false });
    expect(allowed).toContain((packet as { reasonCode: number }).reasonCode);
  }
  expect(packets.length).toBeLessThanOrEqual(1);
}

describe("3.1 CONNECT: the first packet", () => {
  proves(["3:MQTT-3.1.0-1", "5:MQTT-3.1.0-1"], "anything but a CONNECT first ends the connection", async (scene) => {
    for (const packet of [
      publish({ topic: "a" }),
      subscribe(1, [{ filter: "a" }]),
      pingreq,
      disconnect(),
      bytes("20 02 00 00"), // CONNACK
      bytes("f0 00"), // AUTH, reserved in 3.x
      bytes("00 00"), // reserved
    ]) {
      const wire = await scene.open();
      wire.send(packet);
      await wire.expectClosed();
    }
  });

  proves(
    ["3:MQTT-3.1.0-2", "5:MQTT-3.1.0-2", "5:MQTT-3.2.0-2"],
    "a second CONNECT ends the connection, unanswered",
    async (scene) => {
      const client = await scene.client("a");
      client.send(connect(scene.version, { clientId: "a" }));
      await client.expectRejected(0x82);
    },
  );

  proves(["3:MQTT-3.1.2-1"], "a protocol name that is not MQTT's is not processed", async (scene) => {
    for (const name of ['00 04 "MQTX"', '00 04 "mqtt"', '00 03 "MQT"', '00 06 "MQIsdq"', '00 05 "MQTT5"']) {
      const wire = await scene.open();
      wire.send(rawConnect(scene, `${name} 04`, "02", '00 01 "a"'));
      await wire.expectClosed();
    }
  });

  proves(["5:MQTT-3.1.2-1"], "another protocol name ends the connection, at most after CONNACK 0x84", async (scene) => {
    for (const name of ['00 04 "MQTX"', '00 04 "mqtt"', '00 05 "MQTT5"']) {
      const wire = await scene.open();
      wire.send(rawConnect(scene, `${name} 05`, "02", '00 01 "a"'));
      await expectRefusal(wire, 0x84);
    }
  });

  proves(
    ["3:MQTT-3.1.2-2"],
    "an unsupported protocol level is answered with return code 1, then closed",
    async (scene) => {
      for (const level of ["00", "01", "02"]) {
        const wire = await scene.open();
        wire.send(bytes(`10 0d 00 04 "MQTT" ${level} 02 00 00 00 01 "a"`));
        await wire.expectBytes(bytes("20 02 00 01"));
        await wire.expectClosed();
      }
    },
  );

  proves(
    ["5:MQTT-3.1.2-2"],
    "a protocol version yet unknown ends the connection, at most after CONNACK 0x84",
    async (scene) => {
      for (const version of ["06", "7f"]) {
        const wire = await scene.open();
        wire.send(bytes(`10 0e 00 04 "MQTT" ${version} 02 00 00 00 00 01 "a"`));
        const frame = await wire.nextFrame();
        // A peer of an unknown version may be told in the form of 5.0, or in the older one.
        if (frame !== undefined) expect(frame.toString("hex")).toMatch(/^20(020001$|..0084)/);
        if (frame !== undefined) await wire.expectClosed();
      }
    },
  );

  proves(
    ["3:MQTT-3.1.2-3", "5:MQTT-3.1.2-3"],
    "the reserved connect flag must be 0",
    async (scene) => {
      await expectMalformed(scene, rawConnect(scene, head(scene), "03", '00 01 "a"'));
    },
    { versions: [4, 5] }, // 3.1 leaves the bit open
  );
});

describe("3.1 CONNECT: will flags", () => {
  const will = (scene: Scene) => `${scene.version === 5 ? "00" : ""} 00 01 "w" 00 01 "x"`;

  proves(
    ["3:MQTT-3.1.2-11", "3:MQTT-3.1.2-13", "5:MQTT-3.1.2-11"],
    "will QoS without a will is malformed",
    async (scene) => {
      await expectMalformed(scene, rawConnect(scene, head(scene), "0a", '00 01 "a"'));
      await expectMalformed(scene, rawConnect(scene, head(scene), "12", '00 01 "a"'));
    },
    { versions: [4, 5] }, // 3.1 ignores them
  );

  proves(
    ["3:MQTT-3.1.2-15", "3:MQTT-3.1.2-11", "5:MQTT-3.1.2-13"],
    "will retain without a will is malformed",
    async (scene) => expectMalformed(scene, rawConnect(scene, head(scene), "22", '00 01 "a"')),
    { versions: [4, 5] }, // 3.1 ignores it
  );

  proves(["3:MQTT-3.1.2-11"], "without the will flag, will fields are bytes too many", async (scene) => {
    await expectMalformed(scene, rawConnect(scene, head(scene), "02", `00 01 "a" ${will(scene)}`));
  });

  proves(["3:MQTT-3.1.2-14", "5:MQTT-3.1.2-12"], "will QoS 3 is malformed", async (scene) => {
    await expectMalformed(scene, rawConnect(scene, head(scene), "1e", `00 01 "a" ${will(scene)}`));
  });

  proves(["3:MQTT-3.1.2-9", "5:MQTT-3.1.2-9"], "with the will flag, topic and message must be there", async (scene) => {
    await expectMalformed(scene, rawConnect(scene, head(scene), "06", '00 01 "a"'));
    const properties = scene.version === 5 ? "00" : "";
    await expectMalformed(scene, rawConnect(scene, head(scene), "06", `00 01 "a" ${properties} 00 01 "w"`));
  });

  proves(["5:MQTT-3.1.2-9"], "with the will flag, will properties must be there", async (scene) => {
    // Read as properties, the topic's length 00 01 leaves too little for topic and message.
    await expectMalformed(scene, rawConnect(scene, head(scene), "06", '00 01 "a" 00 01 "w" 00 00'));
  });
});

describe("3.1 CONNECT: user name and password flags", () => {
  proves(["3:MQTT-3.1.2-18", "5:MQTT-3.1.2-16"], "a user name without its flag is malformed", async (scene) => {
    await expectMalformed(scene, rawConnect(scene, head(scene), "02", '00 01 "a" 00 01 "u"'));
  });

  proves(
    ["3:MQTT-3.1.2-19", "5:MQTT-3.1.2-17"],
    "a user name flag without the user name is malformed",
    async (scene) => expectMalformed(scene, rawConnect(scene, head(scene), "82", '00 01 "a"')),
    { versions: [4, 5] }, // 3.1 lets the payload end early
  );

  proves(["3:MQTT-3.1.2-20", "5:MQTT-3.1.2-18"], "a password without its flag is malformed", async (scene) => {
    await expectMalformed(scene, rawConnect(scene, head(scene), "82", '00 01 "a" 00 01 "u" 00 01 "p"'));
  });

  proves(
    ["3:MQTT-3.1.2-21", "5:MQTT-3.1.2-19"],
    "a password flag without the password is malformed",
    async (scene) => expectMalformed(scene, rawConnect(scene, head(scene), "c2", '00 01 "a" 00 01 "u"')),
    { versions: [4, 5] }, // 3.1 lets the payload end early
  );

  proves(
    ["3:MQTT-3.1.2-22"],
    "a password flag without the user name flag is a violation",
    async (scene) => expectMalformed(scene, rawConnect(scene, head(scene), "42", '00 01 "a" 00 01 "p"')),
    { versions: [4] },
  );

  proves(
    ["3:MQTT-3.1.2-19", "3:MQTT-3.1.2-21", "5:MQTT-3.1.2-17", "5:MQTT-3.1.2-19"],
    "user name and password are read where their flags are set",
    async (scene) => {
      const both = await scene.open();
      both.send(rawConnect(scene, head(scene), "c2", '00 01 "a" 00 01 "u" 00 02 "pw"'));
      await both.expectPacket(CONNACK, { reasonCode: 0 });
      expect(scene.inside.authRequests.at(-1)).toMatchObject({ username: "u", password: Buffer.from("pw") });
      const one = await scene.open();
      one.send(rawConnect(scene, head(scene), "82", '00 01 "b" 00 01 "u"'));
      await one.expectPacket(CONNACK, { reasonCode: 0 });
      expect(scene.inside.authRequests.at(-1)).toMatchObject({ username: "u", password: undefined });
    },
    { inside: true },
  );

  proves(
    ["3:MQTT-3.1.2-18", "3:MQTT-3.1.2-20", "5:MQTT-3.1.2-16", "5:MQTT-3.1.2-18"],
    "without the flags there is neither user name nor password",
    async (scene) => {
      await scene.client("a");
      expect(scene.inside.authRequests.at(-1)).toMatchObject({ username: undefined, password: undefined });
    },
    { inside: true },
  );
});

describe("3.1 CONNECT: payload", () => {
  proves(
    ["3:MQTT-3.1.3-1", "5:MQTT-3.1.3-1"],
    "client id, will, user name and password are read in this order",
    async (scene) => {
      const watcher = await scene.client("watcher");
      await watcher.subscribe("#");
      const client = await scene.open();
      client.send(
        rawConnect(
          scene,
          head(scene),
          "c6",
          `
          00 02 "id"
          ${scene.version === 5 ? "00 // will properties" : ""}
          00 04 "will"
          00 03 "msg"
          00 04 "user"
          00 04 "pass"
        `,
        ),
      );
      await client.expectPacket(CONNACK, { reasonCode: 0 });
      const { username, password, clientId } = scene.inside.authRequests.at(-1) ?? {};
      expect({ clientId, username, password: password?.toString() }).toEqual({
        clientId: "id",
        username: "user",
        password: "pass",
      });
      client.destroy();
      await watcher.expectPublish({ topic: "will", payload: "msg" });
    },
    { inside: true },
  );

  proves(["3:MQTT-3.1.3-2", "5:MQTT-3.1.3-2"], "session state belongs to the client id", async (scene) => {
    const one = await scene.client("one", { persistent: true });
    await one.subscribe({ filter: "a", qos: 1 });
    one.send(disconnect());
    await one.expectClosed();
    const other = await scene.client("other", { persistent: true });
    if (scene.version !== 3) expect(other.connack?.sessionPresent).toBe(false);
    const publisher = await scene.client("p");
    await publisher.publish({ topic: "a", qos: 1 });
    await other.expectSilence();
    const again = await scene.client("one", { persistent: true });
    if (scene.version !== 3) expect(again.connack?.sessionPresent).toBe(true);
    await again.expectPublish({ topic: "a" });
  });

  proves(["3:MQTT-3.1.3-3", "5:MQTT-3.1.3-3"], "a CONNECT without a client id is malformed", async (scene) => {
    await expectMalformed(scene, rawConnect(scene, head(scene), "02", ""));
    await expectMalformed(scene, rawConnect(scene, head(scene), "02", '00 05 "abc"')); // cut short
  });

  proves(
    ["3:MQTT-3.1.3-4", "3:MQTT-3.1.3-10", "3:MQTT-3.1.3-11", "5:MQTT-3.1.3-4", "5:MQTT-3.1.3-11", "5:MQTT-3.1.3-12"],
    "client id, will topic and user name are UTF-8",
    async (scene) => {
      const properties = scene.version === 5 ? "00" : "";
      for (const ill of ["ff", "00", "ed a0 80", "c0 80"]) {
        const text = `00 0${bytes(ill).length} ${ill}`;
        await expectMalformed(scene, rawConnect(scene, head(scene), "02", text));
        await expectMalformed(scene, rawConnect(scene, head(scene), "06", `00 01 "a" ${properties} ${text} 00 00`));
        await expectMalformed(scene, rawConnect(scene, head(scene), "82", `00 01 "a" ${text}`));
      }
    },
  );

  proves(
    ["3:MQTT-3.1.3-5", "5:MQTT-3.1.3-5"],
    "client ids of 1 to 23 digits and letters are accepted",
    async (scene) => {
      const all = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
      for (const clientId of ["0", all.slice(0, 23), all.slice(23, 46), all.slice(39)]) {
        const client = await scene.client(clientId);
        await client.ping();
      }
    },
  );

  proves(
    ["3:MQTT-3.1.3-6", "5:MQTT-3.1.3-6"],
    "clients without a client id get one each and stay apart",
    async (scene) => {
      const one = await scene.client("");
      const two = await scene.client("");
      await one.subscribe("one");
      await two.subscribe("two");
      await one.publish({ topic: "two", payload: "to two" });
      await two.expectPublish({ payload: "to two" });
      await two.publish({ topic: "one", payload: "to one" });
      await one.expectPublish({ payload: "to one" });
    },
    { versions: [4, 5] }, // 3.1 demands a client id
  );

  proves(
    ["5:MQTT-3.1.3-7", "5:MQTT-3.2.2-16", "5:MQTT-3.1.3-6"],
    "an assigned client id is told, is nobody else's, and counts as if the client had given it",
    async (scene) => {
      const ids = new Set<string>();
      for (let i = 0; i < 20; i++) {
        const client = await scene.client("", { clean: true, properties: { sessionExpiryInterval: 60 } });
        const id = client.connack?.properties.assignedClientIdentifier ?? "";
        expect(id).not.toBe("");
        expect(client.connack?.sessionPresent).toBe(false);
        ids.add(id);
      }
      expect(ids.size).toBe(20);
      const [id = ""] = ids;
      const again = await scene.client(id, { persistent: true });
      expect(again.connack).toMatchObject({ sessionPresent: true });
      expect(again.connack?.properties.assignedClientIdentifier).toBeUndefined();
    },
  );

  proves(
    ["3:MQTT-3.1.3-8", "3:MQTT-3.1.3-7"],
    "an empty client id that wants its session kept is refused with return code 2",
    async (scene) => {
      const wire = await scene.open();
      wire.send(bytes('10 0c 00 04 "MQTT" 04 00 00 00 00 00'));
      await wire.expectBytes(bytes("20 02 00 02"));
      await wire.expectClosed();
    },
    { versions: [4] },
  );

  proves(
    ["3:MQTT-3.1.3-9"],
    "3.1 has no empty client id: return code 2",
    async (scene) => {
      const wire = await scene.open();
      wire.send(bytes('10 0e 00 06 "MQIsdp" 03 02 00 00 00 00'));
      await wire.expectBytes(bytes("20 02 00 02"));
      await wire.expectClosed();
    },
    { versions: [3] },
  );

  proves(
    ["3:MQTT-3.1.3-9", "5:MQTT-3.1.3-8"],
    "a client id that is too long is refused as such, and the connection closed",
    async (scene) => {
      const wire = await scene.open();
      wire.send(connect(scene.version, { clientId: "x".repeat(101) }));
      await wire.expectRefused({ v3: 2, v5: [0x85] });
    },
    { inside: true, limits: { clientIdBytesMax: 100 } },
  );
});

describe("3.1 CONNECT: response", () => {
  proves(["3:MQTT-3.1.4-1", "5:MQTT-3.1.4-1"], "a CONNECT not in the prescribed form is closed", async (scene) => {
    await expectMalformed(scene, rawConnect(scene, head(scene), "02", '00 01 "a" "trailing"'));
    await expectMalformed(scene, bytes("10 00"));
    await expectMalformed(scene, bytes('10 04 00 04 "MQ"'));
  });

  proves(["5:MQTT-3.1.4-1"], "a property that CONNECT cannot carry, or twice, is closed", async (scene) => {
    for (const properties of [
      "02 01 01", // payload format indicator
      "03 23 00 01", // topic alias
      "06 21 00 01 21 00 01", // receive maximum twice
      "03 21 00 00", // receive maximum 0
      "05 27 00 00 00 00", // maximum packet size 0
      "02 17 02", // request problem information 2
      "02 19 02", // request response information 2
      '04 16 00 01 "d"', // authentication data without a method
    ]) {
      const body = bytes(`00 04 "MQTT" 05 02 00 00 ${properties} 00 01 "a"`);
      await expectMalformed(scene, Buffer.concat([Buffer.from([0x10, body.length]), body]));
    }
  });

  proves(["3:MQTT-3.1.4-2", "5:MQTT-3.1.4-3"], "the same client id again ends the older connection", async (scene) => {
    const older = await scene.client("same");
    const newer = await scene.client("same");
    await older.expectRejected(0x8e);
    await newer.ping();
  });

  proves(
    ["5:MQTT-3.1.4-2"],
    "who fails authentication is refused and closed",
    async (scene) => {
      const wire = await scene.open();
      wire.send(connect(scene.version, { username: "wrong", password: "x" }));
      await wire.expectRefused({ v3: 4, v5: [0x86] });
    },
    { inside: true },
  );

  proves(["3:MQTT-3.1.4-4", "5:MQTT-3.1.4-5"], "an accepted CONNECT is answered by CONNACK 0", async (scene) => {
    const wire = await scene.open();
    wire.send(rawConnect(scene, head(scene), "02", '00 01 "a"'));
    const frame = await wire.nextFrame();
    if (scene.version === 5) expect(frame?.subarray(2, 4).toString("hex")).toBe("0000");
    else expect(frame?.toString("hex")).toBe("20020000");
    expect(frame?.[0]).toBe(0x20);
  });

  proves(
    ["3:MQTT-3.1.4-5", "5:MQTT-3.1.4-6"],
    "what a refused client sent behind its CONNECT is not processed",
    async (scene) => {
      const watcher = await scene.client("watcher");
      await watcher.subscribe("#");
      const wire = await scene.open();
      wire.send(
        connect(scene.version, { clientId: "x", username: "wrong" }),
        publish({ topic: "a", payload: "smuggled", retain: true }),
        publish({ topic: "a", payload: "smuggled", qos: 1 }),
      );
      await wire.expectRefused({ v3: 4, v5: [0x86] });
      await watcher.expectSilence();
      await watcher.unsubscribe("#");
      await watcher.subscribe("#");
      await watcher.expectSilence();
    },
    { inside: true },
  );

  proves(
    ["3:MQTT-3.2.0-1", "5:MQTT-3.2.0-1"],
    "what an accepted client sent behind its CONNECT is answered after the CONNACK",
    async (scene) => {
      const wire = await scene.open();
      wire.send(
        connect(scene.version, { clientId: "x" }),
        subscribe(1, [{ filter: "a" }]),
        publish({ topic: "a", qos: 1, packetId: 2 }),
      );
      const types = [
        (await wire.next()).type,
        (await wire.next()).type,
        (await wire.next()).type,
        (await wire.next()).type,
      ];
      expect(types[0]).toBe(CONNACK);
      expect(types).toContain(PUBACK);
    },
  );
});
