import fc from "fast-check";
import mqttPacket from "mqtt-packet";
import { describe, expect, test } from "vitest";
import { encodePacket } from "#core/mqtt/encode.ts";
import { isEmpty } from "#core/mqtt/encode-properties.ts";
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
import { packetOf } from "./arbitrary-packets.ts";
import { readAll } from "./reading.ts";

/**
 * The same packet said by us and by mqtt-packet, the codec of MQTT.js and Aedes, and each read by the other. Where it
 * cannot say what the specification can, the packet is narrowed first, and the reason stands beside the line.
 */

const ACK_COMMANDS = { [PUBACK]: "puback", [PUBREC]: "pubrec", [PUBREL]: "pubrel", [PUBCOMP]: "pubcomp" } as const;

/** Our properties in mqtt-packet's words. */
function toTheirs(properties: Properties): Record<string, unknown> {
  const { subscriptionIdentifiers, userProperties, maximumQoS, ...same } = properties;
  const theirs: Record<string, unknown> = { ...same };
  for (const name of [
    "payloadFormatIndicator",
    "requestProblemInformation",
    "requestResponseInformation",
    "retainAvailable",
    "wildcardSubscriptionAvailable",
    "sharedSubscriptionAvailable",
  ])
    if (theirs[name] !== undefined) theirs[name] = theirs[name] === 1;
  if (properties.subscriptionIdentifierAvailable !== undefined) {
    delete theirs.subscriptionIdentifierAvailable;
    theirs.subscriptionIdentifiersAvailable = properties.subscriptionIdentifierAvailable === 1;
  }
  if (maximumQoS !== undefined) theirs.maximumQoS = maximumQoS;
  if (subscriptionIdentifiers !== undefined)
    theirs.subscriptionIdentifier =
      subscriptionIdentifiers.length === 1 ? subscriptionIdentifiers[0] : subscriptionIdentifiers;
  if (userProperties !== undefined) {
    const byName: Record<string, string | string[]> = Object.create(null);
    for (const [name, value] of userProperties) {
      const former = byName[name];
      byName[name] = former === undefined ? value : Array.isArray(former) ? [...former, value] : [former, value];
    }
    theirs.userProperties = byName;
  }
  return theirs;
}

/** What mqtt-packet can say of a packet. */
function narrowed(packet: Packet): Packet {
  if (!("properties" in packet)) return packet;
  const properties = narrowedProperties(packet.properties);
  if (packet.type === CONNECT) {
    // It sends no empty user name, and no password without a user name.
    const username = packet.username === "" ? undefined : packet.username;
    const password = username === undefined ? undefined : packet.password;
    // It refuses an empty client identifier without clean session, and an empty will payload.
    const clientId = packet.clientId === "" ? "c" : packet.clientId;
    const will = packet.will && {
      ...packet.will,
      payload: packet.will.payload.length === 0 ? Buffer.from("w") : packet.will.payload,
      properties: narrowedProperties(packet.will.properties),
    };
    return { ...packet, username, password, clientId, will, properties };
  }
  return { ...packet, properties };
}

/** It keeps user properties by name: equal names become neighbours, and numbers come first. */
function narrowedProperties(properties: Properties): Properties {
  if (properties.userProperties === undefined) return properties;
  const seen = new Set<string>();
  const kept = properties.userProperties.filter(([name]) => {
    const fresh = !seen.has(name) && !/^\d+$/.test(name) && name !== "__proto__";
    seen.add(name);
    return fresh;
  });
  return { ...properties, userProperties: kept.length === 0 ? undefined : kept };
}

