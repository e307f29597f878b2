import { describe, expect } from "vitest";
import { type Packet, PUBACK, PUBCOMP, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import { bytes, hex } from "./bytes.ts";
import { disconnect, puback, publish, pubrec, pubrel, subscribe, unsubscribe } from "./packet.ts";
import { proves, type Scene } from "./proves.ts";
import type { Wire } from "./wire.ts";

/** Tables 3-4 and 3-5 of 5.0: PUBACK and PUBREC. */
const PUBACK_REASON_CODES = [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];
/** Tables 3-6 and 3-7: PUBREL and PUBCOMP. */
const PUBREL_REASON_CODES = [0x00, 0x92];

/** Messages that are refused, or not, for each reason there is. */
const MESSAGES: readonly Parameters<typeof publish>[0][] = [
  { topic: "heard" },
  { topic: "unheard" },
  { topic: "forbidden/a" },
  { topic: "heard", payload: Buffer.from([0xff]), properties: { payloadFormatIndicator: 1 } },
  { topic: "retained/1", retain: true },
  { topic: "retained/2", retain: true }, // one more than there is room for
];

async function answersTo(scene: Scene, client: Wire, qos: 1 | 2): Promise<Packet[]> {
  const listener = await scene.client("listener");
  await listener.subscribe("heard");
  const answers: Packet[] = [];
  for (const [index, message] of MESSAGES.entries()) {
    client.send(publish({ ...message, qos, packetId: index + 1 }));
    answers.push(await client.next());
  }
  return answers;
}

function reasonCodeOf(packet: Packet): number {
  if (!("reasonCode" in packet)) throw new Error(`a packet of type ${packet.type} has no reason code`);
  return packet.reasonCode;
}

describe("3.4 PUBACK, 3.5 PUBREC, 3.6 PUBREL, 3.7 PUBCOMP", () => {
  for (const [qos, type, key] of [
    [1, PUBACK, "5:MQTT-3.4.2-1"],
    [2, PUBREC, "5:MQTT-3.5.2-1"],
  ] as const) {
    proves(
      [key],
      `the answer to QoS ${qos} says by a defined reason code what became of the message`,
      async (scene) => {
        const client = await scene.client("a");
        const answers = await answersTo(scene, client, qos);
        expect(answers.map((answer) => answer.type)).toEqual(MESSAGES.map(() => type));
        const codes = answers.map(reasonCodeOf);
        for (const code of codes) expect(PUBACK_REASON_CODES).toContain(code);
        expect(codes).toEqual([0x00, 0x10, 0x87, 0x99, 0x10, 0x97]);
      },
      { inside: true, limits: { retainedPerTenantMax: 1 } },
    );
  }

  proves(
    ["5:MQTT-3.4.2-1", "5:MQTT-3.5.2-1", "5:MQTT-3.6.2-1", "5:MQTT-3.7.2-1"],
    "a reason code that the packet does not have ends the connection",
    async (scene) => {
      for (const packet of [
        "40 03 00 01 01", // PUBACK, granted QoS 1
        "40 03 00 01 92", // PUBACK, packet identifier not found
        "50 03 00 01 8e", // PUBREC, session taken over
        "62 03 00 01 10", // PUBREL, no matching subscribers
        "70 03 00 01 80", // PUBCOMP, unspecified error
      ]) {
        const client = await scene.client("a");
        client.send(bytes(packet));
        await client.expectRejected(0x81, 0x82);
      }
    },
  );

  proves(
    ["5:MQTT-3.6.2-1", "5:MQTT-3.7.2-1"],
    "PUBREL and PUBCOMP for an identifier that nobody knows say 0x92",
    async (scene) => {
      const client = await scene.client("a");
      client.send(pubrel(99));
      const pubcompPacket = await client.expectPacket(PUBCOMP, { packetId: 99 });
      expect(pubcompPacket.reasonCode).toBe(0x92);
      client.send(pubrec(98));
      const pubrelPacket = await client.expectPacket(PUBREL, { packetId: 98 });
      expect(pubrelPacket.reasonCode).toBe(0x92);
      for (const code of [pubcompPacket.reasonCode, pubrelPacket.reasonCode]) {
        expect(PUBREL_REASON_CODES).toContain(code);
      }
    },
  );

  proves(
    ["5:MQTT-3.6.2-1", "5:MQTT-3.7.2-1"],
    "PUBREL and PUBCOMP in the ordinary course say success",
    async (scene) => {
      const client = await scene.client("a");
      await client.subscribe({ filter: "a", qos: 2 });
      const publisher = await scene.client("p");
      publisher.send(publish({ topic: "a", qos: 2, packetId: 3 }));
      await publisher.expectPacket(PUBREC, { packetId: 3, reasonCode: 0 });
      publisher.send(bytes("62 02 00 03"));
      await publisher.expectBytes(bytes("70 02 00 03"));
      const { packetId } = await client.expectPublish({ qos: 2 });
      client.send(pubrec(packetId));
      const pubrelFrame = await client.nextFrame();
      expect(pubrelFrame && hex(pubrelFrame)).toBe(hex(Buffer.from([0x62, 2, packetId >> 8, packetId & 0xff])));
    },
  );

  proves(
    [
      "5:MQTT-3.4.2-2",
      "5:MQTT-3.4.2-3",
      "5:MQTT-3.5.2-2",
      "5:MQTT-3.5.2-3",
      "5:MQTT-3.6.2-2",
      "5:MQTT-3.6.2-3",
      "5:MQTT-3.7.2-2",
      "5:MQTT-3.7.2-3",
      "5:MQTT-3.9.2-1",
      "5:MQTT-3.9.2-2",
      "5:MQTT-3.11.2-1",
      "5:MQTT-3.11.2-2",
      "5:MQTT-3.14.2-3",
      "5:MQTT-3.14.2-4",
      "5:MQTT-3.1.2-24",
    ],
    "what explains a refusal is left out rather than exceed the client's Maximum Packet Size",
    async (scene) => {
      for (let maximumPacketSize = 17; maximumPacketSize < 100; maximumPacketSize++) {
        const client = await scene.client("a", { properties: { maximumPacketSize } });
        client.send(
          publish({ topic: "forbidden/a", qos: 1, packetId: 1 }),
          publish({ topic: "forbidden/a", qos: 2, packetId: 2 }),
          pubrec(3),
          pubrel(4),
          subscribe(5, [{ filter: "$forbidden" }, { filter: "a/#/b" }]),
          unsubscribe(6, "never/subscribed"),
        );
        for (let i = 0; i < 6; i++) expect((await client.nextFrame())?.length).toBeLessThanOrEqual(maximumPacketSize);
        client.send(bytes("00 00"));
        const farewell = await client.nextFrame();
        expect(farewell?.[0]).toBe(0xe0);
        expect(farewell?.length).toBeLessThanOrEqual(maximumPacketSize);
      }
    },
  );

  proves(
    ["5:MQTT-3.1.2-24"],
    "a SUBACK that could not but exceed the client's Maximum Packet Size is not sent: the connection ends",
    async (scene) => {
      const client = await scene.client("a", { properties: { maximumPacketSize: 40 } });
      client.send(
        subscribe(
          1,
          Array.from({ length: 36 }, (_, i) => ({ filter: `a/${i}` })),
        ),
      );
      await client.expectRejected(0x95);
    },
  );

  proves(
    ["3:MQTT-3.6.1-1", "5:MQTT-3.6.1-1"],
    "a PUBREL whose flags are not 0010 ends the connection",
    async (scene) => {
      for (const first of ["60", "61", "63", "66"]) {
        const client = await scene.client("a");
        client.send(publish({ topic: "a", qos: 2, packetId: 1 }));
        await client.expectPacket(PUBREC);
        client.send(bytes(`${first} 02 00 01`));
        await client.expectRejected(0x81);
      }
    },
  );

  proves(
    ["5:MQTT-4.4.0-2", "5:MQTT-4.3.3-4"],
    "a PUBACK or PUBREC of 0x80 and above ends the delivery: it is not sent again, and no PUBREL follows",
    async (scene) => {
      const client = await scene.client("a", { persistent: true });
      await client.subscribe({ filter: "a/#", qos: 2 });
      const publisher = await scene.client("p");
      await publisher.publish({ topic: "a/1", qos: 1 });
      await publisher.publish({ topic: "a/2", qos: 2 });
      const first = await client.expectPublish({ topic: "a/1" });
      const second = await client.expectPublish({ topic: "a/2" });
      client.send(puback(first.packetId, 0x97), pubrec(second.packetId, 0x97));
      await client.expectSilence();
      client.send(disconnect());
      await client.expectClosed();
      const again = await scene.client("a", { persistent: true });
      await again.expectSilence();
    },
  );
});
