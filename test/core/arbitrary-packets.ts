import fc from "fast-check";
import {
  type AckPacket,
  AUTH,
  CONNACK,
  CONNECT,
  DISCONNECT,
  type Packet,
  PINGREQ,
  PINGRESP,
  type Properties,
  type ProtocolVersion,
  PUBACK,
  PUBCOMP,
  PUBLISH,
  PUBREC,
  PUBREL,
  SUBACK,
  SUBSCRIBE,
  UNSUBACK,
  UNSUBSCRIBE,
} from "#core/mqtt/packets.ts";
import { PROPERTY_TABLE, type PropertyDefinition, type PropertyHolder, WILL } from "#core/mqtt/properties.ts";
import {
  CONNACK_REASON_CODES,
  DISCONNECT_REASON_CODES,
  PUBACK_REASON_CODES,
  PUBREL_REASON_CODES,
  type ReasonCodeSet,
  SUBACK_REASON_CODES,
  UNSUBACK_REASON_CODES,
} from "#core/mqtt/reason-code-sets.ts";
import { filterOf, topicOf } from "./topic-reference.ts";

/** Any valid packet of a version, made from the codec's own table of properties. */

const text = fc
  .oneof(fc.string({ maxLength: 12, unit: "grapheme" }), fc.string({ maxLength: 12, unit: "binary" }))
  .map((any) => any.replaceAll("\0", ""));
const bytes = fc.uint8Array({ maxLength: 20 }).map((any) => Buffer.from(any));
const bit = fc.constantFrom(0 as const, 1 as const);
const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);
const packetId = fc.integer({ min: 1, max: 65_535 });
const oneOf = (codes: ReasonCodeSet) => fc.constantFrom(...codes);

function propertyValue(definition: PropertyDefinition, holder: PropertyHolder): fc.Arbitrary<unknown> {
  switch (definition.type) {
    case "bit":
      return bit;
    case "twoByteInteger":
      return fc.integer({ min: definition.nonZero === true ? 1 : 0, max: 0xffff });
    case "fourByteInteger":
      return fc.integer({ min: definition.nonZero === true ? 1 : 0, max: 0xffff_ffff });
    case "utf8String":
      return definition.name === "responseTopic" ? topicOf() : text;
    case "binaryData":
      return bytes;
    case "identifiers":
      return fc.array(fc.integer({ min: 1, max: 268_435_455 }), {
        minLength: 1,
        maxLength: holder === PUBLISH ? 4 : 1,
      });
    case "userProperties":
      return fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 });
  }
}

function properties(holder: PropertyHolder, version: ProtocolVersion): fc.Arbitrary<Properties> {
  if (version !== 5) return fc.constant({});
  const model: Record<string, fc.Arbitrary<unknown>> = {};
  for (const definition of PROPERTY_TABLE)
    if ((definition.holders & (1 << holder)) !== 0) model[definition.name] = propertyValue(definition, holder);
  return fc.record(model, { requiredKeys: [] }).map((made) => {
    const result = made as Properties;
    if (result.authenticationMethod === undefined) delete result.authenticationData;
    return result;
  });
}

function connect(version: ProtocolVersion): fc.Arbitrary<Packet> {
  const will = fc.record({
    topic: topicOf(),
    payload: bytes,
    qos,
    retain: fc.boolean(),
    properties: properties(WILL, version),
  });
  return fc
    .record({
      type: fc.constant(CONNECT),
      protocolVersion: fc.constant(version),
      bridge: version === 5 ? fc.constant(false) : fc.boolean(),
      cleanStart: fc.boolean(),
      keepAlive: fc.integer({ min: 0, max: 65_535 }),
      clientId: text,
      will: fc.option(will, { nil: undefined }),
      username: fc.option(text, { nil: undefined }),
      password: fc.option(bytes, { nil: undefined }),
      properties: properties(CONNECT, version),
    })
    .map((made) => (version !== 5 && made.username === undefined ? { ...made, password: undefined } : made));
}

