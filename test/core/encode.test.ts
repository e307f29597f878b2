import { describe, expect, test } from "vitest";
import {
  encodeAck,
  encodeAuth,
  encodeConnack,
  encodeDisconnect,
  encodePublish,
  encodeSuback,
  encodeUnsuback,
  PINGREQ_FRAME,
  PINGRESP_FRAME,
} from "#core/mqtt/encode.ts";
import { AUTH, CONNACK, DISCONNECT, PUBACK, PUBLISH, PUBREL, SUBACK, UNSUBACK } from "#core/mqtt/packets.ts";
import { toConnackReturnCode } from "#core/mqtt/return-codes.ts";
import { readAll } from "./reading.ts";

describe("for clients of 3.x", () => {
  test("a failure in a SUBACK becomes 0x80 in 3.1.1 [MQTT-3.9.3-2]; 3.1 has no word for it", () => {
    const suback = { type: SUBACK, packetId: 1, reasonCodes: [0, 2, 0x87, 0x97], properties: {} } as const;
    const packet = { ...suback, reasonCodes: [...suback.reasonCodes] };
    expect(encodeSuback(packet, 4).toString("hex")).toBe("9006000100028080");
    expect(encodeSuback(packet, 3).toString("hex")).toBe("9006000100020000");
  });

  test("session present is 0 beside a refusal [MQTT-3.2.2-4] and unknown to 3.1", () => {
    const connack = { type: CONNACK, sessionPresent: true, reasonCode: 5, properties: {} } as const;
    expect(encodeConnack(connack, 4).toString("hex")).toBe("20020005");
    expect(encodeConnack({ ...connack, reasonCode: 0 }, 3).toString("hex")).toBe("20020000");
    expect(encodeConnack({ ...connack, reasonCode: 0 }, 4).toString("hex")).toBe("20020100");
  });

  test("acknowledgements and DISCONNECT lose what 3.x cannot say", () => {
    expect(encodeAck(PUBACK, 1, 4, 0x87, "no").toString("hex")).toBe("40020001");
    expect(encodeAck(PUBREL, 258, 3, 0).toString("hex")).toBe("62020102");
    expect(
      encodeUnsuback({ type: UNSUBACK, packetId: 1, reasonCodes: [0x11], properties: {} }, 4).toString("hex"),
    ).toBe("b0020001");
    expect(encodeDisconnect({ type: DISCONNECT, reasonCode: 0x8e, properties: {} }, 4).toString("hex")).toBe("e000");
  });

  test("a reason that no return code fits is answered by closing [MQTT-3.2.2-6]", () => {
    expect(toConnackReturnCode(0x81)).toBeUndefined();
    expect([0x00, 0x84, 0x85, 0x88, 0x86, 0x87].map(toConnackReturnCode)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe("within the receiver's maximum packet size", () => {
  const properties = { reasonString: "because", userProperties: [["name", "value"]] as [string, string][] };
  const encoders = {
    "CONNACK [MQTT-3.2.2-19] [MQTT-3.2.2-20]": (max: number) =>
      encodeConnack({ type: CONNACK, sessionPresent: false, reasonCode: 0x87, properties }, 5, max),
    "SUBACK [MQTT-3.9.2-1] [MQTT-3.9.2-2]": (max: number) =>
      encodeSuback({ type: SUBACK, packetId: 1, reasonCodes: [0x87], properties }, 5, max),
    "UNSUBACK [MQTT-3.11.2-1] [MQTT-3.11.2-2]": (max: number) =>
      encodeUnsuback({ type: UNSUBACK, packetId: 1, reasonCodes: [0x87], properties }, 5, max),
    "DISCONNECT [MQTT-3.14.2-3] [MQTT-3.14.2-4]": (max: number) =>
      encodeDisconnect({ type: DISCONNECT, reasonCode: 0x87, properties }, 5, max),
    "AUTH [MQTT-3.15.2-2] [MQTT-3.15.2-3]": (max: number) =>
      encodeAuth({ type: AUTH, reasonCode: 0x18, properties: { authenticationMethod: "m", ...properties } }, 5, max),
  };
  test.each(Object.entries(encoders))("%s loses user properties first, then the reason string", (_, encode) => {
    const whole = encode(Number.POSITIVE_INFINITY).length;
    const reasonOnly = encode(whole - 1);
    expect(readAll([reasonOnly], 5)[0]).toMatchObject({ properties: { reasonString: "because" } });
    expect(readAll([reasonOnly], 5)[0]).not.toHaveProperty("properties.userProperties");
    expect(reasonOnly.length).toBeLessThan(whole);
    const bare = encode(reasonOnly.length - 1);
    expect(readAll([bare], 5)[0]).not.toHaveProperty("properties.reasonString");
    expect(bare.length).toBeLessThan(reasonOnly.length);
  });

  test("an acknowledgement loses its reason string [MQTT-3.4.2-2]", () => {
    expect(encodeAck(PUBACK, 1, 5, 0x87, "no", 11).toString("hex")).toBe("4009000187051f00026e6f");
    expect(encodeAck(PUBACK, 1, 5, 0x87, "no", 10).toString("hex")).toBe("4003000187");
  });
});

test("ping frames", () => {
  expect(PINGREQ_FRAME.toString("hex")).toBe("c000");
  expect(PINGRESP_FRAME.toString("hex")).toBe("d000");
});

test("an encoding that throws leaves nothing behind for the next packet", () => {
  const publish = {
    type: PUBLISH,
    dup: false,
    qos: 0,
    retain: false,
    packetId: 0,
    payload: Buffer.from("x"),
    properties: {},
  } as const;
  expect(() => encodePublish({ ...publish, topic: "t".repeat(65_536) }, 4)).toThrow(RangeError);
  expect(encodePublish({ ...publish, topic: "t" }, 4).toString("hex")).toBe("300400017478");
});

test("a property block of two length bytes", () => {
  const publish = { type: PUBLISH, dup: false, qos: 0, retain: false, packetId: 0, topic: "t" } as const;
  for (const size of [110, 117, 118, 119, 120, 130, 16_370, 16_384, 60_000]) {
    const packet = {
      ...publish,
      payload: Buffer.from("x"),
      properties: { contentType: "c".repeat(size), responseTopic: "r" },
    };
    expect(readAll([encodePublish(packet, 5)], 5)).toEqual([packet]);
  }
});
