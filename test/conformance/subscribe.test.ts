import { describe, expect } from "vitest";
import { PUBACK, PUBLISH, SUBACK } from "#core/mqtt/packets.ts";
import { bytes } from "./bytes.ts";
import { publish, subscribe } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";

/** Table 3-8 of 5.0. */
const SUBSCRIBE_REASON_CODES = [0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2];

/** A SUBSCRIBE with identifier 10 and this payload. */
function rawSubscribe(scene: Scene, first: string, payload: string): Buffer {
  const body = bytes(`00 0a ${scene.version === 5 ? "00" : ""} ${payload}`);
  return Buffer.concat([bytes(first), Buffer.from([body.length]), body]);
}

/** A SUBACK to identifier 10 with these codes. */
function rawSuback(scene: Scene, ...codes: number[]): Buffer {
  const body = Buffer.from([0, 10, ...(scene.version === 5 ? [0] : []), ...codes]);
  return Buffer.concat([Buffer.from([0x90, body.length]), body]);
}

describe("3.8 SUBSCRIBE: form", () => {
  proves(["3:MQTT-3.8.1-1", "5:MQTT-3.8.1-1"], "flags other than 0010 end the connection", async (scene) => {
    for (const first of ["80", "81", "83", "84", "86"]) {
      const client = await scene.client("a");
      client.send(rawSubscribe(scene, first, '00 01 "a" 00'));
      await client.expectRejected(0x81);
    }
  });

  proves(
    ["3:MQTT-3.8.1-1"],
    "3.1 knows a DUP flag on SUBSCRIBE, so there it may be set",
    async (scene) => {
      const client = await scene.client("a");
      client.send(rawSubscribe(scene, "8a", '00 01 "a" 00'));
      await client.expectBytes(rawSuback(scene, 0));
    },
    { versions: [3] },
  );

  proves(["3:MQTT-3.8.3-1", "5:MQTT-3.8.3-1"], "a filter that is not UTF-8 ends the connection", async (scene) => {
    for (const ill of ["ff", "ed a0 80", "00"]) {
      const client = await scene.client("a");
      client.send(rawSubscribe(scene, "82", `00 0${bytes(ill).length} ${ill} 00`));
      await client.expectRejected(0x81, 0x8f);
    }
  });

  proves(["3:MQTT-3.8.3-2"], "wildcards are supported, so they are not refused", async (scene) => {
    const client = await scene.client("a");
    client.send(rawSubscribe(scene, "82", '00 01 "#" 00 00 03 "+/b" 01'));
    await client.expectBytes(rawSuback(scene, 0, 1));
    await client.publish({ topic: "x" }).catch(() => {}); // its own copy comes before the PINGRESP
  });

  proves(["3:MQTT-3.8.3-3", "5:MQTT-3.8.3-2"], "without a filter ends the connection", async (scene) => {
    const client = await scene.client("a");
    client.send(rawSubscribe(scene, "82", ""));
    await client.expectRejected(0x81, 0x82);
  });

  proves(["3:MQTT-3.8.3-3", "5:MQTT-3.8.3-2"], "a filter without its options ends the connection", async (scene) => {
    const client = await scene.client("a");
    client.send(rawSubscribe(scene, "82", '00 01 "a"'));
    await client.expectRejected(0x81);
  });

  proves(
    ["3:MQTT-3-8.3-4"],
    "reserved bits in the requested QoS end the connection",
    async (scene) => {
      for (const options of ["04", "08", "10", "80", "fc"]) {
        const client = await scene.client("a");
        client.send(rawSubscribe(scene, "82", `00 01 "a" ${options}`));
        await client.expectClosed();
      }
    },
    { versions: [4] }, // 3.1 calls the bits unused
  );

  proves(["3:MQTT-3-8.3-4"], "QoS 3 ends the connection", async (scene) => {
    const client = await scene.client("a");
    client.send(rawSubscribe(scene, "82", '00 01 "a" 03'));
    await client.expectClosed();
  });

  proves(["5:MQTT-3.8.3-5"], "reserved bits in the subscription options are malformed", async (scene) => {
    for (const options of ["40", "80", "c2"]) {
      const client = await scene.client("a");
      client.send(rawSubscribe(scene, "82", `00 01 "a" ${options}`));
      await client.expectRejected(0x81);
    }
    // QoS 3 and Retain Handling 3
    for (const options of ["03", "30"]) {
      const client = await scene.client("a");
      client.send(rawSubscribe(scene, "82", `00 01 "a" ${options}`));
      await client.expectRejected(0x81, 0x82);
    }
  });

  proves(["5:MQTT-3.8.3-4"], "No Local on a shared subscription is a protocol error", async (scene) => {
    const client = await scene.client("a");
    client.send(rawSubscribe(scene, "82", '00 0a "$share/g/a" 04'));
    await client.expectRejected(0x82);
  });
});