function publish(version: ProtocolVersion): fc.Arbitrary<Packet> {
  return fc
    .record({
      type: fc.constant(PUBLISH),
      dup: fc.boolean(),
      qos,
      retain: fc.boolean(),
      topic: topicOf(),
      packetId,
      payload: fc.uint8Array({ maxLength: 200 }).map((any) => Buffer.from(any)),
      properties: properties(PUBLISH, version),
    })
    .map((made) => (made.qos === 0 ? { ...made, dup: false, packetId: 0 } : made));
}

function ack(type: AckPacket["type"], codes: ReasonCodeSet, version: ProtocolVersion): fc.Arbitrary<Packet> {
  return fc.record({
    type: fc.constant(type),
    packetId,
    reasonCode: version === 5 ? oneOf(codes) : fc.constant(0),
    properties: properties(type, version),
  });
}

function subscribe(version: ProtocolVersion): fc.Arbitrary<Packet> {
  const five = version === 5;
  const request = fc.record({
    filter: filterOf(),
    qos,
    noLocal: five ? fc.boolean() : fc.constant(false),
    retainAsPublished: five ? fc.boolean() : fc.constant(false),
    retainHandling: five ? qos : fc.constant(0 as const),
  });
  return fc.record({
    type: fc.constant(SUBSCRIBE),
    packetId,
    requests: fc.array(request, { minLength: 1, maxLength: 5 }),
    properties: properties(SUBSCRIBE, version),
  });
}

/** Any valid packet, as a client or as a server of this version may send it. */
export function packetOf(version: ProtocolVersion): fc.Arbitrary<Packet> {
  const five = version === 5;
  const reasons = (codes: ReasonCodeSet) => fc.array(oneOf(codes), { minLength: 1, maxLength: 5 });
  const all: fc.Arbitrary<Packet>[] = [
    connect(version),
    publish(version),
    ack(PUBACK, PUBACK_REASON_CODES, version),
    ack(PUBREC, PUBACK_REASON_CODES, version),
    ack(PUBREL, PUBREL_REASON_CODES, version),
    ack(PUBCOMP, PUBREL_REASON_CODES, version),
    subscribe(version),
    fc.constantFrom({ type: PINGREQ } as const, { type: PINGRESP } as const),
    fc.record({
      type: fc.constant(UNSUBSCRIBE),
      packetId,
      filters: fc.array(filterOf(), { minLength: 1, maxLength: 5 }),
      properties: properties(UNSUBSCRIBE, version),
    }),
    fc.record({
      type: fc.constant(SUBACK),
      packetId,
      reasonCodes: five
        ? reasons(SUBACK_REASON_CODES)
        : fc.array(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 5 }),
      properties: properties(SUBACK, version),
    }),
    fc.record({
      type: fc.constant(UNSUBACK),
      packetId,
      reasonCodes: five ? reasons(UNSUBACK_REASON_CODES) : fc.constant<number[]>([]),
      properties: properties(UNSUBACK, version),
    }),
    fc.record({
      type: fc.constant(DISCONNECT),
      reasonCode: five ? oneOf(DISCONNECT_REASON_CODES) : fc.constant(0),
      properties: properties(DISCONNECT, version),
    }),
    fc
      .record({
        type: fc.constant(CONNACK),
        sessionPresent: fc.boolean(),
        reasonCode: five ? oneOf(CONNACK_REASON_CODES) : fc.integer({ min: 0, max: 5 }),
        properties: properties(CONNACK, version),
      })
      .map((made) => (made.reasonCode !== 0 || version === 3 ? { ...made, sessionPresent: false } : made)),
  ];
  if (five)
    all.push(
      fc.record({
        type: fc.constant(AUTH),
        reasonCode: fc.constantFrom(0x18, 0x19),
        properties: properties(AUTH, version).map((made) => ({ ...made, authenticationMethod: "SCRAM-SHA-256" })),
      }),
    );
  return fc.oneof(...all);
}
