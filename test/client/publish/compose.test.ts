import { generate } from "mqtt-packet";
import { expect, test } from "vitest";
import { composeMessage, mayBeSentAnyway, publishPacketBytesMax } from "#app/_client/publish/compose.ts";
import { FIRST_DRAFT, NO_PROPERTIES, type PublishDraft } from "#app/_client/publish/draft.ts";
import { variableSource } from "#app/_client/publish/variables.ts";
import { DEFAULT_LIMITS } from "#core/limits.ts";

const limits = { ...DEFAULT_LIMITS, maximumPacketSizeBytes: 1_000, topicAliasMaximum: 8 };

function compose(part: Partial<PublishDraft>, anyway = false, protocolVersion: 4 | 5 = 5) {
  const source = { ...variableSource({ room: "kitchen" }), now: 42, random: () => 0 };
  return composeMessage({ ...FIRST_DRAFT, ...part }, { protocolVersion, limits, source, anyway });
}

test("variables are replaced in topic, payload and properties, and the payload is encoded", () => {
  const { message, faults } = compose({
    topic: "{{room}}/light",
    format: "cbor",
    payload: "[{{now}}]",
    properties: {
      ...NO_PROPERTIES,
      responseTopic: "{{room}}/answer",
      correlationData: "{{rand 1 1}}",
      userProperties: [["where", "{{room}}"]],
    },
  });
  expect(faults).toEqual([]);
  expect(message).toEqual({
    topic: "kitchen/light",
    payload: Uint8Array.of(0x81, 0x18, 42),
    qos: 1,
    retain: false,
    properties: {
      responseTopic: "kitchen/answer",
      correlationData: Uint8Array.of(0x31),
      userProperties: [["where", "kitchen"]],
    },
  });
});

test("nothing of 5.0 is sent in 3.1.1, nor checked", () => {
  const properties = { ...NO_PROPERTIES, responseTopic: "a/#", contentType: "{{nobody}}" };
  expect(compose({ properties }, false, 4).message?.properties).toBeUndefined();
  expect(compose({ properties }).faults).toEqual([
    { field: "variables", names: ["nobody"] },
    { field: "properties", fault: "responseTopicInvalid" },
  ]);
});

test("the place of a mistake is where the person wrote it, before variables were replaced", () => {
  const { faults } = compose({ payload: '{"room": "{{room}}",\n "n": {{now}}x}' });
  expect(faults).toMatchObject([{ field: "payload", fault: "commaOrEndOfObject", place: { line: 2, column: 14 } }]);
});

test("a wildcard, an empty topic, an unknown variable: said before sending; only some may be sent anyway", () => {
  expect(compose({ topic: "a/+" }).faults).toEqual([{ field: "topic", fault: "wildcardInName" }]);
  expect(compose({ topic: "" }, true).faults).toEqual([{ field: "topic", fault: "empty" }]);
  const { faults, message } = compose({ payload: '{"a": {{nobody}}}' });
  expect(message).toBeUndefined();
  expect(faults.every(mayBeSentAnyway)).toBe(true);
  expect(new TextDecoder().decode(compose({ payload: '{"a": {{nobody}}}' }, true).message?.payload)).toBe(
    '{"a": {{nobody}}}',
  );
});

test("properties out of range, and a payload that is not the UTF-8 it is said to be", () => {
  const fault = (part: Partial<PublishDraft["properties"]>, payload = "00") =>
    compose({ format: "hex", payload, properties: { ...NO_PROPERTIES, ...part } }).faults;
  expect(fault({ topicAlias: 8, messageExpiryIntervalSeconds: 0 })).toEqual([]);
  expect(fault({ topicAlias: 9 })).toEqual([{ field: "properties", fault: "topicAliasRange" }]);
  expect(fault({ topicAlias: 0 })).toEqual([{ field: "properties", fault: "topicAliasRange" }]);
  expect(fault({ messageExpiryIntervalSeconds: 2 ** 32 })).toEqual([
    { field: "properties", fault: "messageExpiryRange" },
  ]);
  expect(fault({ payloadIsUtf8: true }, "c3 28")).toEqual([{ field: "properties", fault: "payloadNotUtf8" }]);
});

test("more than the broker takes is said with both numbers", () => {
  expect(compose({ format: "text", payload: "x".repeat(1_000) }).faults).toMatchObject([
    { field: "size", bytesMax: 1_000 },
  ]);
});

test("the size is that of the packet a stranger makes, and never less", () => {
  for (const length of [0, 100, 20_000, 3_000_000]) {
    const userProperties: [string, string][] = [["naïve", "ключ"]];
    const message = {
      topic: "sensor/é/temperature",
      payload: new Uint8Array(length),
      qos: 1,
      retain: false,
      properties: {
        contentType: "text/plain",
        payloadIsUtf8: true,
        messageExpiryIntervalSeconds: 60,
        topicAlias: 1,
        responseTopic: "a",
        correlationData: Uint8Array.of(1, 2),
        userProperties,
      },
    } as const;
    const bytes = generate(
      {
        cmd: "publish",
        topic: message.topic,
        payload: Buffer.from(message.payload),
        qos: 1,
        retain: false,
        dup: false,
        messageId: 1,
        properties: {
          contentType: "text/plain",
          payloadFormatIndicator: true,
          messageExpiryInterval: 60,
          topicAlias: 1,
          responseTopic: "a",
          correlationData: Buffer.from([1, 2]),
          userProperties: Object.fromEntries(userProperties),
        },
      },
      { protocolVersion: 5 },
    ).length;
    const most = publishPacketBytesMax(message);
    expect(most).toBeGreaterThanOrEqual(bytes);
    expect(most - bytes).toBeLessThanOrEqual(6);
  }
});