describe("3.8 SUBSCRIBE: response", () => {
  proves(
    ["3:MQTT-3.8.4-1", "3:MQTT-3.8.4-2", "3:MQTT-3.8.4-5", "5:MQTT-3.8.4-1", "5:MQTT-3.8.4-2", "5:MQTT-3.8.4-6"],
    "is a SUBACK with the same packet identifier and a code for each filter",
    async (scene) => {
      const client = await scene.client("a");
      client.send(rawSubscribe(scene, "82", '00 01 "a" 01'));
      await client.expectBytes(rawSuback(scene, 1));
      client.send(rawSubscribe(scene, "82", '00 01 "a" 00 00 01 "b" 01 00 01 "c" 02 00 01 "a" 02'));
      await client.expectBytes(rawSuback(scene, 0, 1, 2, 2));
    },
  );

  proves(
    ["3:MQTT-3.9.3-1", "3:MQTT-3.8.4-4", "5:MQTT-3.9.3-1", "5:MQTT-3.8.4-5"],
    "treats each filter by itself and in its order, refused ones among them",
    async (scene) => {
      const client = await scene.client("a");
      const refused = scene.version === 5 ? 0x87 : scene.version === 4 ? 0x80 : 0x00;
      client.send(rawSubscribe(scene, "82", '00 01 "a" 02 00 02 "$f" 01 00 01 "c" 01 00 02 "$f" 00'));
      await client.expectBytes(rawSuback(scene, 2, refused, 1, refused));
      const publisher = await scene.client("p");
      for (const topic of ["a", "c"]) {
        await publisher.publish({ topic });
        await client.expectPublish({ topic });
      }
    },
    // 3.1 cannot say no; its SUBACK holds the requested QoS or less.
    { versions: [4, 5], inside: true },
  );

  proves(
    ["3:MQTT-3.9.3-2", "3:MQTT-3.8.4-5", "5:MQTT-3.9.3-2", "5:MQTT-3.8.4-7"],
    "says the granted QoS or, by a defined code, that it failed",
    async (scene) => {
      const client = await scene.client("a");
      const filters = ["a", "+/a", "$f", "$share/g/a", "$share//a", "$share/g", "a/#/b", "a+", "", "a/b#"];
      client.send(
        subscribe(
          1,
          filters.map((filter) => ({ filter, qos: 1 })),
        ),
      );
      const answer = await client.next();
      // 3.1.1 leaves a server that meets an invalid filter the choice to close; ours answers.
      if (answer.type !== SUBACK) throw new Error(`no SUBACK: ${answer.type}`);
      const allowed = scene.version === 5 ? SUBSCRIBE_REASON_CODES : [0, 1, 2, 0x80];
      expect(answer.reasonCodes.length).toBe(filters.length);
      for (const code of answer.reasonCodes) expect(allowed).toContain(code);
      const no = scene.version === 5 ? 0x8f : 0x80;
      expect(answer.reasonCodes).toEqual([1, 1, scene.version === 5 ? 0x87 : 0x80, 1, no, no, no, no, no, no]);
    },
    { versions: [4, 5], inside: true },
  );

  proves(
    ["3:MQTT-3.9.3-2"],
    "in 3.1 knows only granted QoS",
    async (scene) => {
      const client = await scene.client("a");
      client.send(
        subscribe(1, [
          { filter: "a", qos: 2 },
          { filter: "$forbidden", qos: 1 },
        ]),
      );
      const { reasonCodes } = await client.expectPacket(SUBACK, { packetId: 1 });
      for (const code of reasonCodes) expect([0, 1, 2]).toContain(code);
    },
    { versions: [3], inside: true },
  );

  proves(
    ["3:MQTT-3.8.4-3", "5:MQTT-3.8.4-3", "5:MQTT-3.8.4-4"],
    "an identical filter replaces the subscription and brings the retained message again",
    async (scene) => {
      const client = await scene.client("a");
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a/b", qos: 2, retain: true, payload: "kept" });
      await client.subscribe({ filter: "a/+", qos: 0 });
      await client.expectPublish({ qos: 0, retain: true, payload: "kept" });
      await client.subscribe({ filter: "a/+", qos: 1 });
      await client.expectPublish({ qos: 1, retain: true, payload: "kept" });
      await publisher.publish({ topic: "a/b", qos: 2, payload: "live" });
      await client.expectPublish({ qos: 1, payload: "live" });
      await client.expectSilence();
      await client.subscribe({ filter: "a/+", qos: 0, retainHandling: 2 });
      if (scene.version !== 5) await client.expectPublish({ retain: true });
      await publisher.publish({ topic: "a/b", qos: 2, payload: "live" });
      await client.expectPublish({ qos: 0, payload: "live" });
      await client.expectSilence();
    },
  );

  proves(
    ["3:MQTT-3.8.4-3", "5:MQTT-3.8.4-4"],
    "no message is lost or doubled while a subscription is replaced",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe({ filter: "a", qos: 1 });
      const publisher = await scene.client("p");
      const count = 300;
      const received: string[] = [];
      for (let i = 0; i < count; i++) {
        publisher.send(publish({ topic: "a", qos: 1, packetId: i + 1, payload: String(i) }));
        if (i % 10 === 0) client.send(subscribe(9, [{ filter: "a", qos: 1 }]));
      }
      let subacks = 0;
      while (received.length < count || subacks < count / 10) {
        const packet = await client.next();
        if (packet.type === SUBACK) subacks++;
        if (packet.type !== PUBLISH) continue;
        received.push(packet.payload.toString());
        client.send({ type: PUBACK, packetId: packet.packetId, reasonCode: 0, properties: {} });
      }
      expect(received).toEqual(Array.from({ length: count }, (_, i) => String(i)));
    },
  );

  proves(["3:MQTT-3.8.4-6", "5:MQTT-3.8.4-8"], "delivers at the lower of published and granted QoS", async (scene) => {
    const publisher = await scene.client("p");
    for (const granted of [0, 1, 2] as const) {
      const client = await scene.client(`granted ${granted}`);
      await client.subscribe({ filter: "a", qos: granted });
      for (const published of [0, 1, 2] as const) {
        await publisher.publish({ topic: "a", qos: published, payload: `${published}` });
        await client.expectPublish({ qos: Math.min(granted, published) as 0 | 1 | 2, payload: `${published}` });
      }
      client.destroy();
    }
  });

  proves(["5:MQTT-3.8.3-3"], "No Local keeps a client from hearing itself, and nobody else", async (scene) => {
    const client = await scene.client("a");
    await client.subscribe({ filter: "a", noLocal: true });
    await client.publish({ topic: "a", payload: "mine", qos: 1 });
    const other = await scene.client("b");
    await other.publish({ topic: "a", payload: "another's" });
    await client.expectPublish({ payload: "another's" });
    await client.expectSilence();
    // Without it, it does hear itself.
    await client.subscribe({ filter: "a" });
    client.send(publish({ topic: "a", payload: "mine again" }));
    await client.expectPublish({ payload: "mine again" });
  });

  proves(
    ["5:MQTT-3.8.3-3"],
    "No Local goes by client id: it holds for what the client sent before it reconnected",
    async (scene) => {
      const client = await scene.client("a", { persistent: true });
      await client.publish({ topic: "a", payload: "mine", retain: true });
      client.destroy();
      const again = await scene.client("a", { persistent: true });
      await again.subscribe({ filter: "a", noLocal: true });
      await again.expectSilence();
    },
    { inside: true }, // that No Local covers retained messages is our reading of the statement
  );
});