/** A packet in mqtt-packet's words. */
function theirPacket(packet: Packet, version: ProtocolVersion): Record<string, unknown> {
  const properties = "properties" in packet && version === 5 ? { properties: toTheirs(packet.properties) } : {};
  switch (packet.type) {
    case CONNECT:
      return {
        cmd: "connect",
        protocolId: version === 3 ? "MQIsdp" : "MQTT",
        protocolVersion: version,
        ...(packet.bridge ? { bridgeMode: true } : {}),
        clean: packet.cleanStart,
        keepalive: packet.keepAlive,
        clientId: packet.clientId,
        ...(packet.username === undefined ? {} : { username: packet.username }),
        ...(packet.password === undefined ? {} : { password: packet.password }),
        ...(packet.will === undefined
          ? {}
          : {
              will: {
                topic: packet.will.topic,
                payload: packet.will.payload,
                qos: packet.will.qos,
                retain: packet.will.retain,
                ...(version === 5 ? { properties: toTheirs(packet.will.properties) } : {}),
              },
            }),
        ...properties,
      };
    case CONNACK: {
      const code = version === 5 ? { reasonCode: packet.reasonCode } : { returnCode: packet.reasonCode };
      return { cmd: "connack", sessionPresent: packet.sessionPresent, ...code, ...properties };
    }
    case PUBLISH: {
      const { topic, payload, qos, dup, retain, packetId } = packet;
      return {
        cmd: "publish",
        topic,
        payload,
        qos,
        dup,
        retain,
        ...(qos > 0 ? { messageId: packetId } : {}),
        ...properties,
      };
    }
    case SUBSCRIBE: {
      const subscriptions = packet.requests.map(({ filter, qos, noLocal, retainAsPublished, retainHandling }) =>
        version === 5
          ? { topic: filter, qos, nl: noLocal, rap: retainAsPublished, rh: retainHandling }
          : { topic: filter, qos },
      );
      return { cmd: "subscribe", messageId: packet.packetId, subscriptions, ...properties };
    }
    case UNSUBSCRIBE:
      return { cmd: "unsubscribe", messageId: packet.packetId, unsubscriptions: packet.filters, ...properties };
    case SUBACK:
      return { cmd: "suback", messageId: packet.packetId, granted: packet.reasonCodes, ...properties };
    case UNSUBACK:
      return {
        cmd: "unsuback",
        messageId: packet.packetId,
        ...(version === 5 ? { granted: packet.reasonCodes } : {}),
        ...properties,
      };
    case PINGREQ:
      return { cmd: "pingreq" };
    case PINGRESP:
      return { cmd: "pingresp" };
    case DISCONNECT:
      return { cmd: "disconnect", ...(version === 5 ? { reasonCode: packet.reasonCode } : {}), ...properties };
    case AUTH:
      return { cmd: "auth", reasonCode: packet.reasonCode, ...properties };
    default:
      return {
        cmd: ACK_COMMANDS[(packet satisfies AckPacket).type],
        messageId: packet.packetId,
        ...(version === 5 ? { reasonCode: packet.reasonCode } : {}),
        ...properties,
      };
  }
}

/** mqtt-packet's reading of bytes. */
function theyRead(bytes: Buffer, version: ProtocolVersion): Record<string, unknown>[] {
  const parser = mqttPacket.parser({ protocolVersion: version });
  const packets: Record<string, unknown>[] = [];
  parser.on("packet", (packet: object) => packets.push(plain(packet)));
  parser.on("error", (error: Error) => {
    throw error;
  });
  parser.parse(bytes);
  return packets;
}

/** Without prototypes, and without what mqtt-packet adds of its own. */
function plain(value: object): Record<string, unknown> {
  const { length: _, ...rest } = JSON.parse(JSON.stringify(value, withoutEmptyProperties)) as Record<string, unknown>;
  return rest;
}

/** It leaves an empty set of properties out. */
function withoutEmptyProperties(name: string, value: unknown): unknown {
  const empty = name === "properties" && typeof value === "object" && value !== null && isEmpty(value as Properties);
  return empty ? undefined : value;
}

const VERSIONS = [3, 4, 5] as const;

describe.each(VERSIONS)("mqtt-packet, version %d", (version) => {
  test("reads what we write", () => {
    fc.assert(
      fc.property(packetOf(version).map(narrowed), (packet) => {
        const [theirs, ...more] = theyRead(encodePacket(packet, version), version);
        expect(more).toEqual([]);
        expect(theirs).toMatchObject(plain(theirPacket(packet, version)));
      }),
      { numRuns: 1_000 },
    );
  });

  test("writes what we read", () => {
    fc.assert(
      fc.property(packetOf(version).map(narrowed), (packet) => {
        const theirs = mqttPacket.generate(theirPacket(packet, version) as never, { protocolVersion: version });
        expect(readAll([theirs], version)).toEqual([packet]);
      }),
      { numRuns: 1_000 },
    );
  });
});
